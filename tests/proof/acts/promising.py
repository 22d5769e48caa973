"""Acts on promises: an offer, its answers, and what changes or ends a commitment."""

from typing import Any

from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.pledges import services
from portal.programmes.models import Requirement
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import with_hours
from tests.proof.acts.act import Act, act, an_offer, on_pledge


@act
def offer(scene: Scene, session: Session) -> Act:
    """A donor offers rupiah."""
    told, given = scene.acting(session, DONOR), an_offer(scene, 10_000_000)

    def go(session: Session) -> Any:
        line = session.get_one(Requirement, scene.lines[0])
        donor = session.get_one(Organisation, scene.donor)
        return services.offer(session, line, donor, given, **told)

    return go


@act
def offer_hours(scene: Scene, session: Session) -> Act:
    """A donor offers hours, with what they are worth."""
    key = scene.lines[with_hours(scene, session)]
    given = an_offer(scene, 20, "hour", estimate=3_000_000, basis="Tarif umum (contoh)")
    told = scene.acting(session, DONOR)

    def go(session: Session) -> Any:
        donor = session.get_one(Organisation, scene.donor)
        return services.offer(session, session.get_one(Requirement, key), donor, given, **told)

    return go


@act
def accept(scene: Scene, session: Session) -> Act:
    """An offer becomes a commitment."""
    return on_pledge(scene, session, scene.offer(session), MEMBER, "accept")


@act
def decline(scene: Scene, session: Session) -> Act:
    """An offer is answered with no."""
    return on_pledge(
        scene, session, scene.offer(session), MEMBER, "decline", reason="Cukup (contoh)"
    )


@act
def withdraw(scene: Scene, session: Session) -> Act:
    """An offer is taken back."""
    return on_pledge(
        scene, session, scene.offer(session), DONOR, "withdraw", reason="Batal (contoh)"
    )


@act
def release(scene: Scene, session: Session) -> Act:
    """The rest is given up."""
    pledge = scene.committed(session)
    return on_pledge(scene, session, pledge, DONOR, "release", reason="Cukup (contoh)")


@act
def release_part(scene: Scene, session: Session) -> Act:
    """A part of the rest is given up."""
    pledge = scene.committed(session)
    return on_pledge(scene, session, pledge, DONOR, "release", reason="Cukup (contoh)", amount=7)


@act
def reschedule(scene: Scene, session: Session) -> Act:
    """What an instalment lacks is given up: new instalments and a row."""
    pledge = scene.committed(session)
    scene.received(session, pledge, 9_000_000)
    more: dict[str, Any] = {"kind": "reduced", "part": 1, "amount": 1_000_000}
    return on_pledge(scene, session, pledge, DONOR, "reschedule", reason="Cukup (contoh)", **more)


@act
def increase(scene: Scene, session: Session) -> Act:
    """An overpayment becomes commitment."""
    pledge = scene.committed(session)
    scene.arrived(session, scene.sent(session, pledge, 12_000_000, extra=True), 12_000_000)
    more: dict[str, Any] = {"amount": 500_000, "reason": "Ditambah (contoh)"}
    return on_pledge(scene, session, pledge, DONOR, "increase", **more)


@act
def rate(scene: Scene, session: Session) -> Act:
    """Somebody says what a dollar is worth."""
    pledge = scene.committed(session, 5_000, asset="USD")
    more: dict[str, Any] = {"rate": 1_578_925, "holds_on": scene.today, "source": "BI (contoh)"}
    return on_pledge(scene, session, pledge, MEMBER, "set_rate", **more)
