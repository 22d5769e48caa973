"""Three programmes that no run shares with another, and the people who act on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.ledger.models import Transfer
from portal.pledges.models import OfficeLimit
from portal.pledges.queries import limit_in
from portal.programmes.models import Programme, Requirement
from tests.cast import COORDINATOR, DONOR, MEMBER, TREASURER
from tests.machine.model import Model
from tests.portal.pledges.scene import Scene

REGION = "36.73"
NEED, HOURS, VALUE = 1_000, 300, 150_000
# A fund with a line of cash and one of hours, a fund that it passes on to, and the last programme.
PROGRAMMES: Mapping[str, bool] = {"fund": True, "second": True, "last": False}
LINES: Mapping[str, tuple[str, str, int, int]] = {
    "cash": ("fund", "IDR", NEED, NEED),
    "more": ("fund", "IDR", NEED, NEED),
    "hours": ("fund", "hour", HOURS, VALUE),
    "second": ("second", "IDR", NEED, NEED),
    "last": ("last", "IDR", 2 * NEED, 2 * NEED),
}


@dataclass
class Stage:
    """The programmes of the run under way, by the model's names."""

    scene: Scene
    count: int = 0
    numbers: int = 0
    programmes: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)  # of programmes and, as line:…, of lines

    def __post_init__(self) -> None:
        with self.scene.writing() as session:
            for part in (DONOR, MEMBER, TREASURER, COORDINATOR):
                self.scene.known[part.name] = self.scene.world.actor(session, part)
            # What the scene made is no part of any run.
            session.execute(update(Programme).values(status="unpublished"))

    def number(self) -> str:
        """A number that no other flow has at its source."""
        self.numbers += 1
        return f"F{self.numbers}"

    def fresh(self) -> Model:
        """Programmes of their own for a run that begins a day after the last row; their model.

        They are written as they stand: making programmes is not what is tried here. Those of the
        run before leave every public figure.
        """
        with self.scene.writing() as session:
            last = session.scalar(select(func.max(Transfer.recorded_at)))
            latest = max(self.scene.world.now, last) if last else self.scene.world.now
            self.scene.world.now = latest + timedelta(days=1)
            old = Programme.id.in_(self.programmes.values())
            session.execute(update(Programme).where(old).values(status="unpublished"))
            if limit_in(session, REGION) is not None:
                by = self.scene.known[COORDINATOR.name].id
                none = OfficeLimit(region_code=REGION, amount=None, by=by, at=self.scene.now)
                session.add(none)
            owner = session.get_one(Organisation, self.scene.owner)
            self.count += 1
            for name, fund in PROGRAMMES.items():
                self._programme(session, owner, name, fund)
        return Model(
            now=self.scene.now,
            programmes={
                name: {"published": True, "fund": fund, "rest": ""}
                for name, fund in PROGRAMMES.items()
            },
            lines={
                name: {"programme": programme, "unit": unit, "need": need, "value": value}
                for name, (programme, unit, need, value) in LINES.items()
            },
        )

    def _programme(self, session: Session, owner: Organisation, name: str, fund: bool) -> None:
        now, today = self.scene.now, self.scene.today
        made = Programme(
            slug=f"{name}-{self.count}",
            title=f"{name} ({self.count}, contoh)",
            stage="handling",
            starts_on=today,
            ends_on=today + timedelta(days=365),
            status="published",
            fund=fund,
            fund_rules="Rapat pengurus (contoh)" if fund else "",
            created_at=now,
            updated_at=now,
            published_at=now,
        )
        made.organisation = owner
        mine = {key: told for key, told in LINES.items() if told[0] == name}
        made.requirements = [_line(made, *told[1:]) for told in mine.values()]
        session.add(made)
        session.flush()
        self.programmes[name], self.public[name] = made.id, made.public_id
        for key, line in zip(mine, made.requirements, strict=True):
            self.lines[key], self.public[f"line:{key}"] = line.id, line.public_id


def _line(programme: Programme, unit: str, need: int, value: int) -> Requirement:
    told: dict[str, Any] = {"kind": "services", "quantity": need, "unit": unit, "unit_value": value}
    if unit == "IDR":
        told = {"kind": "cash", "quantity": 1, "unit": "package", "unit_value": value}
    return Requirement(
        **told,
        description="Kebutuhan (contoh)",
        needed_by=programme.ends_on,
        original_quantity=told["quantity"],
        original_unit_value=value,
        programme=programme,
    )
