"""Acts on what is sent, received and given back: words that have to agree, and differences."""

from typing import Any

from sqlalchemy.orm import Session

from portal.pledges import services
from portal.pledges.models import Delivery, Discrepancy, Pledge
from tests.cast import COORDINATOR, DONOR, MEMBER, TREASURER
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import with_hours
from tests.proof.acts.act import Act, act

HOURS = {"what": "Jam konseling (contoh)", "condition": "good"}


@act
def send(scene: Scene, session: Session) -> Act:
    """The donor reports a transfer."""
    key, said = scene.committed(session).id, scene.said(5_000_000, reference="TRF-1")
    told = scene.acting(session, DONOR)
    return lambda session: services.report_sent(session, session.get_one(Pledge, key), said, **told)


def _word(scene: Scene, session: Session, one: Delivery, part: Any, said: Any, name: str) -> Act:
    """A word on a delivery that is known."""
    key, told = one.id, scene.acting(session, part)

    def go(session: Session) -> Any:
        held = session.get_one(Delivery, key)
        if name.startswith("confirm"):
            return getattr(services, name)(session, held, said, **told)
        return getattr(services, name)(session, held.pledge, said, delivery=held, **told)

    return go


@act
def receive(scene: Scene, session: Session) -> Act:
    """The second word makes a delivery count, with something above the commitment."""
    sent = scene.sent(session, scene.committed(session), 11_000_000, extra=True)
    return _word(scene, session, sent, MEMBER, scene.said(11_000_000), "state_received")


@act
def receive_hours(scene: Scene, session: Session) -> Act:
    """Hours count once both sides say how many."""
    line = with_hours(scene, session)
    pledge = scene.committed(session, 20, line=line, asset="hour")
    said = scene.said(20, **HOURS)
    sent = services.report_sent(session, pledge, said, **scene.acting(session, DONOR))
    return _word(scene, session, sent, MEMBER, said, "state_received")


@act
def differ(scene: Scene, session: Session) -> Act:
    """The recipient says another sum: a difference opens."""
    sent = scene.sent(session, scene.committed(session), 5_000_000)
    return _word(scene, session, sent, MEMBER, scene.said(4_000_000), "state_received")


@act
def settle(scene: Scene, session: Session) -> Act:
    """The donor looks again and says the same: the difference closes, the sum counts."""
    sent = scene.sent(session, scene.committed(session), 5_000_000)
    scene.arrived(session, sent, 4_000_000)
    return _word(scene, session, sent, DONOR, scene.said(4_000_000), "report_sent")


@act
def decide(scene: Scene, session: Session) -> Act:
    """A coordinator says who looks again."""
    scene.arrived(session, scene.sent(session, scene.committed(session), 5_000_000), 4_000_000)
    key, told = session.query(Discrepancy).one().id, scene.acting(session, COORDINATOR)
    told |= {"asked": "both", "text": "Periksa lagi (contoh)", "due_on": scene.today}
    return lambda session: services.decide(session, session.get_one(Discrepancy, key), **told)


@act
def second(scene: Scene, session: Session) -> Act:
    """A second member confirms what the first recorded."""
    said, pledge = scene.said(5_000_000), scene.committed(session)
    one = services.state_received(session, pledge, said, **scene.acting(session, MEMBER))
    return _word(scene, session, one, TREASURER, said, "confirm_received")


@act
def office(scene: Scene, session: Session) -> Act:
    """Above the limit a coordinator's word makes it count."""
    told = scene.acting(session, COORDINATOR)
    services.set_limit(session, "36.73", 1_000_000, **told)
    sent = scene.sent(session, scene.committed(session), 5_000_000)
    scene.arrived(session, sent, 5_000_000)
    return _word(scene, session, sent, COORDINATOR, scene.said(5_000_000), "confirm_received")


@act
def limit(scene: Scene, session: Session) -> Act:
    """The office says above which sum it speaks as well."""
    told = scene.acting(session, COORDINATOR)
    return lambda session: services.set_limit(session, "36.73", 1_000_000, **told)


@act
def give_back(scene: Scene, session: Session) -> Act:
    """The owner says what went back."""
    pledge = scene.committed(session)
    scene.received(session, pledge, 5_000_000)
    key, said, told = pledge.id, scene.said(1_000_000), scene.acting(session, MEMBER)
    return lambda session: services.state_refund(
        session, session.get_one(Pledge, key), said, **told
    )


@act
def refund(scene: Scene, session: Session) -> Act:
    """The donor says what came back: it counts."""
    pledge, said = scene.committed(session), scene.said(1_000_000)
    scene.received(session, pledge, 5_000_000)
    back = services.state_refund(session, pledge, said, **scene.acting(session, MEMBER))
    return _word(scene, session, back, DONOR, said, "confirm_refund")
