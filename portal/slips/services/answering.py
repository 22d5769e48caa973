"""Members and coordinators answer a change of contacts that somebody proposed by a slip's code."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.directory import edit
from portal.directory.contacts import MOST
from portal.directory.models import Contact, Organisation
from portal.directory.rules import may_edit
from portal.directory.text_rules import note_fault
from portal.errors import N_, Conflict, Invalid, Words
from portal.slips import rules
from portal.slips.models import SlipChange

ANSWERED = N_("Perubahan ini sudah dijawab atau ditarik. Buka lagi daftarnya.")


def answer(
    session: Session, change: SlipChange, outcome: str, *, reason: str, by: Actor, now: datetime
) -> SlipChange:
    """Accept a change, which then takes effect, or refuse it; the slip's holder reads the reason.

    Raises NotAllowed for all but members and coordinators of the region, Conflict when it was
    answered already or the entry's life has ended, Invalid at a field that is wrong.
    """
    access.answer_slip_change.check(by, change.scope)
    if outcome not in rules.OUTCOMES:
        raise Invalid(outcome=N_("Pilih salah satu jawaban."))
    if wrong := _reason_fault(outcome, reason):
        raise Invalid(reason=wrong)
    organisation = change.organisation
    edit.lock(session, organisation)
    db.lock(session, SlipChange, change.id)
    session.refresh(change)
    if change.state != "waiting":
        raise Conflict(ANSWERED)
    if organisation.merged_into_id is not None:
        raise Conflict(edit.MERGED)
    if outcome == "accepted":
        _apply(session, organisation, change, by=by, now=now)
    change.state, change.reason = outcome, reason
    change.decided_by, change.decided_at = by.id, now
    session.flush()
    journal.record(
        session,
        f"slip_change_{outcome}",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        change=change.public_id,
        what=change.what,
        of_kind=change.kind,
    )
    return change


def _reason_fault(outcome: str, reason: str) -> Words | None:
    if len(reason) > rules.REASON_MOST:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=rules.REASON_MOST)
    if outcome == "refused" and not reason:
        return N_("Tulis alasannya. Kelompok membacanya saat membuka isian dengan kode.")
    return note_fault(reason)


def _apply(
    session: Session, organisation: Organisation, change: SlipChange, *, by: Actor, now: datetime
) -> None:
    """Do what was proposed; somebody else may have done the same meanwhile."""
    if not may_edit(organisation.status, identity=False):
        raise Conflict(edit.LOCKED)
    twins = [
        one for one in organisation.contacts if (one.kind, one.value) == (change.kind, change.value)
    ]
    if change.what == "add":
        if twins:
            return
        if len(organisation.contacts) >= MOST:
            raise Invalid(outcome=N_("Paling banyak %(n)s kontak.", n=MOST))
        made = Contact(kind=change.kind, value=change.value, visibility=change.visibility)
        organisation.contacts.append(made)
    for one in twins:
        organisation.contacts.remove(one)
    if change.what == "add" or twins:
        edit.finish(
            session,
            organisation,
            f"{change.what}_contact",
            by=by,
            now=now,
            of_kind=change.kind,
            through="code",
        )
