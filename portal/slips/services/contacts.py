"""Whoever holds a slip adds and removes contacts; of a checked entry they propose it.

A lost slip could else put a stranger's number on a public page: the old contacts stay there until
somebody of the entry, or a coordinator, has agreed (`answering`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import journal, letters
from portal.access import VISITOR
from portal.accounts.queries import coordinators, members
from portal.directory import edit, number_rules
from portal.directory.contacts import MOST, tidy
from portal.directory.models import Contact, Organisation
from portal.directory.rules import VISIBILITIES
from portal.errors import N_, Conflict, Invalid
from portal.slips import queries, rules
from portal.slips.models import Slip, SlipChange
from portal.slips.services.codes import begin
from portal.vocabulary import CONTACT_KINDS

MOST_LETTERS = 20
FULL = N_("Sudah banyak perubahan yang menunggu. Tunggu jawaban pendamping Anda.")


def add_contact(
    session: Session, slip: Slip, *, kind: str, value: str, visibility: str, now: datetime
) -> bool:
    """Add a number or address, or propose it; one that is there or waits changes nothing."""
    organisation = begin(session, slip)
    if kind not in CONTACT_KINDS:
        raise Invalid(kind=N_("Pilih salah satu dari daftar."))
    kept = tidy(kind, value)
    if kept is None:
        email = kind == "email"
        raise Invalid(value=number_rules.EMAIL_FAULT if email else number_rules.PHONE_FAULT)
    if visibility not in VISIBILITIES:
        raise Invalid(visibility=N_("Pilih siapa yang boleh melihat."))
    if any((one.kind, one.value) == (kind, kept) for one in organisation.contacts):
        return False
    if rules.asks_first(organisation.status):
        return _propose(session, organisation, "add", kind, kept, visibility, now=now)
    if len(organisation.contacts) >= MOST:
        raise Invalid(value=N_("Paling banyak %(n)s kontak.", n=MOST))
    organisation.contacts.append(Contact(kind=kind, value=kept, visibility=visibility))
    _changed(session, organisation, "add_contact", kind, now=now)
    return True


def remove_contact(session: Session, slip: Slip, key: int, *, now: datetime) -> bool:
    """Remove a contact, or propose it; False when it was gone or proposed already."""
    organisation = begin(session, slip)
    found = next((one for one in organisation.contacts if one.id == key), None)
    if found is None:
        return False
    kind, value, visibility = found.kind, found.value, found.visibility
    if rules.asks_first(organisation.status):
        return _propose(session, organisation, "remove", kind, value, visibility, now=now)
    organisation.contacts.remove(found)
    _changed(session, organisation, "remove_contact", kind, now=now)
    return True


def withdraw(session: Session, slip: Slip, public_id: str, *, now: datetime) -> bool:
    """Take back a change of the slip's entry that waits; False when it waits no longer."""
    organisation = begin(session, slip)
    waiting = queries.waiting_of(session, organisation)
    found = next((one for one in waiting if one.public_id == public_id), None)
    if found is None:
        return False
    found.state, found.decided_at = "withdrawn", now
    session.flush()
    _note(session, "withdraw_by_code", organisation, found, now=now)
    return True


def _propose(
    session: Session,
    organisation: Organisation,
    what: str,
    kind: str,
    value: str,
    visibility: str,
    *,
    now: datetime,
) -> bool:
    """Keep a change until somebody answers. The first that waits is told to all who may."""
    waiting = queries.waiting_of(session, organisation)
    if any((one.what, one.kind, one.value) == (what, kind, value) for one in waiting):
        return False
    if len(waiting) >= rules.MOST_WAITING:
        raise Conflict(FULL)
    made = SlipChange(
        organisation_id=organisation.id,
        what=what,
        kind=kind,
        value=value,
        visibility=visibility,
        made_at=now,
    )
    session.add(made)
    session.flush()
    _note(session, "propose_by_code", organisation, made, now=now)
    if not waiting:
        _tell_those_who_answer(session, organisation, now=now)
    return True


def _tell_those_who_answer(session: Session, organisation: Organisation, *, now: datetime) -> None:
    mandated = coordinators(session, organisation.region_code, now)[:MOST_LETTERS]
    for account in dict.fromkeys((*members(session, organisation.id), *mandated)):
        letters.write(session, account, "slip_change_waiting", organisation.public_id, now=now)


def _changed(
    session: Session, organisation: Organisation, action: str, kind: str, *, now: datetime
) -> None:
    edit.finish(session, organisation, action, by=VISITOR, now=now, of_kind=kind, through="code")
    for account in members(session, organisation.id):
        letters.write(session, account, "slip_contacts", organisation.public_id, now=now)


def _note(
    session: Session, action: str, organisation: Organisation, one: SlipChange, *, now: datetime
) -> None:
    journal.record(
        session,
        action,
        "organisation",
        organisation.public_id,
        by=VISITOR,
        now=now,
        change=one.public_id,
        what=one.what,
        of_kind=one.kind,
    )
