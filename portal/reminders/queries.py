"""What is asked for reminders: what waits in each pledge, and what a digest still says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.accounts.queries import members
from portal.agreements.models import Agreement
from portal.agreements.queries import ends_within, holding
from portal.ledger.models import PledgeSum
from portal.ledger.queries import AWAITED
from portal.pledges.models import Delivery, Instalment, Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.passing_rules import tell
from portal.pledges.queries import offer_state, open_ended
from portal.pledges.queries.course import Course, courses, with_rows
from portal.pledges.queries.figures import answered
from portal.pledges.queries.passing import Kept, kept_too_long
from portal.pledges.rules import today
from portal.pledges.schedule_rules import unsent
from portal.programmes.models import Programme
from portal.programmes.rules import PUBLIC
from portal.reminders.models import Digest, Quiet, Reminded, RemindedFund, RemindedOffer
from portal.reminders.rules import ENDING, ENDS, FARTHEST, NEWS, reached, wanted

PORTION = 200
OLDEST_WORD = timedelta(days=60)  # what nobody answered for so long is no reminder's matter


# Whether it is about an offer to a programme; the key of that or of the pledge; the kind; the
# instalment or delivery; the date.
MatterKey = tuple[bool, int, str, int, date]


@dataclass(frozen=True)
class Matter:
    """Something that waits: its kind, its instalment or delivery, its date, how much of it.

    It waits in a pledge, or in an offer to a whole programme.
    """

    promise: Pledge | ProgrammeOffer
    kind: str
    part: int
    due_on: date
    amount: int
    since: date
    day: date

    @property
    def whole(self) -> bool:
        """Whether it waits in an offer to a whole programme."""
        return isinstance(self.promise, ProgrammeOffer)

    @property
    def key(self) -> MatterKey:
        """What tells it from other matters."""
        return self.whole, self.promise.id, self.kind, self.part, self.due_on

    @property
    def stage(self) -> int | None:
        """How far it is on the course's day."""
        return reached(self.kind, self.due_on, self.since, self.day)


def matters(course: Course, agreement: Agreement | None = None) -> Iterator[Matter]:
    """What waits in a pledge, for whomever; a done thing is none.

    `agreement` is the one behind it that holds: a renewal takes its place.
    """
    pledge = course.pledge
    if course.state in ("offered", "lapsed"):
        yield from _unanswered(pledge, course.state, course.day)
        return
    yield from _instalments(course)
    if agreement and course.flows.commit and course.state != "released":
        since = today(agreement.at)
        ends, key = agreement.expires_on, agreement.id
        for kind in ENDING:
            yield Matter(pledge, kind, key, ends, course.open, since, course.day)
    for delivery in pledge.deliveries:
        hearing = course.hearings[delivery.id]
        if hearing.status == "awaits_recipient" and hearing.donor:
            said = max(today(one.at) for one in delivery.sayings)
            amount = hearing.donor.amount
            yield Matter(pledge, "state", delivery.id, said, amount, said, course.day)


def _unanswered(one: Pledge | ProgrammeOffer, state: str, day: date) -> Iterator[Matter]:
    """What waits in an offer that stands or has lapsed."""
    for kind in ("answer", "watch_offer") if state == "offered" else ("lapsed",):
        offered = today(one.offered_at)
        yield Matter(one, kind, 0, one.valid_until, one.amount, offered, day)


def _instalments(course: Course) -> Iterator[Matter]:
    """What is awaited of each instalment and not said to be under way."""
    if course.open <= 0:
        return
    since = max(today(step.at) for step in course.pledge.steps if step.kind == "accepted")
    for part, free in unsent(course.parts, course.under_way):
        for kind in ("send", "overdue", "awaited", "watch"):
            number, due, day = part.number, part.due_on, course.day
            yield Matter(course.pledge, kind, number, due, free, since, day)


def waiting(session: Session, now: datetime) -> Iterator[Matter]:
    """Everything that has reached a stage, pledge by pledge in portions."""
    day, after = today(now), 0
    for matter in _of_offers(session, _may_lapse(day), day):
        if matter.stage is not None:
            yield matter
    while True:
        query = select(Pledge).where(Pledge.id > after, _may_wait(day, now)).options(*with_rows())
        query = query.order_by(Pledge.id).limit(PORTION)
        found = session.scalars(query).unique().all()
        if not found:
            return
        signed = holding(session, [one.id for one in found])
        for course in courses(session, found, day):
            everything = matters(course, signed.get(course.pledge.id))
            yield from (one for one in everything if one.stage is not None)
        after = found[-1].id


