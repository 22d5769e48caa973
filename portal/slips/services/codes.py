"""What acts on slips share: the lock on the entry, the state, the end of a code, the journal."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.rules import may_edit
from portal.errors import N_, Conflict
from portal.slips import rules
from portal.slips.models import Slip

SPENT = N_("Kode ini sudah tidak berlaku. Minta slip baru dari pendamping Anda.")


def holder(slip: Slip) -> Actor:
    """Whoever holds a slip, as rules see them: nobody's account, good for one entry."""
    return Actor(code_for=slip.organisation_id)


def lock(session: Session, slip: Slip) -> Organisation:
    """Lock the entry of a slip that still opens it."""
    edit.lock(session, slip.organisation)
    session.refresh(slip)
    if slip.ended_at is not None or slip.organisation.status in rules.CLOSED:
        raise Conflict(SPENT)
    return slip.organisation


def begin(session: Session, slip: Slip) -> Organisation:
    """The right, the lock and the state, before a change by the holder of a slip."""
    access.update_by_code.check(holder(slip), slip.organisation.scope)
    organisation = lock(session, slip)
    if not may_edit(organisation.status, identity=False):
        raise Conflict(edit.LOCKED)
    return organisation


def end(session: Session, organisation: Organisation, how: str, *, now: datetime) -> bool:
    """End the code that opens an entry; whether there was one."""
    rows = session.scalars(
        select(Slip).where(Slip.organisation_id == organisation.id, Slip.ended_at.is_(None))
    ).all()
    for one in rows:
        one.ended_at, one.ended_as = now, how
    session.flush()
    return bool(rows)


def note(
    session: Session, action: str, organisation: Organisation, *, by: Actor, now: datetime
) -> None:
    """Write an act into the journal of its entry."""
    journal.record(session, action, "organisation", organisation.public_id, by=by, now=now)
