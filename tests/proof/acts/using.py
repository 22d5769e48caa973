"""Acts on what arrived: used, passed on, carried over, taken back; and on what is needed."""

from typing import Any

from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.pledges import services
from portal.programmes import lines
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Line
from portal.results import queries as reported
from portal.results import services as results
from portal.results.rules import Period, Wanted
from tests.cast import MEMBER
from tests.portal.pledges.scene import Scene
from tests.proof.acts.act import Act, act


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


def another_line(scene: Scene, session: Session) -> Act:
    """A programme asks for something more."""
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
def add_line(scene: Scene, session: Session) -> Act:
    """A programme needs something more."""
    return another_line(scene, session)


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
