"""What happens to contacts and people of an organisation, each with who may see it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, idempotency
from portal.access import Actor
from portal.directory import edit, number_rules
from portal.directory.models import Contact, Organisation, Person
from portal.directory.rules import VISIBILITIES
from portal.errors import N_, Invalid, Words
from portal.vocabulary import CONTACT_KINDS

MOST = 40


def add_contact(
    session: Session,
    organisation: Organisation,
    *,
    kind: str,
    value: str,
    visibility: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Add a number or e-mail address in its one form; answers its key as text.

    Raises Invalid at `kind`, `value` or `visibility`.
    """
    access.edit_organisation.check(by, organisation.scope)
    faults: dict[str, Words] = {}
    if kind not in CONTACT_KINDS:
        faults["kind"] = N_("Pilih salah satu dari daftar.")
    kept = tidy(kind, value)
    if kept is None:
        faults["value"] = number_rules.EMAIL_FAULT if kind == "email" else number_rules.PHONE_FAULT
    faults |= _visibility(visibility)

    def act() -> str:
        edit.begin(session, organisation, by=by)
        if len(organisation.contacts) >= MOST:
            raise Invalid(value=N_("Paling banyak %(n)s kontak.", n=MOST))
        if any((one.kind, one.value) == (kind, kept) for one in organisation.contacts):
            raise Invalid(value=N_("Kontak ini sudah ada dalam daftar."))
        contact = Contact(kind=kind, value=kept or "", visibility=visibility)
        organisation.contacts.append(contact)
        edit.finish(session, organisation, "add_contact", by=by, now=now, of_kind=kind)
        return str(contact.id)

    if faults:
        raise Invalid(**faults)
    body = {"organisation": organisation.public_id, "contact": (kind, kept, visibility)}
    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "add_contact", body, act, by=by, now=now)


def add_person(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    role: str = "",
    contact: str = "",
    visibility: str = "coordinators",
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Add somebody who answers for the organisation; answers the key as text.

    `contact` is a number or an e-mail address. Raises Invalid at the field that is wrong.
    """
    access.edit_organisation.check(by, organisation.scope)
    faults = _visibility(visibility)
    if not 2 <= len(name) <= 200:
        faults["name"] = N_("Isi nama orang, paling sedikit dua huruf.")
    if len(role) > 200:
        faults["role"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=200)
    reached = number_rules.email(contact) or number_rules.phone(contact) if contact else ""
    if reached is None:
        faults["contact"] = N_("Isi nomor telepon atau alamat email orang ini.")

    def act() -> str:
        edit.begin(session, organisation, by=by)
        if len(organisation.people) >= MOST:
            raise Invalid(name=N_("Paling banyak %(n)s orang.", n=MOST))
        person = Person(name=name, role=role, contact=reached or "", visibility=visibility)
        organisation.people.append(person)
        edit.finish(session, organisation, "add_person", by=by, now=now)
        return str(person.id)

    if faults:
        raise Invalid(**faults)
    body = {"organisation": organisation.public_id, "person": (name, role, reached, visibility)}
    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "add_person", body, act, by=by, now=now)


def remove_contact(
    session: Session, organisation: Organisation, key: int, *, by: Actor, now: datetime
) -> bool:
    """Remove a contact; False when it was gone already."""
    edit.begin(session, organisation, by=by)
    found = [one for one in organisation.contacts if one.id == key]
    for one in found:
        organisation.contacts.remove(one)
        edit.finish(session, organisation, "remove_contact", by=by, now=now, of_kind=one.kind)
    return bool(found)


def remove_person(
    session: Session, organisation: Organisation, key: int, *, by: Actor, now: datetime
) -> bool:
    """Remove a person; False when they were gone already."""
    edit.begin(session, organisation, by=by)
    found = [one for one in organisation.people if one.id == key]
    for one in found:
        organisation.people.remove(one)
        edit.finish(session, organisation, "remove_person", by=by, now=now)
    return bool(found)


def tidy(kind: str, value: str) -> str | None:
    """A contact's value in its one form; None when it is none. Hotlines may be short (129)."""
    if kind == "email":
        return number_rules.email(value)
    return number_rules.phone(value, short=kind == "hotline")


def _visibility(visibility: str) -> dict[str, Words]:
    if visibility in VISIBILITIES:
        return {}
    return {"visibility": N_("Pilih siapa yang boleh melihat.")}
