"""The way of one pledge, from the offer to what is still awaited, as knots on a thread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.pledges.models import Delivery, Pledge, PledgeStep, Saying
from portal.pledges.queries.course import Course
from portal.pledges.queries.releases import proposals_of
from portal.pledges.release_models import ReleaseProposal
from portal.pledges.rules import Part, today
from portal.pledges.schedule_models import ScheduleChange


@dataclass(frozen=True)
class Event:
    """One knot. `mark` is done, next or ahead; `on` the day it happened or is due."""

    kind: str
    mark: str
    on: date
    amount: int = 0
    at: datetime | None = None
    text: str = ""
    reference: str = ""
    transfer: Transfer | None = None
    delivery: Delivery | None = None
    part: Part | None = None
    number: int = 0


def timeline(session: Session, course: Course) -> Sequence[Event]:
    """Everything that happened to the pledge in order, then what is awaited."""
    pledge = course.pledge
    past = [_of_step(step, pledge.amount) for step in pledge.steps]
    past += [_of_change(one) for one in _changes(session, pledge)]
    for proposal in proposals_of(session, pledge):
        past += _of_proposal(proposal)
    for delivery in pledge.deliveries:
        past += [_of_saying(saying, delivery) for saying in delivery.sayings]
    rows = ledger.rows_of_pledge(session, pledge.public_id)
    past += [_of_transfer(row) for row in rows if row.kind != "commit"]
    first = next((row for row in rows if row.kind == "receive"), None)
    if first is not None:
        # Spending belongs to the line: it is shown from the first money of this pledge on.
        line = pledge.requirement.public_id
        spent = ledger.rows_of_line(session, pledge.programme.public_id, line, "spend")
        past += [_of_transfer(row) for row in spent if _later(row, first)]
    past.sort(key=lambda event: event.at or datetime.min.replace(tzinfo=pledge.offered_at.tzinfo))
    return [*past, *_ahead(course)]


def _later(row: Transfer, first: Transfer) -> bool:
    return row.seq > first.seq and row.asset == first.asset


def _of_step(step: PledgeStep, amount: int) -> Event:
    return Event(step.kind, "done", today(step.at), amount, step.at, step.reason)


def _changes(session: Session, pledge: Pledge) -> Sequence[ScheduleChange]:
    """What became of payments that differed; what was given up stands as a row of the ledger."""
    if not pledge.schedule:
        return ()
    query = select(ScheduleChange).where(ScheduleChange.pledge_id == pledge.id)
    return session.scalars(query.where(ScheduleChange.kind != "reduced")).all()


def _of_change(one: ScheduleChange) -> Event:
    on = one.due_on or today(one.at)
    return Event(one.kind, "done", on, one.amount, one.at, one.reason, number=one.part)


def _of_proposal(one: ReleaseProposal) -> Iterator[Event]:
    """What the owner asked for, and the answer; a yes stands as a row of the ledger."""
    yield Event("release_proposed", "done", today(one.at), one.amount, one.at, one.reason)
    if one.answer and one.answer.kind != "agreed":
        told = (today(one.answer.at), one.amount, one.answer.at, one.answer.reason)
        yield Event(f"release_{one.answer.kind}", "done", *told)


def _of_saying(saying: Saying, delivery: Delivery) -> Event:
    return Event(
        f"{'back' if delivery.kind == 'refund' else 'said'}_{saying.side}",
        "done",
        saying.happened_on,
        saying.amount,
        saying.at,
        saying.note,
        saying.reference,
        delivery=delivery,
    )


def _of_transfer(row: Transfer) -> Event:
    told = (row.occurred_on, row.amount, row.recorded_at, row.note)
    return Event(row.told_kind, "done", *told, transfer=row)


def _ahead(course: Course) -> Iterator[Event]:
    pledge = course.pledge
    if course.state == "offered":
        yield Event("await_answer", "next", pledge.valid_until, pledge.amount)
    elif course.state == "lapsed":
        yield Event("lapsed", "done", pledge.valid_until, pledge.amount)
    if course.open <= 0:
        return
    awaited = [part for part in course.parts if part.remaining]
    for position, part in enumerate(awaited):
        mark = "ahead" if position else "next"
        yield Event("await_part", mark, part.due_on, part.remaining, part=part)
