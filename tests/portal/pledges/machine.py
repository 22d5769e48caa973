"""Any order of acts on pledges, beside a model in plain numbers that says what must be true."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid
from portal.ledger.queries import by_pledge, by_public_id
from portal.ledger.rules import NOTHING
from portal.ledger.verify import Seal
from portal.pledges import services
from portal.pledges.models import Pledge
from portal.pledges.verify import verify
from portal.programmes.models import Programme, Requirement
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene

AMOUNT = 1_000
SUMS = st.one_of(st.integers(-1, AMOUNT + 1), st.just(AMOUNT), st.integers(1, 400))


@dataclass
class Model:
    """What one pledge must have come to."""

    key: int
    amount: int = AMOUNT
    answered: bool = False
    commit: int = 0
    release: int = 0
    receive: int = 0
    extra: int = 0
    refund: int = 0
    # A row that was taken back leaves the donor's word standing: it waits to be answered anew.
    waiting: int = 0
    going_back: int = 0

    @property
    def free(self) -> int:
        """Awaited, and nobody speaks of it yet."""
        return self.open - self.waiting

    @property
    def open(self) -> int:
        """Committed, and neither received nor given up."""
        return self.commit - self.release - self.receive

    @property
    def given(self) -> int:
        """Brought in and not given back."""
        return self.receive + self.extra - self.refund

    @property
    def overpaid(self) -> int:
        """Above the commitment, and not given back."""
        return max(0, self.extra - self.refund)

    @property
    def committed(self) -> int:
        """Agreed, and not given up or given back."""
        return self.commit - self.release - max(0, self.refund - self.extra)


@dataclass
class Row:
    """A row that may be taken back: what it did to which pledge."""

    ref: str
    kind: str
    parts: dict[str, int]
    pledge: Model | None = None
    back: bool = False


class Way(RuleBasedStateMachine):
    """Pledges to one line of a fund, which passes money on to another programme."""

    scene: ClassVar[Scene]
    target: ClassVar[int]
    runs: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.scene.world.now += timedelta(minutes=1)
        with self.scene.writing() as session:
            self.base = self.totals(session)
        self.seal: Seal = self.last
        self.pledges: list[Model] = []
        self.rows: list[Row] = []
        self.spent = self.passed = 0
        self.steps = 0
        self.moved = True
        self.offer()
        type(self).runs += 1

    last: ClassVar[Seal] = Seal()

    @classmethod
    def over(cls, scene: Scene) -> "type[Way]":
        """A machine of its own over a scene; its second programme is made."""
        scene.known = {}
        made: type[Way] = type("Way", (cls,), {"scene": scene, "runs": 0, "last": Seal()})
        with scene.writing() as session:
            session.get_one(Programme, scene.programme).fund = True
            owner = scene.world.mine(session, MEMBER)
            told = scene.world.programme(session, owner, (AMOUNT,), title="Tujuan (contoh)")
            made.target = told.requirements[0].id
            for part in (DONOR, MEMBER):
                scene.known[part.name] = scene.world.actor(session, part)
        return made

    def totals(self, session: Session) -> tuple[int, int, int, int]:
        """Received, spent, open and passed on of the fund, as pages show them."""
        one = self.scene.funding(session).total
        return one.received, one.spent, one.open, one.passed_out

    @property
    def unspent(self) -> int:
        """What the fund's line has, with what earlier runs left there."""
        left = self.base[0] - self.base[1] - self.base[3]
        return left + sum(one.given for one in self.pledges) - self.spent - self.passed

    def tried(self, act: Callable[[Session], Any]) -> Any:
        """What an allowed act answers; None for a refused one, which leaves nothing behind."""
        try:
            with self.scene.writing() as session:
                done = act(session) or True
            self.moved = True
            return done
        except (Conflict, Invalid):
            return None

    def pledge(self, session: Session, one: Model) -> Pledge:
        """The pledge of a model."""
        return session.get_one(Pledge, one.key)

    @precondition(lambda self: len(self.pledges) < 3)
    @rule()
    def offer(self) -> None:
        """One more offer."""
        with self.scene.writing() as session:
            self.pledges.append(Model(self.scene.offer(session, AMOUNT).id))

    @rule(at=st.integers(0, 2))
    def accept(self, at: int) -> None:
        """The owner accepts, once."""
        one = self.pledges[at % len(self.pledges)]

        def act(session: Session) -> Any:
            told = self.scene.acting(session, MEMBER)
            return services.accept(session, self.pledge(session, one), **told)

        done = self.tried(act)
        assert bool(done) is not one.answered
        if done:
            one.answered, one.commit = True, AMOUNT

    @rule(at=st.integers(0, 2), amount=SUMS, extra=st.booleans(), differs=st.booleans())
    def receive(self, at: int, amount: int, extra: bool, differs: bool) -> None:
        """Both sides state a sum; it counts when it is the same, above the commitment apart."""
        one = self.pledges[at % len(self.pledges)]
        told = amount - 1 if differs and amount > 1 else amount

        def act(session: Session) -> Any:
            pledge = self.pledge(session, one)
            delivery = self.scene.sent(session, pledge, amount, extra=extra)
            self.scene.arrived(session, delivery, told)
            if told != amount:  # both look again: nothing was sent
                self.scene.arrived(session, delivery, 0)
                self.scene.sent(session, pledge, 0, delivery=delivery)
            return delivery.transfer

        done = self.tried(act)
        state = one.answered and (one.open > 0 or (one.given > 0 and one.release == 0))
        fits = told <= one.free or (extra and told == amount)
        possible = state and amount >= 1 and (amount <= one.free or extra) and fits
        assert bool(done) is bool(possible)
        if done and told == amount:
            parts = {"receive": min(amount, one.open)}
            parts["extra"] = amount - parts["receive"]
            self.change(one, parts)
            self.rows.append(Row(str(done), "receipt", parts, one))

    def change(self, one: Model, parts: dict[str, int], sign: int = 1) -> None:
        """Add parts to a model."""
        for name, amount in parts.items():
            setattr(one, name, getattr(one, name) + sign * amount)

    @rule(at=st.integers(0, 2), amount=SUMS)
    def refund(self, at: int, amount: int) -> None:
        """The owner gives back and the donor says the same."""
        one = self.pledges[at % len(self.pledges)]

        def act(session: Session) -> Any:
            pledge, said = self.pledge(session, one), self.scene.said(amount)
            back = services.state_refund(
                session, pledge, said, **self.scene.acting(session, MEMBER)
            )
            services.confirm_refund(session, back, said, **self.scene.acting(session, DONOR))
            return back.transfer

        done = self.tried(act)
        assert bool(done) is (1 <= amount <= min(one.given, self.unspent) - one.going_back)
        if done:
            self.change(one, {"refund": amount})
            self.rows.append(Row(str(done), "refund", {"refund": amount}, one))

    @rule(at=st.integers(0, 2), amount=SUMS)
    def increase(self, at: int, amount: int) -> None:
        """The donor makes an overpayment a commitment."""
        one = self.pledges[at % len(self.pledges)]

        def act(session: Session) -> Any:
            told: dict[str, Any] = {"amount": amount, "reason": "Ditambah (contoh)"}
            acting = self.scene.acting(session, DONOR)
            return services.increase(session, self.pledge(session, one), **told, **acting)

        most = one.overpaid if one.open == 0 else 0
        done = self.tried(act)
        assert bool(done) is (1 <= amount <= most)
        if done:
            self.change(one, {"commit": amount, "receive": amount, "extra": -amount})
            one.amount += amount
            # Which delivery's rows were said anew is the ledger's to choose.
            self.rows = [row for row in self.rows if row.pledge is not one or row.kind == "refund"]

    @rule(at=st.integers(0, 2))
    def release(self, at: int) -> None:
        """The donor gives up the rest."""
        one = self.pledges[at % len(self.pledges)]

        def act(session: Session) -> Any:
            told = self.scene.acting(session, DONOR)
            pledge = self.pledge(session, one)
            return services.release(session, pledge, reason="Cukup (contoh)", **told)

        done = self.tried(act)
        assert bool(done) is (one.open > 0 and not one.waiting)
        if done:
            one.release += one.open

    @rule(amount=SUMS)
    def spend(self, amount: int) -> None:
        """The owner uses money of the line, whoever gave it."""
        done = self.tried(lambda session: self.scene.spent(session, amount).public_id)
        assert bool(done) is (1 <= amount <= self.unspent)
        if done:
            self.spent += amount
            self.rows.append(Row(str(done), "spend", {"spend": amount}))

    @rule(amount=SUMS)
    def pass_on(self, amount: int) -> None:
        """The fund passes money on."""

        def act(session: Session) -> Any:
            lines = (self.scene.lines[0], self.target)
            source, target = (session.get_one(Requirement, one) for one in lines)
            told: dict[str, Any] = {"amount": amount, "passed_on": self.scene.today}
            told |= {"description": "", **self.scene.acting(session, MEMBER)}
            return services.pass_on(session, source, target, **told).public_id

        done = self.tried(act)
        assert bool(done) is (1 <= amount <= self.unspent)
        if done:
            self.passed += amount
            self.rows.append(Row(str(done), "pass_on", {"passed": amount}))

    @rule(back=st.integers(0, 5))
    def reverse(self, back: int) -> None:
        """The owner takes one of the latest rows back, once."""
        if len(self.rows) <= back:
            return
        row = self.rows[-1 - back]

        def act(session: Session) -> Any:
            held = by_public_id(session, row.ref)
            assert held is not None
            return self.scene.reversed(session, held)

        amount = sum(row.parts.values())
        one = row.pledge
        possible = not row.back
        if row.kind == "receipt" and one is not None:
            possible = possible and amount <= min(self.unspent, one.given)
        done = self.tried(act)
        assert bool(done) is possible
        if not done:
            return
        row.back = True
        if one is not None:
            self.change(one, row.parts, -1)
            self.change(one, {"waiting" if row.kind == "receipt" else "going_back": amount})
        elif row.kind == "spend":
            self.spent -= amount
        else:
            self.passed -= amount

    @rule(amount=st.integers(1, 50), other=st.booleans())
    def twice(self, amount: int, other: bool) -> None:
        """The same form again has one effect; with another body it is refused."""
        with self.scene.writing() as session:
            acting = self.scene.acting(session, MEMBER)

        def act(amount: int) -> Callable[[Session], Any]:
            def spend(session: Session) -> Any:
                line = session.get_one(Requirement, self.scene.lines[0])
                told: dict[str, Any] = {"amount": amount, "spent_on": self.scene.today}
                told |= {"description": "Dua kali (contoh)", **acting}
                return services.record_spending(session, line, **told).public_id

            return spend

        first = self.tried(act(amount))
        assert bool(first) is (amount <= self.unspent)
        if not first:
            return
        self.spent += amount
        self.rows.append(Row(str(first), "spend", {"spend": amount}))
        again = self.tried(act(amount + 1 if other else amount))
        assert again is None if other else again == first

    @rule(days=st.sampled_from([-2, 1, 2]))
    def clock(self, days: int) -> None:
        """The clock steps, also back: the ledger's never does."""
        self.scene.world.now += timedelta(days=days)

    @invariant()
    def the_figures_are_those_of_the_model(self) -> None:
        """Every number of each pledge and of the programme."""
        self.steps += 1
        if self.steps > 1 and not self.moved:
            return
        self.moved = False
        with self.scene.world.database.reading() as session:
            names = select(Pledge.id, Pledge.public_id, Pledge.amount)
            mine = names.where(Pledge.id.in_([one.key for one in self.pledges]))
            held = {key: (ref, amount) for key, ref, amount in session.execute(mine)}
            sums = by_pledge(session, [ref for ref, _ in held.values()])
            for one in self.pledges:
                ref, amount = held[one.key]
                flows = sums.get(ref, NOTHING)
                assert (flows.open, flows.given, amount) == (one.open, one.given, one.amount)
                assert (flows.overpaid, flows.committed) == (one.overpaid, one.committed)
            received, spent, opened, passed = self.totals(session)
            assert received == self.base[0] + sum(one.given for one in self.pledges)
            assert opened == self.base[2] + sum(one.open for one in self.pledges)
            assert (spent, passed) == (self.base[1] + self.spent, self.base[3] + self.passed)
            if self.steps % 15 == 0:
                self.judged(session)

    def judged(self, session: Session) -> None:
        """What is new since the last time holds every invariant."""
        report = verify(session, full=False, known=self.seal)
        assert report.violations == ()
        self.seal = report.seal

    def teardown(self) -> None:
        """After each run what is new is judged; the next run begins there."""
        with self.scene.world.database.reading() as session:
            self.judged(session)
        type(self).last = self.seal


def limits(examples: int, steps: int) -> settings:
    """So many runs of so many steps, the same ones every time."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
