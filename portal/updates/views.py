"""Pages of news: all of a programme's, their forms, and the photos themselves."""

import io
from collections.abc import Sequence

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.programmes.rules import PUBLIC
from portal.updates import queries, rules, services
from portal.updates.forms import NewsForm, PhotoForm, PressForm
from portal.updates.models import ProgrammeUpdate, UpdatePhoto
from portal.uploads.examiner import examine_photo
from portal.uploads.store import Store
from portal.web import (
    actor,
    moment,
    page,
    page_number,
    parts,
    public,
    requires,
    say,
    see_other,
    session,
)
from portal.web.uploads import LOCKED, takes_file

room = Blueprint("updates", __name__)
# What a coordinator takes down is gone from browsers soon after.
SECONDS = 300


@room.app_template_global()
def newest_updates(programme: Programme) -> Sequence[ProgrammeUpdate]:
    """The newest news of a programme, one more than its page shows."""
    return queries.latest(session(), programme, rules.SHOWN + 1)


@room.get("/programmes/<slug>/updates")
@public
def listing(slug: str) -> ResponseReturnValue:
    """All news of a programme, the newest first."""
    programme = programmes.readable(session(), slug, actor())
    return page(
        "updates/listing.html",
        programme=programme,
        found=queries.of_programme(session(), programme, page_number()),
        member=access.edit_programme(actor(), programme.scope),
        tells=programme.status in PUBLIC,
    )


@room.route("/programmes/<slug>/updates/new", methods=["GET", "POST"])
@requires(access.edit_programme, programmes.need)
def new(programme: Programme) -> ResponseReturnValue:
    """Tell news; photos follow on the next page."""
    form = NewsForm()
    made = form.attempt(
        lambda: services.tell(
            session(),
            programme,
            form.news(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Kabar tersimpan dan dilihat umum. Anda dapat menambah foto."))
        return see_other("updates.edit", public_id=made.public_id)
    tells = programme.status in PUBLIC
    return page("updates/news.html", form, programme=programme, update=None, tells=tells)


@room.route("/updates/<public_id>/edit", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def edit(update: ProgrammeUpdate) -> ResponseReturnValue:
    """Put news in other words, and see to their photos."""
    form = NewsForm(obj=update)
    saved = form.attempt(
        lambda: services.change(
            session(),
            update,
            form.news(),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if saved:
        say("good", _("Perubahan tersimpan."))
        return see_other("updates.listing", slug=saved.programme.slug)
    if form.status == 409:
        form.version.data = update.version
    return page(
        "updates/news.html",
        form,
        programme=update.programme,
        update=update,
        tells=True,
        most=rules.MOST_PHOTOS,
    )


@room.route("/updates/<public_id>/remove", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def remove(update: ProgrammeUpdate) -> ResponseReturnValue:
    """Ask before news go."""
    form = PressForm()
    done = form.attempt(lambda: services.remove(session(), update, by=actor(), now=moment()))
    if done:
        say("good", _("Kabar dihapus."))
        return see_other("updates.listing", slug=done.slug)
    return page("updates/remove.html", form, programme=update.programme, update=update, photo=None)


@room.route("/updates/<public_id>/photos/new", methods=["GET", "POST"])
@takes_file
@requires(access.edit_programme, queries.need)
def add_photo(update: ProgrammeUpdate) -> ResponseReturnValue:
    """One more photo of news."""
    form = PhotoForm()

    def act() -> str:
        upload = form.file.data
        # Looking takes a second: on SQLite everybody else's writing would wait for it.
        session().rollback()
        return services.add_photo(
            session(),
            update,
            examine_photo(upload),
            form.alt.data or "",
            store=_store(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Foto tersimpan dan dilihat umum."))
        return see_other("updates.edit", public_id=update.public_id)
    full = len(update.kept) >= rules.MOST_PHOTOS
    return page("updates/photo.html", form, programme=update.programme, update=update, full=full)


@room.route("/photos/<public_id>/remove", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need_photo)
def remove_photo(photo: UpdatePhoto) -> ResponseReturnValue:
    """Ask before a photo goes."""
    form, update = PressForm(), photo.update
    if form.attempt(lambda: services.remove_photo(session(), photo, by=actor(), now=moment())):
        say("good", _("Foto dihapus."))
        return see_other("updates.edit", public_id=update.public_id)
    return page("updates/remove.html", form, programme=update.programme, update=update, photo=photo)


@room.get("/photos/<public_id>")
@public
def photo(public_id: str) -> Response:
    """A photo as large as it is kept."""
    return _picture(queries.visible_photo(session(), public_id, actor()).file)


@room.get("/photos/<public_id>/small")
@public
def small(public_id: str) -> Response:
    """A photo as pages show it."""
    return _picture(queries.visible_photo(session(), public_id, actor()).small)


def _picture(name: str) -> Response:
    """A picture that we drew ourselves: shown, and nothing in it may run."""
    answer = send_file(io.BytesIO(_store().get(name)), mimetype="image/jpeg", max_age=SECONDS)
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    return answer


def _store() -> Store:
    return Store(parts().settings.uploads)
