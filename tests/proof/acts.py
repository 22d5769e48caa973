"""Each act of money as a form that can be sent: first what it needs, then the act alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.pledges import services
from portal.pledges.models import Delivery, Discrepancy, Pledge
from portal.programmes import lines
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Line
from portal.results import queries as reported
from portal.results import services as results
from portal.results.rules import Period, Wanted
from tests.cast import COORDINATOR, DONOR, MEMBER, TREASURER
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import with_hours

Act = Callable[[Session], Any]
Make = Callable[[Scene, Session], Act]
ACTS: dict[str, Make] = {}
HOURS = {"what": "Jam konseling (contoh)", "condition": "good"}


def act(function: Make) -> Make:
    """Keep an act under its name."""
    ACTS[function.__name__] = function
    return function


def _offer(scene: Scene, line: int, amount: int, asset: str, **told: Any) -> services.Offer:
    due = scene.today + timedelta(days=30)
    return services.Offer(
        amount=amount,
        asset=asset,
        instalments=((amount, due),),
        source="csr",
        valid_until=scene.today + timedelta(days=14),
        **told,
    )


@act
def offer(scene: Scene, session: Session) -> Act:
    """A donor offers rupiah."""
    told, given = scene.acting(session, DONOR), _offer(scene, 0, 10_000_000, "IDR")

    def go(session: Session) -> Any:
        line = session.get_one(Requirement, scene.lines[0])
        donor = session.get_one(Organisation, scene.donor)
        return services.offer(session, line, donor, given, **told)

    return go


@act
def offer_hours(scene: Scene, session: Session) -> Act:
    """A donor offers hours, with what they are worth."""
    key = scene.lines[with_hours(scene, session)]
    given = _offer(scene, 1, 20, "hour", estimate=3_000_000, basis="Tarif umum (contoh)")
    told = scene.acting(session, DONOR)

    def go(session: Session) -> Any:
        donor = session.get_one(Organisation, scene.donor)
        return services.offer(session, session.get_one(Requirement, key), donor, given, **told)

    return go


def _on(scene: Scene, session: Session, pledge: Pledge, part: Any, name: str, **more: Any) -> Act:
    """An act on a pledge by somebody, of that name."""
    key, told = pledge.id, scene.acting(session, part) | more
    return lambda session: getattr(services, name)(session, session.get_one(Pledge, key), **told)


@act
def accept(scene: Scene, session: Session) -> Act:
    """An offer becomes a commitment."""
    return _on(scene, session, scene.offer(session), MEMBER, "accept")


@act
def decline(scene: Scene, session: Session) -> Act:
    """An offer is answered with no."""
    return _on(scene, session, scene.offer(session), MEMBER, "decline", reason="Cukup (contoh)")


@act
def withdraw(scene: Scene, session: Session) -> Act:
    """An offer is taken back."""
    return _on(scene, session, scene.offer(session), DONOR, "withdraw", reason="Batal (contoh)")


@act
def release(scene: Scene, session: Session) -> Act:
    """The rest is given up."""
    pledge = scene.committed(session)
    return _on(scene, session, pledge, DONOR, "release", reason="Cukup (contoh)")


@act
def release_part(scene: Scene, session: Session) -> Act:
    """A part of the rest is given up."""
    pledge = scene.committed(session)
    return _on(scene, session, pledge, DONOR, "release", reason="Cukup (contoh)", amount=7)


@act
def reschedule(scene: Scene, session: Session) -> Act:
    """What an instalment lacks is given up: new instalments and a row."""
    pledge = scene.committed(session)
    scene.received(session, pledge, 9_000_000)
    more: dict[str, Any] = {"kind": "reduced", "part": 1, "amount": 1_000_000}
    return _on(scene, session, pledge, DONOR, "reschedule", reason="Cukup (contoh)", **more)


@act
def increase(scene: Scene, session: Session) -> Act:
    """An overpayment becomes commitment."""
    pledge = scene.committed(session)
    scene.arrived(session, scene.sent(session, pledge, 12_000_000, extra=True), 12_000_000)
    more: dict[str, Any] = {"amount": 500_000, "reason": "Ditambah (contoh)"}
    return _on(scene, session, pledge, DONOR, "increase", **more)


@act
def rate(scene: Scene, session: Session) -> Act:
    """Somebody says what a dollar is worth."""
    pledge = scene.committed(session, 5_000, asset="USD")
    more: dict[str, Any] = {"rate": 1_578_925, "holds_on": scene.today, "source": "BI (contoh)"}
    return _on(scene, session, pledge, MEMBER, "set_rate", **more)


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


@act
def spend(scene: Scene, session: Session) -> Act:
    """Money is used."""
    scene.received(session, scene.committed(session), 5_000_000)
    told = scene.acting(session, MEMBER)
    more: dict[str, Any] = {"amount": 1, "spent_on": scene.today, "description": "Buku (contoh)"}
    return lambda session: services.record_spending(
        session, session.get_one(Requirement, scene.lines[0]), **more, **told
    )


def _other(scene: Scene, session: Session) -> Programme:
    """Another programme of the owner; the scene's is a fund that holds money."""
    scene.received(session, scene.committed(session), 5_000_000)
    session.get_one(Programme, scene.programme).fund = True
    owner = session.get_one(Organisation, scene.owner)
    return scene.world.programme(session, owner, title="Lain (contoh)")


