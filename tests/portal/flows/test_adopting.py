"""A reported flow becomes figures when two people say it; once, and taken back by rows."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.flows import queries, services
from portal.flows.models import FlowAdoption, ReportedFlow
from portal.flows.rules.adopting import Proposal, kinds, sum_of
from portal.flows.verify import adopted
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.pledges.models import Delivery, OfficeLimit, Pledge
from portal.pledges.queries import course_of, next_step
from portal.pledges.services import confirm_received, report_sent, state_received
from portal.pledges.verify import verify
from portal.programmes.models import Requirement
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, TREASURER
from tests.portal.flows.files import row
from tests.portal.flows.files import text as file_of
from tests.portal.pledges.scene import Scene

SOURCE = "UN OCHA FTS"
RUPIAH = {"originalAmount": "8000000", "originalCurrency": "IDR", "amountUSD": "500"}


@pytest.fixture
def flows(scene: Scene) -> Scene:
    """A scene in which five flows were reported: 1 to 3 in rupiah (paid, commitment, pledge), 4 in
    euro, 5 parked.
    """
    told = [
        row("1", **RUPIAH),
        row("2", **RUPIAH, status="commitment"),
        row("3", **RUPIAH, status="pledge"),
        row("4"),
        row("5", **RUPIAH, flowType="Parked"),
    ]
    with scene.writing() as session:
        bring(session, scene, *told)
    return scene


def bring(session: Session, scene: Scene, *rows: dict[str, str]) -> None:
    found = services.read(file_of(rows))
    outcome = services.Outcome.of(found)
    for some in services.batches(found):
        services.bring(session, some, outcome, source=SOURCE, now=scene.now)


def flow(session: Session, number: str) -> ReportedFlow:
    return session.scalars(select(ReportedFlow).where(ReportedFlow.number == number)).one()


def told(scene: Scene, kind: str = "paid", **more: Any) -> Proposal:
    given: dict[str, Any] = {"due_on": scene.today + timedelta(days=30), "funds": "international"}
    return Proposal(kind=kind, **(given | more))


def propose(scene: Scene, number: str, kind: str = "paid", **more: Any) -> int:
    """What the coordinator says of a flow; the key of the adoption."""
    with scene.writing() as session:
        line = session.get_one(Requirement, scene.lines[0])
        donor = session.get_one(Organisation, more.pop("donor", scene.donor))
        into = more.pop("into", None)
        acting = scene.acting(session, COORDINATOR)
        acting |= {name: more.pop(name) for name in ("token", "by") if name in more}
        made = services.propose(
            session,
            flow(session, number),
            line,
            donor,
            told(scene, kind, **more),
            into=scene.pledge(session, into) if into else None,
            **acting,
        )
        return made.id


def answer(scene: Scene, key: int, act: Any, by: Any = MEMBER, **more: Any) -> None:
    with scene.writing() as session:
        who = by if isinstance(by, Actor) else scene.who(session, by)
        act(session, session.get_one(FlowAdoption, key), by=who, now=scene.now, **more)


def whole(session: Session) -> list[str]:
    found = verify(session, more=[adopted()]).violations
    return [f"{one.id} {one.detail}" for one in found]


def test_rules() -> None:
    assert kinds("pledge") == ("pledge",)
    assert kinds("paid") == ("pledge", "commitment", "paid")
    assert sum_of(150_075, "EUR", 165_000) == (150_075, "EUR")
    assert sum_of(7, "HRK", 165_000) == (165_000, "USD")  # the ledger does not know kuna
    assert sum_of(None, "EUR", 165_000) == (165_000, "USD")


def test_what_two_people_say_becomes_rows_and_counts_in_one_place(flows: Scene) -> None:
    key = propose(flows, "1")
    with flows.writing() as session:
        assert flows.funding(session).total.received == 0  # one person's word is no figure
        assert {one.status: one.flows for one in queries.sums(session)}["paid"] == 2
        owner = flows.who(session, MEMBER)
        assert [one.id for one in queries.adoptions_for(session, owner)] == [key]
    for _twice in range(2):
        answer(flows, key, services.confirm)
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.received, total.open) == (8_000_000, 8_000_000, 0)
        rows = flows.rows(session, "commit", "receive")
        assert [(one.kind, one.note) for one in rows] == [
            ("commit", "UN OCHA FTS 1"),
            ("receive", "UN OCHA FTS 1"),
        ]
        assert {one.status: one.flows for one in queries.sums(session)}["paid"] == 1
        held = session.get_one(FlowAdoption, key)
        assert held.delivery
        assert [(one.side, one.by) for one in held.delivery.sayings] == [
            ("coordinator", flows.world.users[COORDINATOR.name]),
            ("recipient", flows.world.users[MEMBER.name]),
        ]
        assert whole(session) == []
        kinds_told = set(session.scalars(select(Letter.kind)))
        assert {"adoption_waiting", "adoption_answered"} <= kinds_told
    answer(flows, key, services.undo, reason="Ternyata untuk program lain.")
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.received, total.open, total.offered) == (0, 0, 0, 0)
        assert {one.status: one.flows for one in queries.sums(session)}["paid"] == 2
        assert len(flows.rows(session, "commit", "receive", "release")) == 4
        assert whole(session) == []
    again = propose(flows, "1")
    answer(flows, again, services.confirm)
    with flows.writing() as session:
        assert flows.funding(session).total.received == 8_000_000
        assert whole(session) == []
        acts = list(
            session.scalars(
                select(JournalRow.action)
                .where(JournalRow.kind == "adoption")
                .order_by(JournalRow.id)
            )
        )
        assert acts[:3] == ["propose_adoption", "confirm_adoption", "adoption_undone"]


def test_a_commitment_and_an_offer_stay_what_they_are(flows: Scene) -> None:
    first, second = propose(flows, "2", "commitment"), propose(flows, "3", "pledge")
    for key in (first, second):
        answer(flows, key, services.confirm)
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.received, total.offered) == (8_000_000, 0, 8_000_000)
        assert whole(session) == []
    for key in (first, second):
        answer(flows, key, services.undo, reason="Salah program.")
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.open, total.offered) == (0, 0, 0)
        assert whole(session) == []


def test_another_currency_keeps_its_own_sum_with_a_rate(flows: Scene) -> None:
    for wrong in ((), (("rate", 0),), (("rate", 1_789_000),)):
        with pytest.raises(Invalid) as refusal:
            propose(flows, "4", **dict[str, Any](wrong))
        assert "rate_source" in refusal.value.fields
    rate: dict[str, Any] = {
        "rate": 1_789_025,
        "rate_on": flows.today,
        "rate_source": "Bank Indonesia",
    }
    answer(flows, propose(flows, "4", **rate), services.confirm)
    with flows.writing() as session:
        pledge = session.scalars(select(Pledge)).one()
        assert (pledge.asset, pledge.amount) == ("EUR", 150_075)
        assert [one.value for one in pledge.estimates] == [1_789_025]
        funding = flows.funding(session)
        assert funding.total.received == 0  # never added to rupiah
        assert funding.others["EUR"].received == 150_075
        assert whole(session) == []


def test_a_receipt_may_belong_to_a_commitment_that_is_here_already(flows: Scene) -> None:
    with flows.writing() as session:
        pledge = flows.committed(session, 9_000_000).id
    key = propose(flows, "1", into=pledge)
    answer(flows, key, services.confirm)
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.received, total.open) == (9_000_000, 8_000_000, 1_000_000)
        assert whole(session) == []
        line = session.get_one(Requirement, flows.lines[0])
        giver, other = session.get_one(Organisation, flows.donor), told(flows, "commitment")
        into, who = flows.pledge(session, pledge), flows.acting(session, COORDINATOR)
        with pytest.raises(Invalid):
            services.propose(session, flow(session, "2"), line, giver, other, into=into, **who)
    answer(flows, key, services.undo, reason="Bukan uang ini.")
    with flows.writing() as session:
        total = flows.funding(session).total
        assert (total.committed, total.received, total.open) == (9_000_000, 0, 9_000_000)
        assert whole(session) == []


def test_above_the_limit_another_coordinator_speaks_as_well(flows: Scene) -> None:
    with flows.writing() as session:
        session.add(
            OfficeLimit(
                region_code="36.73",
                amount=1_000_000,
                by=flows.world.users[COORDINATOR.name],
                at=flows.now,
            )
        )
    answer(flows, propose(flows, "1"), services.confirm)
    with flows.writing() as session:
        assert flows.funding(session).total.received == 0
        delivery = session.scalars(select(Delivery)).one()
        chief = flows.world.judge(AUDITOR)
        said = flows.said(8_000_000)
        confirm_received(session, delivery, said, token=new_key(), by=chief, now=flows.now)
        assert flows.funding(session).total.received == 8_000_000
        assert whole(session) == []


def test_who_may_not_and_what_does_not_fit_is_refused(flows: Scene) -> None:
    users = flows.world.users
    here = (Held(Role.COORDINATOR, "36.73"),)
    for by in (
        Actor(user_id=users[ELSEWHERE.name], mandates=(Held(Role.COORDINATOR, "52"),)),
        Actor(user_id=users[MEMBER.name], memberships={flows.owner: "owner"}, mandates=here),
        Actor(user_id=users[DONOR.name], memberships={flows.donor: "owner"}, mandates=here),
        Actor(user_id=users[STRANGER.name]),
    ):
        with pytest.raises(NotAllowed):
            propose(flows, "1", by=by)
    for number, more, field in (
        ("2", {"kind": "paid"}, "kind"),
        ("2", {"kind": "commitment", "due_on": flows.today - timedelta(days=1)}, "due_on"),
        ("1", {"funds": "none"}, "source"),
        ("1", {"funds": "community"}, "source"),
        ("1", {"donor": flows.owner}, "donor"),
    ):
        with pytest.raises(Invalid) as refusal:
            propose(flows, number, **more)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(Conflict):
        propose(flows, "5")
    key = propose(flows, "1")
    proposer = Actor(
        user_id=users[COORDINATOR.name], memberships={flows.owner: "editor"}, mandates=here
    )
    for other in (proposer, STRANGER, DONOR, COORDINATOR):
        with pytest.raises(NotAllowed):
            answer(flows, key, services.confirm, by=other)
    with pytest.raises(Invalid):
        answer(flows, key, services.refuse, reason=" ")
    answer(flows, key, services.refuse, reason="Bukan untuk kami.", by=TREASURER)
    with pytest.raises(Conflict):
        answer(flows, key, services.confirm)
    with pytest.raises(Conflict):
        answer(flows, key, services.undo, reason="Salah.")
    key = propose(flows, "1")
    answer(flows, key, services.withdraw, reason="Keliru.", by=COORDINATOR)
    # What the source says differently by now is not what the coordinator said.
    key = propose(flows, "1")
    with flows.writing() as session:
        bring(session, flows, row("1", **(RUPIAH | {"originalAmount": "9000000"})))
    with pytest.raises(Conflict):
        answer(flows, key, services.confirm)


def test_money_that_moved_on_is_not_taken_back(flows: Scene) -> None:
    key = propose(flows, "1")
    answer(flows, key, services.confirm)
    with flows.writing() as session:
        flows.spent(session, 5_000_000)
    with pytest.raises(Conflict):
        answer(flows, key, services.undo, reason="Salah.")
    with flows.writing() as session:
        assert flows.funding(session).total.received == 8_000_000
        assert whole(session) == []


def limited(flows: Scene) -> None:
    """Above a million rupiah a coordinator has to speak as well."""
    with flows.writing() as session:
        by = flows.world.users[COORDINATOR.name]
        session.add(OfficeLimit(region_code="36.73", amount=1_000_000, by=by, at=flows.now))


def said(flows: Scene, amount: int, part: Any = MEMBER, side: Any = state_received) -> None:
    """The owner's word, or another coordinator's, on the receipt that was adopted."""
    with flows.writing() as session:
        one, word = session.scalars(select(Delivery)).one(), flows.said(amount)
        acting = flows.acting(session, part) if part else {}
        if part is None:
            by = flows.world.judge(AUDITOR)
            confirm_received(session, one, word, token=new_key(), by=by, now=flows.now)
        else:
            side(session, one.pledge, word, delivery=one, **acting)
        assert whole(session) == []


def test_an_adopted_receipt_is_what_its_source_reported(flows: Scene) -> None:
    limited(flows)
    answer(flows, propose(flows, "1"), services.confirm)
    for side, part in ((state_received, MEMBER), (report_sent, DONOR)):
        with pytest.raises(Invalid) as refusal:
            said(flows, 7_000_000, part, side)
        assert "Rp8.000.000" in str(refusal.value.fields["amount"])
    said(flows, 0)  # nothing came after all
    said(flows, 8_000_000)
    said(flows, 8_000_000, None)
    with flows.writing() as session:
        assert flows.funding(session).total.received == 8_000_000


@pytest.mark.parametrize("counted", [True, False])
def test_what_was_taken_back_is_not_said_again(flows: Scene, counted: bool) -> None:
    if not counted:
        limited(flows)
    key = propose(flows, "1")
    answer(flows, key, services.confirm)
    answer(flows, key, services.undo, reason="Salah program.")
    for side, part in ((state_received, MEMBER), (report_sent, DONOR)):
        with pytest.raises(Conflict):
            said(flows, 8_000_000, part, side)
    with flows.writing() as session:
        pledge = session.scalars(select(Pledge)).one()
        course = course_of(session, pledge, flows.today)
        owner = flows.who(session, MEMBER)
        assert next_step(course, "owner", owner.id).kind == "none"


def test_clicks_at_once_adopt_a_flow_once(flows: Scene) -> None:
    token, keys, ends = new_key(), [], []

    def same() -> None:
        keys.append(propose(flows, "1", token=token))

    def other() -> None:
        try:
            ends.append(propose(flows, "1"))
        except Conflict:
            ends.append(0)

    clicks = [Thread(target=same) for _ in range(3)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    clicks = [Thread(target=other) for _ in range(2)]
    clicks += [Thread(target=lambda: answer(flows, keys[0], services.confirm)) for _ in range(3)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert ends == [0, 0]
    with flows.writing() as session:
        assert flows.funding(session).total.received == 8_000_000
        assert len(session.scalars(select(Pledge)).all()) == 1
        assert whole(session) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE flow_adoption SET amount = amount + 1", "reported 8000001"),
        ("UPDATE flow_adoption SET state = 'undone', current = NULL", "was undone, and 8000000"),
        ("UPDATE flow_adoption SET confirmed_by = proposed_by", "second person"),
        ("UPDATE flow_adoption SET donor_id = 1", "stands at another line"),
        ("UPDATE flow_adoption SET delivery_id = NULL", "received 0"),
    ],
)
def test_verify_names_an_adoption_that_is_not_what_its_rows_say(
    flows: Scene, statement: str, found: str
) -> None:
    answer(flows, propose(flows, "1"), services.confirm)
    with flows.writing() as session:
        assert whole(session) == []
        session.execute(text(statement))
        session.expire_all()
        assert any(one.startswith("L31") and found in one for one in whole(session))


def test_verify_names_a_flow_that_counts_twice(flows: Scene) -> None:
    """The database refuses it; were its guard away, the verification would say so."""
    answer(flows, propose(flows, "1"), services.confirm)
    answer(flows, propose(flows, "2", "commitment"), services.confirm)
    with pytest.raises(DatabaseError), flows.writing() as session:
        session.execute(text("UPDATE flow_adoption SET flow_id = 1, current = 1"))
    with flows.writing() as session:
        first, second = session.scalars(select(FlowAdoption).order_by(FlowAdoption.id))
        session.execute(
            text("UPDATE flow_adoption SET pledge_id = :pledge WHERE id = :id"),
            {"pledge": first.pledge_id, "id": second.id},
        )
        session.expire_all()
        assert any("2 flows have made" in one for one in whole(session))


def test_what_a_flow_said_before_never_changes(flows: Scene) -> None:
    with flows.writing() as session:
        bring(session, flows, row("1", **(RUPIAH | {"originalAmount": "9000000"})))
    for statement in ("UPDATE past_flow SET until = seen_at", "DELETE FROM past_flow"):
        with pytest.raises(DatabaseError), flows.writing() as session:
            session.execute(text(statement))
    with flows.writing() as session:
        (before,) = queries.past(session, flow(session, "1"))
        assert before.facts["original"] == 8_000_000


def test_donors_are_found_by_names_alike(flows: Scene) -> None:
    with flows.writing() as session:
        found = queries.donors_alike(session, "Niaga Samudera Banten, PT")
        assert [one.id for one in found][:1] == [flows.donor]
        assert queries.donors_alike(session, "Xyzzy Qwfp") == []
        assert queries.donors_alike(session, "") == ()
        here = flows.who(session, COORDINATOR)
        assert [one.id for one in queries.lines_here(session, here)] == flows.lines
        assert queries.lines_here(session, flows.who(session, ELSEWHERE)) == []
