"""What the daily work does with doubts: visitors are forgotten, reminders are noted."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.db import Database
from portal.disputes import queries
from portal.disputes.models import DisputeContact, DisputeReminder
from portal.disputes.rules import CONTACT_LAST, CONTACT_STAYS
from portal.pledges.rules import today


def forget_visitors(database: Database, now: datetime) -> int:
    """Delete how visitors are reached once it is over; how many. Done twice it does no harm."""
    with database.writing() as session:
        ids = queries.to_forget(session, now - CONTACT_STAYS, now - CONTACT_LAST)
        session.execute(delete(DisputeContact).where(DisputeContact.id.in_(ids)))
        return len(ids)


def note_reminded(
    session: Session, account: int, told: Iterable[tuple[int, int]], *, now: datetime
) -> None:
    """Note that an account is told of these late doubts today, each with how late it is."""
    for dispute, stage in told:
        row = DisputeReminder(account_id=account, dispute_id=dispute, stage=stage, day=today(now))
        session.add(row)
    session.flush()