@act
def pass_on(scene: Scene, session: Session) -> Act:
    """A fund passes money on."""
    other = _other(scene, session).requirements[0].id
    told = scene.acting(session, MEMBER)
    more: dict[str, Any] = {"amount": 5, "passed_on": scene.today, "description": ""}

    def go(session: Session) -> Any:
        source, target = (session.get_one(Requirement, one) for one in (scene.lines[0], other))
        return services.pass_on(session, source, target, **more, **told)

    return go


@act
def close(scene: Scene, session: Session) -> Act:
    """A programme ends, and its rest is carried on."""
    other, told = _other(scene, session).id, scene.acting(session, MEMBER)

    def go(session: Session) -> Any:
        one, onward = (session.get_one(Programme, key) for key in (scene.programme, other))
        more: dict[str, Any] = {"rest": "carry", "onward": onward}
        return programmes.close(session, one, **more, by=told["by"], now=told["now"])

    return go


@act
def reverse(scene: Scene, session: Session) -> Act:
    """A receipt of two rows is taken back."""
    sent = scene.sent(session, scene.committed(session), 11_000_000, extra=True)
    scene.arrived(session, sent, 11_000_000)
    return _taken_back(scene, session, "receive")


@act
def reverse_spending(scene: Scene, session: Session) -> Act:
    """Spending is taken back."""
    scene.received(session, scene.committed(session), 5_000_000)
    scene.spent(session, 7)
    return _taken_back(scene, session, "spend")


def _taken_back(scene: Scene, session: Session, kind: str) -> Act:
    told = scene.acting(session, MEMBER) | {"reason": "Salah (contoh)"}
    return lambda session: services.reverse(session, scene.rows(session, kind)[0], **told)


@act
def add_line(scene: Scene, session: Session) -> Act:
    """A programme needs something more."""
    programme = session.get_one(Programme, scene.programme)
    line = Line(
        kind="cash",
        description="Buku (contoh)",
        quantity=2,
        unit="package",
        unit_value=500,
        needed_by=programme.ends_on,
    )
    told = scene.acting(session, MEMBER)
    return lambda session: lines.add(
        session, session.get_one(Programme, scene.programme), line, **told
    )


@act
def report_results(scene: Scene, session: Session) -> Act:
    """The owner reports what the money achieved."""
    programme, told = session.get_one(Programme, scene.programme), scene.acting(session, MEMBER)
    wanted = [Wanted("Anak yang didampingi (contoh)", 40, "anak")]
    results.save_expected(session, programme, wanted, version=None, by=told["by"], now=told["now"])
    session.flush()
    key = reported.expected_of(session, programme)[0].public_id
    more: dict[str, Any] = {"words": "", "corrects": None}
    period = Period(scene.today, scene.today)
    return lambda session: results.report(
        session, session.get_one(Programme, scene.programme), period, {key: 7}, **more, **told
    )
