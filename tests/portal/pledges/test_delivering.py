"""What both sides say, through the services, on both engines: nothing counts before two agree."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid, NotAllowed
from portal.letters import Letter
from portal.pledges import queries, services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.pledges.verify import verify
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, TREASURER, Part
from tests.portal.pledges.scene import Scene


def received(scene: Scene, session: Session) -> int:
    """What the programme received by now; the ledger has to be whole."""
    assert verify(session).violations == ()
    return scene.funding(session).total.received


def recorded(scene: Scene, session: Session, pledge: Pledge, amount: int) -> Delivery:
    """The owner records what the donor never reported."""
    acting = scene.acting(session, MEMBER)
    return services.state_received(session, pledge, scene.said(amount), **acting)


def confirm(scene: Scene, session: Session, delivery: Delivery, amount: int, part: Part) -> None:
    """Somebody says what arrived of it."""
    acting = scene.acting(session, part)
    services.confirm_received(session, delivery, scene.said(amount), **acting)


def step(scene: Scene, session: Session, pledge: Pledge, side: str, part: Part) -> str:
    """The next step of a person."""
    course = queries.course_of(session, pledge, today(scene.now))
    return queries.next_step(course, side, scene.world.users[part.name]).kind


def test_two_sides_and_the_same_sum(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        assert step(scene, session, pledge, "donor", DONOR) == "send"
        assert step(scene, session, pledge, "owner", MEMBER) == "wait_sending"
        delivery = scene.sent(session, pledge, 10_000_000, reference="TRF-1")
        assert received(scene, session) == 0
        assert step(scene, session, pledge, "donor", DONOR) == "wait_receipt"
        assert step(scene, session, pledge, "owner", MEMBER) == "state_received"
        scene.arrived(session, delivery, 10_000_000)
        assert received(scene, session) == 10_000_000
        assert step(scene, session, pledge, "owner", MEMBER) == "none"
        assert queries.course_of(session, pledge, today(scene.now)).state == "fulfilled"
        kinds = set(session.scalars(select(Letter.kind)))
        assert {"delivery_sent", "delivery_counted"} <= kinds


def test_a_difference_counts_nothing_until_one_side_corrects(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = scene.sent(session, pledge, 5_000_000)
        scene.arrived(session, delivery, 4_000_000)
        assert received(scene, session) == 0
        assert queries.hearing_of(delivery).status == "differs"
        assert step(scene, session, pledge, "donor", DONOR) == "restate_sent"
        assert step(scene, session, pledge, "owner", MEMBER) == "restate_received"
        scene.sent(session, pledge, 4_500_000, delivery=delivery)
        assert received(scene, session) == 0
        scene.arrived(session, delivery, 4_500_000, by=TREASURER)
        assert received(scene, session) == 4_500_000
        assert [one.amount for one in delivery.sayings] == [
            5_000_000,
            4_000_000,
            4_500_000,
            4_500_000,
        ]
        with pytest.raises(Conflict, match="sudah dihitung"):
            scene.arrived(session, delivery, 1)


def test_nothing_arrived(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = scene.sent(session, pledge, 5_000_000)
        scene.arrived(session, delivery, 0)
        assert queries.hearing_of(delivery).status == "differs"
        scene.sent(session, pledge, 0, delivery=delivery)
        assert queries.hearing_of(delivery).status == "nothing"
        assert received(scene, session) == 0
        scene.received(session, pledge, 10_000_000)
        for act in (scene.sent, lambda *told: recorded(scene, *told)):
            with pytest.raises((Invalid, Conflict)):
                act(session, pledge, 0)


@pytest.mark.parametrize("second", [TREASURER, COORDINATOR])
def test_a_second_person_confirms(scene: Scene, second: Part) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = recorded(scene, session, pledge, 3_000_000)
        assert step(scene, session, pledge, "owner", MEMBER) == "wait_second"
        assert step(scene, session, pledge, "owner", TREASURER) == "confirm_received"
        with pytest.raises(Conflict, match="Anda sendiri"):
            confirm(scene, session, delivery, 3_000_000, MEMBER)
        scene.arrived(session, delivery, 3_000_000)  # saying it twice oneself is not two people
        for part in (STRANGER, ELSEWHERE, DONOR):
            with pytest.raises(NotAllowed):
                confirm(scene, session, delivery, 3_000_000, part)
        assert received(scene, session) == 0
        confirm(scene, session, delivery, 2_000_000, second)
        assert received(scene, session) == 0
        scene.arrived(session, delivery, 2_000_000)
        assert received(scene, session) == 2_000_000


def test_the_donor_may_join_what_the_owner_recorded(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = recorded(scene, session, pledge, 3_000_000)
        assert step(scene, session, pledge, "donor", DONOR) == "also_sent"
        scene.sent(session, pledge, 3_000_000, delivery=delivery)
        assert received(scene, session) == 3_000_000


def test_a_coordinator_sets_no_disputed_sum(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = scene.sent(session, pledge, 5_000_000)
        scene.arrived(session, delivery, 4_000_000)
        with pytest.raises(Conflict, match="Donatur sudah melaporkan"):
            confirm(scene, session, delivery, 4_000_000, COORDINATOR)


def test_one_person_on_both_sides_is_one_person(scene: Scene) -> None:
    from portal.accounts.services import add_member

    with scene.writing() as session:
        add_member(session, scene.world.users[DONOR.name], scene.owner, "editor", now=scene.now)
        pledge = scene.committed(session)
        delivery = scene.sent(session, pledge, 5_000_000)
        with pytest.raises(Conflict, match="Anda sudah menyatakan pengirimannya"):
            scene.arrived(session, delivery, 5_000_000, by=DONOR)
        scene.arrived(session, delivery, 5_000_000)
        assert received(scene, session) == 5_000_000


def test_never_more_than_is_open(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        first = scene.sent(session, pledge, 6_000_000)
        with pytest.raises(Invalid, match="Isi paling banyak"):
            scene.sent(session, pledge, 4_000_001)
        second = scene.sent(session, pledge, 4_000_000)
        with pytest.raises(Invalid):
            scene.arrived(session, second, 4_000_001)
        with pytest.raises(Invalid):
            recorded(scene, session, pledge, 1)
        scene.arrived(session, first, 6_000_000)
        scene.arrived(session, second, 4_000_000)
        assert received(scene, session) == 10_000_000
        with pytest.raises(Invalid, match="Tidak ada komitmen"):
            scene.sent(session, pledge, 1)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"amount": 10**15 + 1}, "amount"),
        ({"days": 2}, "happened_on"),
        ({"days": -500}, "happened_on"),
        ({"note": "a" * 1001}, "note"),
        ({"note": "Hubungi 0812 3456 7890"}, "note"),
        ({"reference": "a" * 81}, "reference"),
    ],
)
def test_wrong_words(sqlite_scene: Scene, told: dict[str, Any], field: str) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge = scene.committed(session)
        told = {"amount": 1_000} | told
        if "days" in told:
            told["happened_on"] = scene.today + timedelta(days=told.pop("days"))
        with pytest.raises(Invalid) as refused:
            scene.sent(session, pledge, **told)
        assert field in refused.value.fields
        assert session.scalar(select(Delivery.id)) is None


def test_one_bank_transfer_is_reported_once(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge, other = scene.committed(session), scene.committed(session)
        scene.sent(session, pledge, 1_000, reference="TRF-1")
        with pytest.raises(Invalid) as refused:
            scene.sent(session, other, 1_000, reference="TRF-1")
        assert "reference" in refused.value.fields
        scene.sent(session, other, 1_000, reference="TRF-2")
        scene.sent(session, other, 1_000)
        scene.sent(session, other, 1_000)


def test_the_same_form_twice_is_one_word(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        acting = scene.acting(session, DONOR)
        made = {services.report_sent(session, pledge, scene.said(5), **acting).id for _ in range(3)}
        assert len(made) == 1
        with pytest.raises(Conflict):
            services.report_sent(session, pledge, scene.said(6), **acting)


def test_spending_and_taking_it_back(scene: Scene) -> None:
    with scene.writing() as session:
        with pytest.raises(Invalid):
            scene.spent(session, 1)
        pledge = scene.committed(session)
        scene.received(session, pledge, 4_000_000)
        row = scene.spent(session, 3_000_000)
        with pytest.raises(Invalid, match="Isi paling banyak"):
            scene.spent(session, 1_000_001)
        receipt = scene.rows(session, "receive")[0]
        with pytest.raises(Conflict, match="sudah dipakai"):
            scene.reversed(session, receipt)
        scene.reversed(session, row)
        scene.reversed(session, receipt)
        total = scene.funding(session).total
        assert (total.received, total.spent, total.open) == (0, 0, 10_000_000)
        assert received(scene, session) == 0
        for done in (row, receipt, scene.rows(session, "spend")[-1]):
            with pytest.raises(Conflict):
                scene.reversed(session, done)
        with pytest.raises(Conflict):
            scene.reversed(session, scene.rows(session, "commit")[0])


def test_after_a_reversal_both_state_anew(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = scene.received(session, pledge, 5_000_000)
        scene.reversed(session, scene.rows(session, "receive")[0])
        assert queries.hearing_of(delivery).status == "awaits_recipient"
        assert step(scene, session, pledge, "owner", MEMBER) == "state_received"
        scene.arrived(session, delivery, 4_000_000)
        assert received(scene, session) == 0
        scene.sent(session, pledge, 4_000_000, delivery=delivery)
        assert received(scene, session) == 4_000_000
        alone = recorded(scene, session, pledge, 1_000)
        confirm(scene, session, alone, 1_000, TREASURER)
        scene.reversed(session, scene.rows(session, "receive")[-1])
        recorded(scene, session, pledge, 2_000)
        assert received(scene, session) == 4_000_000


@pytest.mark.parametrize("part", [STRANGER, DONOR, COORDINATOR, ELSEWHERE])
def test_only_the_owner_states_spends_and_reverses(sqlite_scene: Scene, part: Part) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge = scene.committed(session)
        scene.received(session, pledge, 1_000)
        row = scene.rows(session, "receive")[0]
        acting = scene.acting(session, part)
        with pytest.raises(NotAllowed):
            services.reverse(session, row, reason="Salah (contoh)", **acting)
        with pytest.raises(NotAllowed):
            services.state_received(session, pledge, scene.said(1), **acting)
        with pytest.raises(NotAllowed):
            services.record_spending(
                session,
                pledge.requirement,
                amount=1,
                spent_on=scene.today,
                description="Sewa (contoh)",
                **acting,
            )
        if part is not DONOR:
            with pytest.raises(NotAllowed):
                services.report_sent(session, pledge, scene.said(1), **acting)


def test_nothing_came_can_be_said_however_much_is_under_way(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 1_000)
        late = scene.sent(session, pledge, 600)
        scene.sent(session, pledge, 5_000, extra=True)
        scene.arrived(session, late, 0)
        course = queries.course_of(session, pledge, today(scene.now))
        assert course.hearings[late.id].status == "differs"
        scene.sent(session, pledge, 0, delivery=late)
        session.expire_all()
        course = queries.course_of(session, pledge, today(scene.now))
        assert course.hearings[late.id].status == "nothing"
