"""Pages for the contacts and people of an entry, each with who may see it."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import contacts as contacting
from portal.directory.models import Organisation
from portal.registration.desk import after_entry, draft, locked, room, saved
from portal.registration.part_forms import ContactForm, PersonForm
from portal.registration.parts import Part, ask_removal, part
from portal.web import actor, moment, page, requires, session

CLOSED = {"visibility": "coordinators"}


@room.get("/register/<public_id>/contacts")
@requires(access.edit_organisation, draft)
def contacts(organisation: Organisation) -> ResponseReturnValue:
    """The contacts and people so far."""
    if away := locked(organisation):
        return away
    return page("registration/contacts.html", organisation=organisation)


@room.route("/register/<public_id>/contacts/new", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def new_contact(organisation: Organisation) -> ResponseReturnValue:
    """Another number or e-mail address of the organisation."""
    if away := locked(organisation):
        return away
    form = ContactForm()

    def act() -> str:
        return contacting.add_contact(
            session(),
            organisation,
            kind=form.kind.data,
            value=form.value.data or "",
            visibility=form.visibility.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return after_entry(organisation, "contacts", "registration.new_contact")
    return page("registration/contact.html", form, organisation=organisation)


@room.route("/register/<public_id>/people/new", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def new_person(organisation: Organisation) -> ResponseReturnValue:
    """Somebody who answers for the organisation; by default only coordinators see them."""
    if away := locked(organisation):
        return away
    form = PersonForm(data=CLOSED)

    def act() -> str:
        return contacting.add_person(
            session(),
            organisation,
            name=form.name.data or "",
            role=form.role.data or "",
            contact=form.contact.data or "",
            visibility=form.visibility.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return saved(organisation, "registration.contacts")
    return page("registration/person.html", form, organisation=organisation)


@room.route("/register/<public_id>/contacts/<int:key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def remove_contact(found: Part) -> ResponseReturnValue:
    """Ask before a contact goes."""

    def remove() -> bool:
        return contacting.remove_contact(
            session(), found.organisation, int(found.key), by=actor(), now=moment()
        )

    things = {str(one.id): one.value for one in found.organisation.contacts}
    return ask_removal(found, things, remove, _("Hapus kontak ini?"), "registration.contacts")


@room.route("/register/<public_id>/people/<int:key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def remove_person(found: Part) -> ResponseReturnValue:
    """Ask before a person goes."""

    def remove() -> bool:
        return contacting.remove_person(
            session(), found.organisation, int(found.key), by=actor(), now=moment()
        )

    things = {str(one.id): one.name for one in found.organisation.people}
    question = _("Hapus orang ini dari daftar?")
    return ask_removal(found, things, remove, question, "registration.contacts")
