"""Pages of members: what is asked, what is there, who looked; add, replace and remove."""

from collections.abc import Callable, Mapping

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.directory.rules import OPEN
from portal.errors import NotFound
from portal.evidence import queries, rules, services
from portal.evidence.forms import DocumentForm, PressForm
from portal.evidence.views.desk import Slot, room, slot, store
from portal.regions.queries import timezone
from portal.uploads.contents import Clean
from portal.uploads.examiner import examine
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.uploads import takes_file

Keep = Callable[[services.Told, Clean, str], str]


@room.get("/my/organisations/<slug>/documents")
@requires(access.edit_organisation, own)
def documents(organisation: Organisation) -> ResponseReturnValue:
    """The documents, what is still asked for, and who opened them."""
    return page(
        "evidence/documents.html",
        organisation=organisation,
        may=organisation.status in rules.OPEN,
        sheet=lambda form: url_for(
            "evidence.own_sheet", slug=organisation.slug or organisation.public_id, form=form
        ),
        views=queries.views(session(), organisation),
        hours=timezone(session(), organisation.region_code),
    )


@room.route("/my/organisations/<slug>/documents/new", methods=["GET", "POST"])
@takes_file
@requires(access.edit_organisation, own)
def new(organisation: Organisation) -> ResponseReturnValue:
    """Another document, one file on one page."""
    form = _form(organisation, {"kind": request.args.get("kind", "")})

    def keep(told: services.Told, found: Clean, name: str) -> str:
        return services.add(
            session(),
            organisation,
            told,
            found,
            name,
            store=store(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(lambda: _take(form, keep)):
        say("good", _("Dokumen tersimpan."))
        return back(organisation)
    return page("evidence/document.html", form, organisation=organisation, replaces=False)


@room.route("/my/organisations/<slug>/documents/<public_id>/replace", methods=["GET", "POST"])
@takes_file
@requires(access.edit_organisation, slot)
def replace(found: Slot) -> ResponseReturnValue:
    """A newer document in the place of one."""
    organisation = found.organisation
    form = _form(organisation, found.words)

    def keep(told: services.Told, clean: Clean, name: str) -> str:
        return services.replace(
            session(),
            organisation,
            found.public_id,
            told,
            clean,
            name,
            store=store(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(lambda: _take(form, keep)):
        say("good", _("Dokumen tersimpan. Yang lama sudah diganti."))
        return back(organisation)
    if not found.words and not form.sent:
        raise NotFound
    return page("evidence/document.html", form, organisation=organisation, replaces=True)


@room.route("/my/organisations/<slug>/documents/<public_id>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, slot)
def remove(found: Slot) -> ResponseReturnValue:
    """Ask before a document goes."""
    organisation = found.organisation
    form = PressForm()

    def act() -> tuple[bool]:
        return (
            services.remove(session(), organisation, found.public_id, by=actor(), now=moment()),
        )

    if form.attempt(act):
        say("good", _("Dokumen dihapus."))
        return back(organisation)
    if not found.words:
        raise NotFound
    return page("evidence/remove.html", form, organisation=organisation, told=found.words)


def _form(organisation: Organisation, data: Mapping[str, str]) -> DocumentForm:
    if organisation.status not in rules.OPEN:
        raise NotFound
    types = rules.offered(organisation.kind, organisation.specialities)
    return DocumentForm(types, data=data)


def _take(form: DocumentForm, keep: Keep) -> str:
    """Have the file looked at while no lock is held, then keep it."""
    told = services.Told(
        kind=form.kind.data,
        number=form.number.data or "",
        issuer=form.issuer.data or "",
        issued_on=form.issued_on.data,
        expires_on=form.expires_on.data,
    )
    upload = form.file.data
    # This takes a second: on SQLite everybody else's writing would wait for it.
    session().rollback()
    return keep(told, examine(upload), upload.name)


def back(organisation: Organisation) -> Response:
    """Where a member came from: the registration's own page while that is under way."""
    if organisation.status in OPEN:
        return see_other("registration.documents", public_id=organisation.public_id)
    return see_other("evidence.documents", slug=organisation.slug or organisation.public_id)