def _may_lapse(day: date) -> ColumnElement[bool]:
    """A condition over offers to programmes: unanswered, and near their date or just past it."""
    soon = day + timedelta(days=FARTHEST)
    return ProgrammeOffer.valid_until.between(day - NEWS, soon) & open_ended()


def _of_offers(session: Session, these: ColumnElement[bool], day: date) -> Iterator[Matter]:
    """What waits in offers to programmes; an answered one waits no more."""
    query = select(ProgrammeOffer).where(these, open_ended()).order_by(ProgrammeOffer.id)
    for one in session.scalars(query):
        yield from _unanswered(one, offer_state(one, day), day)


def _may_wait(day: date, now: datetime) -> ColumnElement[bool]:
    """A condition over pledges that leaves out those in which nothing can wait on a day."""
    soon = day + timedelta(days=FARTHEST)
    still_open = exists().where(PledgeSum.pledge == Pledge.public_id, AWAITED)
    holds = (Instalment.pledge_id == Pledge.id) & (Instalment.revision == Pledge.schedule)
    due = exists().where(holds, Instalment.due_on <= soon)
    unanswered = Pledge.valid_until.between(day - NEWS, soon) & ~answered()
    said = exists().where(
        Delivery.pledge_id == Pledge.id,
        Delivery.transfer.is_(None),
        Delivery.opened_at > now - OLDEST_WORD,
    )
    return or_(unanswered, due & still_open, said, ends_within(day, ENDS))


def told(session: Session, account: int) -> set[tuple[bool, int, str, int, date, int]]:
    """What a person was told of already: each matter's key with its stage."""
    whole = select(
        RemindedOffer.offer_id, RemindedOffer.kind, RemindedOffer.due_on, RemindedOffer.stage
    ).where(RemindedOffer.account_id == account)
    offers = {(True, one, kind, 0, due, stage) for one, kind, due, stage in session.execute(whole)}
    query = select(
        Reminded.pledge_id, Reminded.kind, Reminded.part, Reminded.due_on, Reminded.stage
    ).where(Reminded.account_id == account)
    rows = session.execute(query)
    return offers | {(False, one, kind, part, due, stage) for one, kind, part, due, stage in rows}


def late_funds(
    session: Session, now: datetime, account: int | None = None
) -> Mapping[int, Sequence[Kept]]:
    """For each account (or one) the funds of its organisations that it is to be told of now."""
    day, found = today(now), defaultdict[int, list[Kept]](list)
    mine = select(Membership.organisation_id).where(Membership.account_id == account)
    here = [Programme.organisation_id.in_(mine)] if account is not None else []
    for one in kept_too_long(session, day, Programme.status.in_(PUBLIC), *here):
        people = members(session, one.fund.organisation_id) if account is None else (account,)
        for person in people:
            if tell(one.money.due_on, _fund_told(session, person, one.fund.id), day):
                found[person].append(one)
    return found


def _fund_told(session: Session, account: int, fund: int) -> Sequence[tuple[date, date]]:
    """When a person was told of a fund: (the day by which, the day of the letter)."""
    query = select(RemindedFund.due_on, Digest.day).join(
        Digest, Digest.id == RemindedFund.digest_id
    )
    query = query.where(RemindedFund.account_id == account, RemindedFund.programme_id == fund)
    return [(due, day) for due, day in session.execute(query)]


def still_kept(session: Session, digest: Digest, now: datetime) -> Sequence[Kept]:
    """The funds of a digest in which money still lies too long as its letter is worded."""
    told = select(RemindedFund.programme_id).where(RemindedFund.digest_id == digest.id)
    here = Programme.id.in_(told) & Programme.status.in_(PUBLIC)
    return kept_too_long(session, today(now), here)


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
    keys: set[MatterKey] = {(False, one.pledge_id, one.kind, one.part, one.due_on) for one in rows}
    held = select(RemindedOffer).where(RemindedOffer.digest_id == digest.id)
    offers = session.scalars(held).all()
    keys |= {(True, one.offer_id, one.kind, 0, one.due_on) for one in offers}
    query = select(Pledge).where(Pledge.id.in_({one.pledge_id for one in rows}))
    pledges = session.scalars(query.options(*with_rows()).order_by(Pledge.id)).unique()
    quiet = is_quiet(session, digest.account_id)
    day, promises = today(now), list(pledges)
    signed = holding(session, [one.id for one in promises])
    found = [
        one
        for course in courses(session, promises, day)
        for one in matters(course, signed.get(course.pledge.id))
    ]
    wholes = ProgrammeOffer.id.in_({one.offer_id for one in offers})
    found += _of_offers(session, wholes, day)
    here = [one for one in found if one.key in keys and wanted(one.kind, quiet=quiet)]
    return sorted(here, key=lambda one: one.due_on)
