"""How something is tried: on a copy of the model and in the portal, which have to agree."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid
from portal.idempotency import new_key
from portal.pledges.models import Delivery, Pledge
from portal.pledges.services import Said
from portal.programmes.models import Requirement
from tests.cast import Part
from tests.machine import moves
from tests.machine.model import Model, Refused
from tests.machine.stage import Stage

Tell = Callable[[Part], dict[str, Any]]
Real = Callable[[Session, Tell], Any]
Plain = Callable[[Model], Any]
Amount = int | float | str


class LostError(Exception):
    """The process ends before it commits."""


class Form:
    """What somebody sends, with keys that stay the same when it is sent again."""

    def __init__(self, stage: Stage, real: Real) -> None:
        self.stage, self.real = stage, real
        self.keys: list[str] = []

    def send(self, *, lost: bool = False, real: Real | None = None) -> Any:
        """What it is answered; raises what the portal raises. `lost`: it never commits."""
        used = iter(self.keys)

        def tell(part: Part) -> dict[str, Any]:
            key = next(used, None)
            if key is None:
                self.keys.append(key := new_key())
            who = self.stage.scene.known[part.name]
            return {"token": key, "by": who, "now": self.stage.scene.now}

        with self.stage.scene.writing() as session:
            done = (real or self.real)(session, tell) or True
            if lost:
                raise LostError
        return done


class Trying(RuleBasedStateMachine):
    """One run: its stage, its model, and what was sent so far."""

    stage: ClassVar[Stage]
    runs: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = self.stage.fresh()
        self.keys: list[tuple[int, str]] = []  # of pledges: row and public id
        self.deliveries: dict[tuple[int, int], int] = {}
        self.sent: list[tuple[Form, Any, Real | None]] = []
        self.losing = False
        self.moved = True
        self.steps = 0
        self.touched: int | None = None
        type(self).runs += 1

    def both(
        self, real: Real, plain: Plain, *, keep: bool = True, other: Real | None = None
    ) -> Any:
        """Try it; what the portal answers, and None when both refuse. `other`: another body."""
        form, trial = Form(self.stage, real), self.model.copy()
        try:
            told = plain(trial)
        except Refused:
            told = None
            fits = False
        else:
            fits = True
        if self.losing:
            self.losing = False
            with suppress(LostError, Conflict, Invalid):
                form.send(lost=True)
        try:
            done = form.send()
        except (Conflict, Invalid):
            done = None
        assert (done is not None) is fits, f"portal says {done}, model says {told or fits}"
        if not fits:
            return None
        self.model = trial
        self.moved = True
        if keep:
            self.sent.append((form, done, other))
        return done, told

    @property
    def seldom(self) -> bool:
        """Whether this step may try what cannot be: few do, or hardly anything would move."""
        return self.steps % 6 == 0

    def some_pledge(self, fits: Callable[[int], object]) -> bool:
        """Whether a pledge fits; now and then also when none does."""
        return bool(self.keys) and (self.seldom or any(map(fits, range(len(self.keys)))))

    def pledge(self, session: Session, at: int) -> Pledge:
        """The pledge of that number."""
        return session.get_one(Pledge, self.keys[at][0])

    def line(self, session: Session, name: str) -> Requirement:
        """The line of that name."""
        return session.get_one(Requirement, self.stage.lines[name])

    def delivery(self, session: Session, at: int, place: int) -> Delivery:
        """A pledge's delivery of that number."""
        return session.get_one(Delivery, self.deliveries[at, place])

    def said(self, at: int, amount: int, *, extra: bool = False) -> Said:
        """A word about a sum; of hours also what they were, and how."""
        told: dict[str, Any] = {}
        if self.model.pledges[at]["asset"] == "hour":
            told = {"what": "Jam konseling (contoh)", "condition": "good"}
        return Said(amount=amount, happened_on=self.stage.scene.today, extra=extra, **told)

    def some(self, amount: Amount, most: int) -> int:
        """A sum: a part of what there is, all of it, one more, or as drawn."""
        if isinstance(amount, float):
            return max(1, int(most * amount))
        if isinstance(amount, str):
            return max(1, most) if amount == "all" else most + 1
        return amount

    def refused(self, form: Form, other: Real) -> bool:
        """Whether the form's key is refused with another body."""
        try:
            form.send(real=other)
        except (Conflict, Invalid):
            return True
        return False

    def later(self, days: int) -> None:
        """The clock steps, for both."""
        moves.later(self.model, days)
        self.stage.scene.world.now = self.model.now
