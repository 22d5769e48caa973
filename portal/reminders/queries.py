"""What is asked for reminders: what waits in each pledge, and what a digest still says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.ledger.models import PledgeSum
from portal.pledges.models import Delivery, Instalment, Pledge
from portal.pledges.queries.course import Course, courses, with_rows
from portal.pledges.queries.figures import answered
from portal.pledges.rules import today
from portal.pledges.schedule_rules import unsent
from portal.reminders.models import Digest, Quiet, Reminded
from portal.reminders.rules import FARTHEST, NEWS, reached, wanted

PORTION = 200
OLDEST_WORD = timedelta(days=60)  # what nobody answered for so long is no reminder's matter


@dataclass(frozen=True)
class Matter:
    """Something that waits: its kind, its instalment or delivery, its date, how much of it."""

    course: Course
    kind: str
    part: int
    due_on: date
    amount: int
    since: date

    @property
    def key(self) -> tuple[int, str, int, date]:
        """What tells it from other matters."""
        return self.course.pledge.id, self.kind, self.part, self.due_on

    @property
    def stage(self) -> int | None:
        """How far it is on the course's day."""
        return reached(self.kind, self.due_on, self.since, self.course.day)


def matters(course: Course) -> Iterator[Matter]:
    """What waits in a pledge, for whomever; a done thing is none."""
    pledge = course.pledge
    offered = today(pledge.offered_at)
    if course.state in ("offered", "lapsed"):
        kinds = ("answer", "watch_offer") if course.state == "offered" else ("lapsed",)
        for kind in kinds:
            yield Matter(course, kind, 0, pledge.valid_until, pledge.amount, offered)
        return
    yield from _instalments(course)
    for delivery in pledge.deliveries:
        hearing = course.hearings[delivery.id]
        if hearing.status == "awaits_recipient" and hearing.donor:
            said = max(today(one.at) for one in delivery.sayings)
            yield Matter(course, "state", delivery.id, said, hearing.donor.amount, said)


def _instalments(course: Course) -> Iterator[Matter]:
    """What is awaited of each instalment and not said to be under way."""
    if course.open <= 0:
        return
    since = max(today(step.at) for step in course.pledge.steps if step.kind == "accepted")
    for part, free in unsent(course.parts, course.under_way):
        for kind in ("send", "overdue", "awaited", "watch"):
            yield Matter(course, kind, part.number, part.due_on, free, since)


def waiting(session: Session, now: datetime) -> Iterator[Matter]:
    """Everything that has reached a stage, pledge by pledge in portions."""
    day, after = today(now), 0
    while True:
        query = select(Pledge).where(Pledge.id > after, _may_wait(day, now)).options(*with_rows())
        query = query.order_by(Pledge.id).limit(PORTION)
        found = session.scalars(query).unique().all()
        if not found:
            return
        for course in courses(session, found, day):
            yield from (one for one in matters(course) if one.stage is not None)
        after = found[-1].id


def _may_wait(day: date, now: datetime) -> ColumnElement[bool]:
    """A condition over pledges that leaves out those in which nothing can wait on a day."""
    soon = day + timedelta(days=FARTHEST)
    signed = case((PledgeSum.kind == "commit", PledgeSum.net), else_=-PledgeSum.net)
    counted = PledgeSum.kind.in_(("commit", "release", "receive"))
    still_open = (
        select(func.sum(signed) > 0)
        .where(PledgeSum.pledge == Pledge.public_id, counted)
        .correlate(Pledge)
        .scalar_subquery()
    )
    holds = (Instalment.pledge_id == Pledge.id) & (Instalment.revision == Pledge.schedule)
    due = exists().where(holds, Instalment.due_on <= soon)
    unanswered = Pledge.valid_until.between(day - NEWS, soon) & ~answered()
    said = exists().where(
        Delivery.pledge_id == Pledge.id,
        Delivery.transfer.is_(None),
        Delivery.opened_at > now - OLDEST_WORD,
    )
    return or_(unanswered, due & still_open, said)


def told(session: Session, account: int) -> set[tuple[int, str, int, date, int]]:
    """What a person was told of already: each matter's key with its stage."""
    query = select(
        Reminded.pledge_id, Reminded.kind, Reminded.part, Reminded.due_on, Reminded.stage
    ).where(Reminded.account_id == account)
    return {(one, kind, part, due, stage) for one, kind, part, due, stage in session.execute(query)}


def is_quiet(session: Session, account: int) -> bool:
    """Whether a person wants to be reminded of duties only."""
    return session.scalar(select(Quiet.id).where(Quiet.account_id == account)) is not None


def digest_of(session: Session, account: int, day: date) -> Digest | None:
    """A person's digest of a day."""
    query = select(Digest).where(Digest.account_id == account, Digest.day == day)
    return session.scalar(query)


def still(session: Session, digest: Digest, now: datetime) -> Sequence[Matter]:
    """What of a digest waits as its letter is worded; what was done meanwhile is not."""
    rows = session.scalars(select(Reminded).where(Reminded.digest_id == digest.id)).all()
    keys = {(one.pledge_id, one.kind, one.part, one.due_on) for one in rows}
    query = select(Pledge).where(Pledge.id.in_({one.pledge_id for one in rows}))
    pledges = session.scalars(query.options(*with_rows()).order_by(Pledge.id)).unique()
    quiet = is_quiet(session, digest.account_id)
    found = (one for course in courses(session, pledges, today(now)) for one in matters(course))
    here = [one for one in found if one.key in keys and wanted(one.kind, quiet=quiet)]
    return sorted(here, key=lambda one: one.due_on)
