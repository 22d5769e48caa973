"""Every move of money, in any order and by anybody who may make it; judged after each."""

from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.pledges import services
from portal.pledges.models import Discrepancy
from portal.pledges.queries import course_of
from portal.programmes import services as programmes
from portal.programmes.models import Programme
from tests.cast import COORDINATOR, DONOR, MEMBER
from tests.machine import moves
from tests.machine.judging import Judge
from tests.machine.model import Model, need
from tests.machine.pledging import AMOUNTS, PLEDGES
from tests.machine.stage import PROGRAMMES, REGION, Stage
from tests.machine.trying import Amount, Tell
from tests.machine.using import Using
from tests.portal.pledges.scene import Scene

RATES = st.sampled_from([0, 1, 1_578_925, 1_600_050])


class Way(Using):
    """How commitments change, what the office says, and how programmes end."""

    judge: ClassVar[Judge]

    @classmethod
    def over(cls, scene: Scene) -> "type[Way]":
        """A machine of its own over a scene."""
        stage = Stage(scene)
        return type("Way", (cls,), {"stage": stage, "judge": Judge(stage), "runs": 0})

    def __init__(self) -> None:
        super().__init__()
        self.judge.begin()

    def overpaid(self, at: int) -> bool:
        """Whether more came than was committed."""
        return self.model.of(at, "extra", "-refund") > 0

    @precondition(lambda self: self.some_pledge(self.overpaid))
    @rule(at=PLEDGES, amount=AMOUNTS)
    def increase(self, at: int, amount: Amount) -> None:
        """The donor makes an overpayment a commitment."""
        at = self.at(at, self.overpaid)
        sum_ = self.some(amount, self.model.of(at, "extra", "-refund"))

        def real(session: Session, tell: Tell) -> Any:
            more: dict[str, Any] = {"amount": sum_, "reason": "Ditambah (contoh)"}
            services.increase(session, self.pledge(session, at), **more, **tell(DONOR))

        self.both(real, lambda model: moves.increase(model, at, sum_))

    @precondition(lambda self: self.some_pledge(self.awaited))
    @rule(at=PLEDGES, amount=st.one_of(st.none(), AMOUNTS))
    def release(self, at: int, amount: Amount | None) -> None:
        """The donor gives up the rest, or a part of what nobody sent yet."""
        at = self.at(at, self.awaited)
        part = None if amount is None else self.some(amount, moves.free(self.model, at))

        def real(session: Session, tell: Tell) -> Any:
            pledge = self.pledge(session, at)
            services.release(session, pledge, reason="Cukup (contoh)", amount=part, **tell(DONOR))

        self.both(real, lambda model: moves.release(model, at, part))

    def begun(self, at: int) -> bool:
        """Whether some of it is awaited after something came."""
        return self.awaited(at) and bool(self.model.pledges[at]["deliveries"])

    @precondition(lambda self: self.some_pledge(self.begun))
    @rule(at=PLEDGES, kind=st.sampled_from(["carried", "extended", "reduced", "shortened", "kept"]))
    def reschedule(self, at: int, kind: str) -> None:
        """What came differs from its instalment: the schedule changes, and perhaps the rest."""
        at, today = self.at(at, self.begun), self.stage.scene.today
        with self.stage.scene.world.database.reading() as session:
            course = course_of(session, self.pledge(session, at), today)
            found = course.difference
            due = max([today, *(part.due_on for part in course.parts)]) + timedelta(days=5)
        part, amount = (found.part.number, found.amount) if found else (1, 1)
        fits = found is not None and kind in found.kinds and kind != "kept"

        def real(session: Session, tell: Tell) -> Any:
            more: dict[str, Any] = {"part": part, "amount": amount, "due_on": due}
            more |= {"reason": "Disesuaikan (contoh)", **tell(DONOR)}
            services.reschedule(session, self.pledge(session, at), kind, **more)

        def plain(model: Model) -> None:
            need(fits)
            if kind == "reduced":
                moves.release(model, at, amount)

        self.both(real, plain)

    def dollars(self, at: int) -> bool:
        """Whether it is in dollars."""
        return bool(self.model.pledges[at]["asset"] == "USD")

    @precondition(lambda self: self.some_pledge(self.dollars))
    @rule(at=PLEDGES, said=st.lists(st.tuples(RATES, PLEDGES), min_size=1, max_size=2))
    def rate(self, at: int, said: list[tuple[int, int]]) -> None:
        """Somebody says what a dollar is worth on a day, which may be an earlier one."""
        at = self.at(at, self.dollars)
        for hundredths, ago in said:
            self.rated(at, hundredths, self.stage.scene.today - timedelta(days=ago))

    def rated(self, at: int, hundredths: int, day: date) -> None:
        """One such word."""

        def real(session: Session, tell: Tell) -> Any:
            more: dict[str, Any] = {"rate": hundredths, "holds_on": day, "source": "BI (contoh)"}
            services.set_rate(session, self.pledge(session, at), **more, **tell(MEMBER))

        self.both(real, lambda model: moves.rate(model, at, hundredths))

    @precondition(lambda self: self.apart())
    @rule(decides=st.booleans(), asked=st.sampled_from(["donor", "recipient", "both"]))
    def settle(self, decides: bool, asked: str) -> None:
        """Words on a difference: no sum moves by them."""
        at, place = self.apart()[-1]
        self.touched = at
        due = self.stage.scene.today + timedelta(days=7)

        def real(session: Session, tell: Tell) -> Any:
            key = self.deliveries[at, place]
            query = select(Discrepancy).where(Discrepancy.delivery_id == key)
            held = session.scalars(query.where(Discrepancy.closed_at.is_(None))).one()
            told: dict[str, Any] = {"text": "Periksa lagi buktinya (contoh)"}
            if decides:
                told |= {"asked": asked, "due_on": due}
                services.decide(session, held, **told, **tell(COORDINATOR))
            else:
                services.comment(session, held, **told, **tell(DONOR))

        self.both(real, lambda model: None, keep=False)

    def apart(self) -> list[tuple[int, int]]:
        """The deliveries of which two sides say different sums."""
        return [
            (at, place)
            for at, place in self.deliveries
            if self.model.pledges[at]["deliveries"][place]["apart"]
        ]

    @rule(most=st.sampled_from([None, None, 1, 300, 999]))
    def limit(self, most: int | None) -> None:
        """The office wants to say sums above this one as well, or not any more."""

        def real(session: Session, tell: Tell) -> Any:
            services.set_limit(session, REGION, most, **tell(COORDINATOR))

        def plain(model: Model) -> None:
            model.limit = most

        self.both(real, plain)

    @precondition(lambda self: len(self.model.rows) > 5)
    @rule(
        name=st.sampled_from([*PROGRAMMES]),
        rest=st.sampled_from(["", "refund", "carry", "carry", "keep"]),
        onward=st.sampled_from([*PROGRAMMES]),
    )
    def close(self, name: str, rest: str, onward: str) -> None:
        """A programme ends, and its owner says where the rest goes."""

        def real(session: Session, tell: Tell) -> Any:
            one, other = (
                session.get_one(Programme, self.stage.programmes[key]) for key in (name, onward)
            )
            told = tell(MEMBER)
            more: dict[str, Any] = {"rest": rest, "onward": other}
            programmes.close(session, one, **more, by=told["by"], now=told["now"])

        self.both(real, lambda model: moves.close(model, name, rest, onward), keep=False)

    @precondition(lambda self: self.sent)
    @rule(back=st.integers(0, 5), changed=st.booleans())
    def again(self, back: int, changed: bool) -> None:
        """A form is sent again: the same answer and no second effect; another body is refused."""
        form, answer, other = self.sent[-1 - back % len(self.sent)]
        self.moved = True
        if changed and other is not None:
            assert self.refused(form, other)
        else:
            assert form.send() == answer

    @rule()
    def lose(self) -> None:
        """The next form is lost before it is committed; whoever sent it sends it again."""
        self.losing = True

    @rule(days=st.sampled_from([-2, 1, 2, 15]))
    def clock(self, days: int) -> None:
        """The clock steps, also back: offers lapse and revive; the ledger's time never falls."""
        self.later(days)
        self.moved = True

    @invariant()
    def everything_agrees(self) -> None:
        """Whatever moved, both say the same of everything, today and on each past day."""
        self.steps += 1
        if self.moved:
            self.moved = False
            self.judge.look(self.model, self.keys, self.deliveries, self.touched)

    def teardown(self) -> None:
        """At the end of a run everything is looked at once more, and closely."""
        self.judge.closely(self.model, self.keys)


def limits(examples: int, steps: int, *, shrink: bool = False) -> settings:
    """So many runs of so many steps; `shrink`: a failure is made as short as can be."""
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    return settings(
        phases=phases,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
