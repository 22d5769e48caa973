"""Pages of holds: take something down, look at it again, and what its owner reads."""

from collections.abc import Sequence

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import Scoped
from portal.holds import queries, services
from portal.holds.forms import DecideForm, HoldForm
from portal.holds.models import Hold
from portal.holds.queries import Thing
from portal.holds.rules import KINDS
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.updates import queries as updates
from portal.updates.models import ProgrammeUpdate, UpdatePhoto
from portal.uploads.store import Store
from portal.web import actor, moment, page, page_number, parts, requires, say, see_other, session
from portal.web.filters import named
from portal.web.uploads import hand_over

room = Blueprint("holds", __name__)
room.add_app_template_filter(named(KINDS), "held_kind")


@room.app_template_global()
def moderates(thing: Scoped) -> bool:
    """Whether this reader may take a thing off public pages."""
    return access.moderate(actor(), thing.scope)


@room.app_template_global()
def holds_of(programme: Programme) -> Sequence[Hold]:
    """What is held of a programme, for its members; nothing for everybody else."""
    if programme.organisation_id not in actor().memberships:
        return ()
    return queries.open_of(session(), programme)


@room.route("/programmes/<slug>/hold", methods=["GET", "POST"], endpoint="story")
@requires(access.moderate, programmes.need)
def hold_story(programme: Programme) -> ResponseReturnValue:
    """Take a programme's texts down."""
    return _hold(programme, programme)


@room.route("/updates/<public_id>/hold", methods=["GET", "POST"], endpoint="update")
@requires(access.moderate, updates.need)
def hold_update(update: ProgrammeUpdate) -> ResponseReturnValue:
    """Take news and their photos down."""
    return _hold(update, update.programme)


@room.route("/photos/<public_id>/hold", methods=["GET", "POST"], endpoint="photo")
@requires(access.moderate, updates.need_photo)
def hold_photo(photo: UpdatePhoto) -> ResponseReturnValue:
    """Take one photo down."""
    return _hold(photo, photo.update.programme)


def _hold(thing: Thing, programme: Programme) -> ResponseReturnValue:
    form = HoldForm()
    done = form.attempt(
        lambda: services.hold(
            session(), thing, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Sudah diturunkan. Pemiliknya mendapat surat dengan alasan Anda."))
        return see_other("holds.one", public_id=done.public_id)
    kind = {Programme: "story", ProgrammeUpdate: "update"}.get(type(thing), "photo")
    said = queries.words_of(thing)
    return page("holds/hold.html", form, programme=programme, kind=kind, said=said)


@room.get("/review/holds")
@requires(access.see_holds)
def listing() -> ResponseReturnValue:
    """What was taken down within one's mandate; what waits for another look comes first."""
    return page("holds/listing.html", found=queries.listing(session(), actor(), page_number()))


@room.route("/review/holds/<public_id>", methods=["GET", "POST"])
@requires(access.see_hold, queries.need)
def one(found: Hold) -> ResponseReturnValue:
    """One hold: what it said, why, what it says now; a coordinator shows it again or does not."""
    form = DecideForm()
    form.offer()
    done = form.attempt(
        lambda: services.decide(
            session(),
            found,
            form.outcome.data,
            form.note.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Tersimpan. Pemiliknya mendapat surat."))
        return see_other("holds.listing")
    return page(
        "holds/one.html",
        form,
        hold=found,
        now_says=queries.words_of(queries.thing_of(found)),
        photos=queries.photos_of(session(), found),
        decides=access.moderate(actor(), found.scope) and found.lifted_at is None,
    )


@room.post("/review/holds/<public_id>/photos/<photo>")
@requires(access.see_hold, queries.need_with_photo)
def open_photo(found: queries.HeldPhoto) -> Response:
    """Note who looks, then hand the photo over."""
    store = Store(parts().settings.uploads)
    data = services.open_photo(
        session(), found.hold, found.photo, store=store, by=actor(), now=moment()
    )
    return hand_over(data, "jpeg", "foto.jpg")


@room.post("/holds/<public_id>/again")
@requires(access.edit_programme, queries.need)
def again(found: Hold) -> ResponseReturnValue:
    """Ask the coordinators for another look."""
    services.ask_again(session(), found, by=actor(), now=moment())
    say("good", _("Koordinator diminta melihatnya lagi."))
    return see_other("programme_pages.programme", slug=found.programme.slug)
