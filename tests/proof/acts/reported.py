"""Acts on what others report: flows that become figures here, and lines of bank statements."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.bank import queries as bank
from portal.bank import services as statements
from portal.directory.models import Organisation
from portal.flows import services as flows
from portal.flows.models import FlowAdoption, ReportedFlow
from portal.flows.rules.adopting import Proposal
from portal.pledges import services
from portal.pledges.models import Delivery, Pledge
from portal.programmes.models import Requirement
from tests.cast import COORDINATOR, MEMBER
from tests.portal.bank.files import FIELDS, text
from tests.portal.flows.files import row
from tests.portal.flows.files import text as flows_file
from tests.portal.pledges.scene import Scene
from tests.proof.acts.act import Act, act

SUM = 8_000_000
RUPIAH = {"originalAmount": str(SUM), "originalCurrency": "IDR"}


def _flow(scene: Scene, session: Session) -> int:
    """A flow of Rp8.000.000 that a source reports as paid; its key."""
    found = flows.read(flows_file([row("1", **RUPIAH)]))
    outcome = flows.Outcome.of(found)
    for some in flows.batches(found):
        flows.bring(session, some, outcome, source="UN OCHA FTS", now=scene.now)
    return session.scalars(select(ReportedFlow.id)).one()


def _propose(scene: Scene, session: Session, kind: str, into: int | None = None) -> Act:
    flow, told = _flow(scene, session), scene.acting(session, COORDINATOR)
    said = Proposal(kind=kind, due_on=scene.today, funds="international")

    def go(session: Session) -> FlowAdoption:
        line = session.get_one(Requirement, scene.lines[0])
        donor = session.get_one(Organisation, scene.donor)
        more: dict[str, Any] = {"into": session.get_one(Pledge, into) if into else None, **told}
        return flows.propose(
            session, session.get_one(ReportedFlow, flow), line, donor, said, **more
        )

    return go


def _proposed(scene: Scene, session: Session, kind: str, into: int | None = None) -> int:
    return int(_propose(scene, session, kind, into)(session).id)


def _answer(scene: Scene, session: Session, key: int, name: str, **more: Any) -> Act:
    told = {"by": scene.who(session, MEMBER), "now": scene.now, **more}
    return lambda session: getattr(flows, name)(session, session.get_one(FlowAdoption, key), **told)


@act
def propose_adoption(scene: Scene, session: Session) -> Act:
    """A coordinator says where a reported flow belongs."""
    return _propose(scene, session, "paid")


@act
def adopt_offer(scene: Scene, session: Session) -> Act:
    """The owner says the same of an offer."""
    return _answer(scene, session, _proposed(scene, session, "pledge"), "confirm")


@act
def adopt_receipt(scene: Scene, session: Session) -> Act:
    """The owner says the same of money that came: a commitment with its receipt."""
    return _answer(scene, session, _proposed(scene, session, "paid"), "confirm")


@act
def adopt_into(scene: Scene, session: Session) -> Act:
    """The owner says the same of money that came for a commitment which is here already."""
    pledge = scene.committed(session).id
    return _answer(scene, session, _proposed(scene, session, "paid", pledge), "confirm")


@act
def undo_adoption(scene: Scene, session: Session) -> Act:
    """The owner takes back what was adopted: receipt and commitment."""
    key = _proposed(scene, session, "paid")
    _answer(scene, session, key, "confirm")(session)
    return _answer(scene, session, key, "undo", reason="Salah program (contoh)")


def _statement(scene: Scene, session: Session) -> str:
    """A bank's file with a line of Rp5.000.000 that came in, not read yet."""
    owner = session.get_one(Organisation, scene.owner)
    data = text([(scene.today, "TRSF NIAGA SAMUDRA (contoh)", 5_000_000)])
    told = scene.acting(session, MEMBER) | {"account": "BRI 1234"}
    return statements.bring(session, owner, data, file_name="mutasi.csv", **told)


@act
def read_statement(scene: Scene, session: Session) -> Act:
    """The columns of a bank's file are matched: its lines are kept, and nothing is booked."""
    key, who = _statement(scene, session), scene.who(session, MEMBER)
    return lambda session: statements.read(
        session, bank.need(session, key), FIELDS, by=who, now=scene.now
    )


@act
def receive_by_statement(scene: Scene, session: Session) -> Act:
    """A line of the bank is recorded as the receipt that its donor reported."""
    sent = scene.sent(session, scene.committed(session), 5_000_000)
    who = scene.who(session, MEMBER)
    made = bank.need(session, _statement(scene, session))
    statements.read(session, made, FIELDS, by=who, now=scene.now)
    (line,) = bank.found(session, scene.owner, scene.today).lines
    said = services.Said(amount=line.amount, happened_on=line.happened_on)
    key, told = sent.id, scene.acting(session, MEMBER)

    def go(session: Session) -> Any:
        held = session.get_one(Delivery, key)
        return services.state_received(session, held.pledge, said, delivery=held, **told)

    return go
