"""One pledge as it stands: its rows, its flows and a day, and everything computed from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.ledger import queries as ledger
from portal.ledger.rules import NOTHING, Flows
from portal.pledges import release_rules, rules
from portal.pledges.delivery_rules import Hearing, Word, hear
from portal.pledges.estimate_rules import estimate
from portal.pledges.models import Delivery, Estimate, Pledge, Saying
from portal.pledges.release_models import ReleaseProposal
from portal.pledges.schedule_rules import Difference, difference, unsent


@dataclass(frozen=True)
class Course:
    """What a pledge has come to by a day. Sums are in the pledge's own asset."""

    pledge: Pledge
    flows: Flows
    day: date

    @cached_property
    def state(self) -> str:
        """One of `rules.STATES`."""
        kinds = [step.kind for step in self.pledge.steps]
        return rules.state(kinds, self.pledge.valid_until, self.flows, self.day)

    @cached_property
    def parts(self) -> tuple[rules.Part, ...]:
        """The instalments with what reached them."""
        rows = [(one.number, one.amount, one.due_on) for one in self.pledge.instalments]
        return rules.allocate(rows, self.flows.receive, self.flows.release)

    @cached_property
    def hearings(self) -> Mapping[int, Hearing]:
        """Where each delivery stands, by its key."""
        return {one.id: hearing_of(one) for one in self.pledge.deliveries}

    def worth(self, amount: int) -> int | None:
        """What so much of it is worth in rupiah as somebody says; None when nobody does."""
        return worth(amount, self.pledge)

    @property
    def open(self) -> int:
        """Committed, and neither received nor given up."""
        return self.flows.open

    @property
    def under_way(self) -> int:
        """Said to be sent or to have arrived, by one side or both, and not counted yet."""
        return self._spoken_of("receipt")

    @property
    def going_back(self) -> int:
        """Said to be given back, and not counted yet."""
        return self._spoken_of("refund")

    def _spoken_of(self, kind: str) -> int:
        mine = (one for one in self.pledge.deliveries if one.kind == kind)
        return sum(self.hearings[one.id].under_way for one in mine)

    @property
    def free(self) -> int:
        """What may still be sent: open and not under way."""
        return self.open - self.under_way

    @property
    def overdue(self) -> bool:
        """Whether an instalment's date has passed while some of it is awaited."""
        return self.open > 0 and rules.overdue(self.parts, self.day)

    @property
    def overpaid(self) -> bool:
        """Whether more arrived than was committed."""
        return self.flows.overpaid > 0

    @property
    def next_part(self) -> rules.Part | None:
        """The instalment that is awaited first."""
        return next((part for part in self.parts if part.remaining), None)

    @property
    def to_send(self) -> tuple[rules.Part, int] | None:
        """The first instalment of which something may still be sent, and how much."""
        return next(unsent(self.parts, self.under_way), None)

    @property
    def difference(self) -> Difference | None:
        """How far what was sent last is from its instalment, while more is to come."""
        receipts = [one for one in self.pledge.deliveries if one.kind == "receipt"]
        hearings = [self.hearings[one.id] for one in receipts]
        spoken = [one for one in hearings if one.status != "nothing"]
        if self.free <= 0 or not spoken or any(one.status == "differs" for one in spoken):
            return None
        said = spoken[-1].recipient or spoken[-1].other
        last = spoken[-1].under_way or (said.amount if said else 0)
        return difference(self.parts, self.flows.receive + self.under_way, last)

    @property
    def until(self) -> date | None:
        """The date by which everything awaited is due."""
        return max((part.due_on for part in self.parts if part.remaining), default=None)

    def possible(self, side: str) -> frozenset[str]:
        """The acts that a side may do now."""
        return rules.possible(self.state, side)


def worth(amount: int, pledge: Pledge) -> int | None:
    """What so much of a pledge is worth in rupiah as somebody says last; None when nobody does."""
    return worth_by(amount, pledge.estimates[-1]) if pledge.estimates else None


def worth_by(amount: int, said: Estimate) -> int:
    """What so much is worth in rupiah by one estimate."""
    return estimate(amount, said.value, said.quantity)


@dataclass(frozen=True)
class Step:
    """What is to be done next: an act or a wait, and on which delivery."""

    kind: str
    delivery: Delivery | None = None


def next_step(
    course: Course, side: str, account: int, asked: ReleaseProposal | None = None
) -> Step:
    """The one next step of a side (donor, owner or coordinator), for this account.

    `asked` is the release that the owner proposed and the donor has not answered, if any.
    """
    if course.state in ("offered", "lapsed"):
        return Step("answer" if side == "owner" else "wait_answer")
    for delivery in course.pledge.deliveries:
        kind = _awaited(delivery, course.hearings[delivery.id], side, account)
        if kind:
            return Step(kind, delivery)
    if course.open <= 0:
        return Step("none")
    if asked and release_rules.state("", asked.amount, course.free) == "open":
        mine = side == "donor" and account != asked.by
        return Step("answer_release" if mine else "wait_release")
    if side == "donor" and course.free > 0:
        return Step("send")
    return Step("wait_receipt" if side == "donor" else "wait_sending")


def _awaited(delivery: Delivery, hearing: Hearing, side: str, account: int) -> str:
    if delivery.kind == "refund":
        return _awaited_back(hearing, side)
    if hearing.status == "differs":
        return {"donor": "restate_sent", "owner": "restate_received"}.get(side, "settle")
    if hearing.status == "awaits_coordinator":
        return "confirm_received" if side == "coordinator" else "wait_coordinator"
    if hearing.status == "awaits_recipient" and side == "owner":
        mine = hearing.donor is not None and hearing.donor.by == account
        return "" if mine else "state_received"
    if hearing.status == "awaits_second":
        mine = hearing.recipient is not None and hearing.recipient.by == account
        if mine:
            return "wait_second"
        return "also_sent" if side == "donor" else "confirm_received"
    return ""


def _awaited_back(hearing: Hearing, side: str) -> str:
    """What is next on money that goes back: the donor says that it came."""
    if hearing.status in ("counted", "nothing"):
        return ""
    if hearing.status == "differs" or side == "donor":
        return {"donor": "state_back", "owner": "restate_back"}.get(side, "settle")
    if side == "coordinator" and hearing.status == "awaits_coordinator":
        return "state_back"
    return "wait_back"


def hearing_of(delivery: Delivery) -> Hearing:
    """Where one delivery stands."""
    words = [
        Word(one.id, one.side, one.amount, one.by, one.happened_on) for one in delivery.sayings
    ]
    counted = delivery.transfer is not None
    return hear(words, settled_by=delivery.settled_by, counted=counted, third=delivery.third)


def with_rows() -> Sequence[ORMOption]:
    """What to load with pledges so that their courses ask nothing more, however many there are."""
    return (
        selectinload(Pledge.steps),
        selectinload(Pledge.instalments),
        selectinload(Pledge.estimates),
        selectinload(Pledge.deliveries)
        .selectinload(Delivery.sayings)
        .selectinload(Saying.handover),
    )


def course_of(session: Session, pledge: Pledge, day: date) -> Course:
    """The course of one pledge."""
    return Course(pledge, ledger.of_pledge(session, pledge.public_id), day)


def courses(session: Session, pledges: Iterable[Pledge], day: date) -> Sequence[Course]:
    """The courses of many pledges, with one statement for all their flows."""
    rows = list(pledges)
    flows = ledger.by_pledge(session, [one.public_id for one in rows])
    return [Course(one, flows.get(one.public_id, NOTHING), day) for one in rows]
