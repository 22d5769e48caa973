"""What is asked of the queue: who waits, for how long, and what resembles a newcomer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor, Role
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, nearest
from portal.regions.models import Region
from portal.regions.queries import below
from portal.regions.rules import ancestors, local_date
from portal.registration.models import Submission
from portal.registration.rules import deadline
from portal.verification.looks import first_approvers, waits_for_second
from portal.verification.models import Decision, Look
from portal.verification.rules import days_left, urgency

WIB = 7


@dataclass(frozen=True)
class Place:
    """What the queue needs to know of a seat's region."""

    name: str
    hours: int


@dataclass(frozen=True)
class Waiting:
    """One submission in the queue; `left` in working days, negative when the limit has passed.

    `stage`: 'first' look, 'second' look of this reader, or 'other': it waits for somebody else.
    """

    id: int
    region: str
    place: Place
    kind: str
    again: bool
    stage: str
    sent_on: date
    due_on: date
    left: int

    @property
    def facets(self) -> Mapping[str, str]:
        """What the queue can be narrowed by."""
        return {
            "left": urgency(self.left),
            "type": self.type,
            "region": self.region,
            "kind": self.kind,
        }

    @property
    def type(self) -> str:
        """What kind of wait it is: 'new', 'again', 'second' or 'other'."""
        if self.stage != "first":
            return self.stage
        return "again" if self.again else "new"


@dataclass(frozen=True)
class Queue:
    """One page of a queue: each submission with its clock, and how many each facet holds."""

    paged: Paged[tuple[Waiting, Submission]]
    everything: int
    counts: Mapping[str, Mapping[str, int]]
    places: Mapping[str, Place]


def in_mandate(by: Actor) -> ColumnElement[bool]:
    """A condition over organisations: in a region of the coordinator's, and not their own."""
    regions = by.regions(Role.COORDINATOR)
    if not regions:
        return false()
    return below(Organisation.region_code, regions) & Organisation.id.not_in(by.memberships)


def waits_for(by: Actor) -> ColumnElement[bool]:
    """A condition over submissions joined with organisations: waiting for this coordinator."""
    return (Submission.state == "waiting") & in_mandate(by)


def queue(
    session: Session,
    by: Actor,
    *,
    chosen: Mapping[str, Sequence[str]],
    page: int,
    now: datetime,
    per_page: int = PER_PAGE,
) -> Queue:
    """What waits for a coordinator, the oldest first, narrowed by `chosen` facets.

    The statements are the same however many wait: thin rows of all, then one page in full.
    """
    waiting = _waiting(session, waits_for(by), now, by)
    wanted = [one for one in waiting if _fits(one, chosen)]
    page = nearest(page, len(wanted), per_page)
    shown = wanted[(page - 1) * per_page : page * per_page]
    query = (
        select(Submission)
        .where(Submission.id.in_([one.id for one in shown]))
        .options(joinedload(Submission.organisation))
    )
    full = {submission.id: submission for submission in session.scalars(query)}
    counts: dict[str, Counter[str]] = {}
    for one in waiting:
        for facet, value in one.facets.items():
            counts.setdefault(facet, Counter())[value] += 1
    return Queue(
        Paged([(one, full[one.id]) for one in shown], len(wanted), page, per_page),
        len(waiting),
        counts,
        {one.region: one.place for one in waiting},
    )


def _fits(one: Waiting, chosen: Mapping[str, Sequence[str]]) -> bool:
    facets = one.facets
    return all(not values or facets.get(facet) in values for facet, values in chosen.items())


def _waiting(
    session: Session, condition: ColumnElement[bool], now: datetime, by: Actor
) -> list[Waiting]:
    rows = session.execute(
        select(
            Submission.id,
            Submission.sent_at,
            Submission.times_sent,
            Organisation.region_code,
            Organisation.kind,
        )
        .join(Submission.organisation)
        .where(condition)
        .order_by(Submission.sent_at, Submission.id)
    ).all()
    where = places(session, {row.region_code for row in rows})
    firsts = first_approvers(session, [row.id for row in rows])
    found = []
    for row in rows:
        place = where[row.region_code]
        sent = local_date(row.sent_at, place.hours)
        found.append(
            Waiting(
                id=row.id,
                region=row.region_code,
                place=place,
                kind=row.kind,
                again=row.times_sent > 1,
                stage=_stage(firsts.get(row.id), by),
                sent_on=sent,
                due_on=deadline(sent),
                left=days_left(sent, local_date(now, place.hours)),
            )
        )
    return found


def _stage(first: int | None, by: Actor) -> str:
    if first is None:
        return "first"
    return "other" if first == by.user_id else "second"


def places(session: Session, codes: set[str]) -> dict[str, Place]:
    """What the queue needs to know of regions, by their codes."""
    wanted = codes | {above for code in codes for above in ancestors(code)}
    rows = session.execute(
        select(Region.code, Region.name, Region.timezone).where(Region.code.in_(wanted))
    )
    known = {code: (name, hours) for code, name, hours in rows}
    found = {}
    for code in codes:
        zones = (known[one][1] for one in (code, *ancestors(code)) if one in known)
        found[code] = Place(known[code][0], next(filter(None, zones), WIB))
    return found


def clock(session: Session, submission: Submission, by: Actor, now: datetime) -> Waiting:
    """How long one submission has waited."""
    return _waiting(session, Submission.id == submission.id, now, by)[0]


def count(session: Session, by: Actor) -> int:
    """How many submissions wait for a coordinator's first look."""
    return _count(session, waits_for(by) & ~waits_for_second())


def count_second(session: Session, by: Actor) -> int:
    """How many wait for this coordinator as the second one."""
    return _count(session, waits_for(by) & waits_for_second() & (_newest_by() != by.user_id))


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    found = session.scalar(
        select(func.count()).select_from(Submission).join(Submission.organisation).where(condition)
    )
    return found or 0


def _newest_by() -> ColumnElement[int | None]:
    return (
        select(Look.made_by)
        .where(Look.submission_id == Submission.id)
        .order_by(Look.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def oldest(session: Session, by: Actor) -> Submission | None:
    """The submission that has waited longest for a coordinator."""
    return session.scalar(
        select(Submission)
        .join(Submission.organisation)
        .where(waits_for(by))
        .order_by(Submission.sent_at, Submission.id)
        .limit(1)
    )


def need(session: Session, reference: str) -> Submission:
    """The submission of a reference, with its organisation; raises NotFound."""
    submission = session.scalar(
        select(Submission)
        .where(Submission.reference == reference)
        .options(joinedload(Submission.organisation))
    )
    if submission is None:
        raise NotFound
    return submission


def decisions(session: Session, submission: Submission) -> Sequence[Decision]:
    """Everything that was decided on a submission, the newest first."""
    return session.scalars(
        select(Decision).where(Decision.submission_id == submission.id).order_by(Decision.id.desc())
    ).all()


def last_decision(session: Session, by: Actor) -> datetime | None:
    """When somebody last decided within a coordinator's mandate."""
    return session.scalar(
        select(func.max(Decision.decided_at))
        .join(Submission, Submission.id == Decision.submission_id)
        .join(Submission.organisation)
        .where(in_mandate(by))
    )
