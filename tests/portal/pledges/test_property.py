"""Any order of acts on a pledge leaves exactly what a plain model of it says."""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid
from portal.ledger.queries import by_public_id
from portal.pledges import queries, services
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.pledges.verify import verify
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene

AMOUNT = 1_000
SUMS = st.one_of(st.integers(-1, AMOUNT + 1), st.just(AMOUNT), st.integers(1, 400))


class Way(RuleBasedStateMachine):
    """A pledge of Rp1.000, and beside it four numbers that say what must be true."""

    scene: ClassVar[Scene]
    runs: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.open = self.received = self.spent = 0
        self.answered = False
        with self.scene.writing() as session:
            self.base = self.scene.funding(session).total
            self.pledge = self.scene.offer(session, AMOUNT).id
        type(self).runs += 1

    @property
    def unspent(self) -> int:
        """What the line has, with what earlier pledges left there."""
        return self.base.unspent + self.received - self.spent

    def tried(self, act: Callable[[Session, Pledge], object]) -> bool:
        """Whether an act was allowed; a refused one must leave nothing behind."""
        try:
            with self.scene.writing() as session:
                act(session, session.get_one(Pledge, self.pledge))
        except (Conflict, Invalid):
            return False
        return True

    @rule()
    def accept(self) -> None:
        """The owner accepts, once."""

        def act(session: Session, pledge: Pledge) -> None:
            services.accept(session, pledge, **self.scene.acting(session, MEMBER))

        done = self.tried(act)
        assert done is not self.answered
        if done:
            self.open, self.answered = AMOUNT, True

    @rule(amount=SUMS, differs=st.booleans())
    def receive(self, amount: int, differs: bool) -> None:
        """Both sides state a sum; it counts when it is the same."""
        told = amount - 1 if differs and amount > 1 else amount

        def act(session: Session, pledge: Pledge) -> None:
            delivery = self.scene.sent(session, pledge, amount)
            self.scene.arrived(session, delivery, told)
            if told != amount:  # both look again: nothing was sent
                self.scene.arrived(session, delivery, 0)
                self.scene.sent(session, pledge, 0, delivery=delivery)

        done = self.tried(act)
        assert done is (1 <= amount <= self.open)
        if done and told == amount:
            self.open -= amount
            self.received += amount

    @rule(amount=SUMS)
    def spend(self, amount: int) -> None:
        """The owner uses money of the line, whoever gave it."""
        held = self.unspent
        done = self.tried(lambda session, _: self.scene.spent(session, amount))
        assert done is (1 <= amount <= held)
        if done:
            self.spent += amount

    @rule()
    def release(self) -> None:
        """The donor gives up the rest."""

        def act(session: Session, pledge: Pledge) -> None:
            told = self.scene.acting(session, DONOR)
            services.release(session, pledge, reason="Cukup (contoh)", **told)

        done = self.tried(act)
        assert done is (self.open > 0)
        if done:
            self.open = 0

    @rule(kind=st.sampled_from(["receive", "spend"]), back=st.integers(0, 3))
    def reverse(self, kind: str, back: int) -> None:
        """The owner takes one of the latest rows back."""
        with self.scene.writing() as session:
            mine = session.get_one(Pledge, self.pledge).public_id
            rows = [
                (row.public_id, row.amount)
                for row in self.scene.rows(session, kind)
                if row.pledge in (mine, None)
            ]
        if len(rows) <= back:
            return
        public_id, amount = rows[-1 - back]

        def act(session: Session, _pledge: Pledge) -> None:
            row = by_public_id(session, public_id)
            assert row is not None
            self.scene.reversed(session, row)

        held = self.unspent
        if not self.tried(act):
            return
        if kind == "receive":
            assert amount <= held
            self.open += amount
            self.received -= amount
        else:
            self.spent -= amount

    @invariant()
    def the_figures_are_those_of_the_model(self) -> None:
        """Every number of the pledge and of its programme."""
        with self.scene.world.database.reading() as session:
            pledge = session.get_one(Pledge, self.pledge)
            course = queries.course_of(session, pledge, today(self.scene.now))
            total = self.scene.funding(session).total
        assert (course.open, course.flows.received) == (self.open, self.received)
        assert total.open == self.base.open + self.open
        assert total.received == self.base.received + self.received
        assert total.spent == self.base.spent + self.spent

    def teardown(self) -> None:
        """After each run the whole ledger is judged."""
        with self.scene.world.database.reading() as session:
            assert verify(session).violations == ()


def test_acts_in_any_order(sqlite_scene: Scene) -> None:
    Way.scene = sqlite_scene
    limits = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(20261122)(Way), settings=limits)
    assert Way.runs >= 15
