"""Doubts that are late: who is told of them again, and what a digest still says of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from portal.disputes.models import (
    Dispute,
    DisputeContact,
    DisputeDecision,
    DisputeReminder,
)
from portal.disputes.queries.finding import undecided
from portal.disputes.queries.people import deciders
from portal.disputes.rules import stage
from portal.pledges.rules import today


def aged(session: Session, now: datetime) -> Mapping[int, Sequence[tuple[int, int]]]:
    """For each account the late doubts, with their stage, of which it has not been told yet."""
    day = today(now)
    late = select(Dispute).where(undecided(), Dispute.answer_by < day).order_by(Dispute.id)
    due: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in session.scalars(late):
        reached = stage(one.answer_by, day)
        if reached is None:
            continue
        told = set(
            session.scalars(
                select(DisputeReminder.account_id).where(
                    DisputeReminder.dispute_id == one.id, DisputeReminder.stage == reached
                )
            )
        )
        for account in deciders(session, one, now):
            if account not in told:
                due[account].append((one.id, reached))
    return due


def reminded(session: Session, account: int, day: date) -> Sequence[Dispute]:
    """The doubts that an account's digest of a day tells of and that still wait."""
    told = exists().where(
        DisputeReminder.dispute_id == Dispute.id,
        DisputeReminder.account_id == account,
        DisputeReminder.day == day,
    )
    query = select(Dispute).where(told, undecided()).order_by(Dispute.answer_by, Dispute.id)
    return session.scalars(query).all()


def to_forget(session: Session, decided_before: datetime, opened_before: datetime) -> Sequence[int]:
    """The contacts of visitors who need not, or must not, be reached any more."""
    decided = exists().where(
        DisputeDecision.dispute_id == Dispute.id, DisputeDecision.at < decided_before
    )
    query = (
        select(DisputeContact.id)
        .join(Dispute, Dispute.id == DisputeContact.dispute_id)
        .where(or_(decided, Dispute.opened_at < opened_before))
    )
    return session.scalars(query).all()
