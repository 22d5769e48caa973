"""A busy stage of money: several donors, sources, lines and programmes, and a pooled fund."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.idempotency import new_key
from portal.pledges import services
from portal.pledges.models import Pledge
from portal.programmes.models import Programme, Requirement
from tests.cast import DONOR, MEMBER, STRANGER
from tests.portal.pledges.scene import Scene

MILLION = 1_000_000


@dataclass
class Busy:
    """The scene's programme in Kota Serang, one of recovery beside it, one in Mataram, and a fund.

    What happens: an anonymous donor's money, an overdue instalment, too much on one line, an open
    offer, money that goes back, a release, spending, and a fund that passes money on.
    """

    scene: Scene
    pledges: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.pledges:
            return
        with self.scene.writing() as session:
            self._programmes(session)
            self._money(session)

    def _programmes(self, session: Session) -> None:
        world, scene = self.scene.world, self.scene
        owner = session.get_one(Organisation, scene.owner)
        more = world.programme(
            session, owner, (30 * MILLION, 5 * MILLION), title="Pulih (contoh)", stage="recovery"
        )
        fund = world.programme(session, owner, (90 * MILLION,), title="Dana (contoh)")
        fund.fund = True
        other = world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER, region="52.71")
        far = world.programme(session, other, (70 * MILLION,), title="Jauh (contoh)", stage="data")
        first = session.get_one(Programme, scene.programme)
        for name, one in (("first", first), ("more", more), ("fund", fund), ("far", far)):
            self.slugs[name] = one.slug
            if name != "first":
                scene.lines += [line.id for line in one.requirements]

    def _money(self, session: Session) -> None:
        scene = self.scene
        # lines: 0 first, 1 and 2 more, 3 fund, 4 far
        big = self._keep(session, "big", 60 * MILLION, line=0)
        scene.received(session, big, 25 * MILLION)
        scene.spent(session, 11 * MILLION)
        hidden = self._keep(session, "hidden", 9 * MILLION, line=1, anonymous=True)
        scene.received(session, hidden, 4 * MILLION)
        small = self._keep(
            session,
            "small",
            8 * MILLION,
            line=2,
            source="public_budget",
            budget_level="district",
        )
        scene.received(session, small, 8 * MILLION)
        self._keep(session, "far", 20 * MILLION, line=4, by=STRANGER, source="philanthropy")
        dues = {"source": "community", "ground": "members"}
        given = self._keep(session, "fund", 40 * MILLION, line=3, **dues)
        scene.received(session, given, 40 * MILLION)
        self._pass_on(session, 15 * MILLION)
        offered = scene.offer(session, 7 * MILLION, line=1, source="international")
        self.pledges["offered"] = offered.reference
        dropped = self._keep(session, "dropped", 3 * MILLION, line=1)
        services.release(
            session, dropped, reason="Anggaran berubah (contoh)", **scene.acting(session, DONOR)
        )
        for part in big.instalments:  # its day has passed since
            part.due_on = scene.today - timedelta(days=3)

    def _keep(
        self, session: Session, name: str, amount: int, *, by: Any = MEMBER, **told: Any
    ) -> Pledge:
        pledge = self.scene.offer(session, amount, **told)
        self.pledges[name] = pledge.reference
        return services.accept(session, pledge, **self.scene.acting(session, by))

    def _pass_on(self, session: Session, amount: int) -> None:
        lines = [session.get_one(Requirement, self.scene.lines[one]) for one in (3, 1)]
        services.pass_on(
            session,
            *lines,
            amount=amount,
            passed_on=self.scene.today,
            description="Diteruskan (contoh)",
            token=new_key(),
            by=self.scene.who(session, MEMBER),
            now=self.scene.now,
        )
