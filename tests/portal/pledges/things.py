"""A line of hours beside a scene's lines of cash, and what both sides say of hours."""

from typing import Any

from sqlalchemy.orm import Session

from portal.idempotency import new_key
from portal.pledges import queries, services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.services import Said
from portal.programmes import lines
from portal.programmes.models import Programme
from portal.programmes.rules import Line
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene

WHAT = "Jam konseling untuk ibu (contoh)"


def with_hours(
    scene: Scene, session: Session, quantity: int = 40, value: int | None = 150_000
) -> int:
    """A line of 40 hours in the scene's programme; its place in `scene.lines`."""
    programme = session.get_one(Programme, scene.programme)
    told = Line(
        kind="services",
        description="Psikolog untuk kelompok ibu (contoh)",
        quantity=40,
        unit="hour",
        unit_value=value,
        needed_by=programme.ends_on,
        basis="Tarif psikolog setempat (contoh)" if value else "",
    )
    by = scene.who(session, MEMBER)
    made = lines.add(session, programme, told, token=new_key(), by=by, now=scene.now)
    scene.lines.append(made.id)
    return len(scene.lines) - 1


def handed(scene: Scene, session: Session, pledge: Pledge, hours: int, **told: Any) -> Delivery:
    """Both sides say the same hours, the recipient with a condition that may differ."""
    said: dict[str, Any] = {
        "amount": hours,
        "happened_on": scene.today,
        "what": WHAT,
        "condition": "good",
    }
    sent = services.report_sent(session, pledge, Said(**said), **scene.acting(session, DONOR))
    word = Said(**(said | told))
    acting = scene.acting(session, MEMBER)
    return services.state_received(session, pledge, word, delivery=sent, **acting)


def hours_of(scene: Scene, session: Session) -> queries.InKind:
    """The figures of the scene's line of hours."""
    return scene.funding(session).in_kind[0]
