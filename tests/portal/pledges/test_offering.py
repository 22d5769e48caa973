"""An offer and its answers, through the services, on both engines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed, PortalError
from portal.journal import JournalRow
from portal.letters import Letter
from portal.pledges import queries, services
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from tests.cast import ADMINISTRATOR, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER, Part
from tests.portal.pledges.scene import Scene

Act = Callable[..., Any]


def state(scene: Scene, session: Session, pledge: Pledge, days: int = 0) -> str:
    """The pledge's state so many days from now."""
    day = today(scene.now) + timedelta(days=days)
    return queries.course_of(session, pledge, day).state


def letters(session: Session, kind: str) -> list[int]:
    """Who gets a letter of that kind."""
    query = select(Letter.account_id).where(Letter.kind == kind).order_by(Letter.account_id)
    return list(session.scalars(query))


def test_an_offer_counts_nowhere_and_the_owner_is_told(scene: Scene) -> None:
    with scene.writing() as session:
        before = scene.funding(session)
        pledge = scene.offer(session, conditions="Laporan tiap tiga bulan")
        after = scene.funding(session)
        assert pledge.reference == "JD-2611-0001"
        assert scene.offer(session).reference == "JD-2611-0002"
        assert state(scene, session, pledge) == "offered"
        assert state(scene, session, pledge, 15) == "lapsed"
        assert after.total.offered == 10_000_000
        assert after.total.unmet == before.total.unmet == 50_000_000
        users = scene.world.users
        assert set(letters(session, "pledge_offered")) == {
            users[MEMBER.name],
            users[TREASURER.name],
        }
        row = session.scalars(select(JournalRow).where(JournalRow.action == "offer_pledge")).first()
        assert row is not None
        assert row.ref == pledge.public_id


def test_acceptance_makes_a_commitment_of_the_whole_sum(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        total = scene.funding(session).total
        assert (total.committed, total.open, total.offered) == (10_000_000, 10_000_000, 0)
        assert total.unmet == 40_000_000
        assert state(scene, session, pledge, 100) == "committed"
        assert letters(session, "pledge_accepted") == [scene.world.users[DONOR.name]]
        assert [row.kind for row in scene.rows(session, "commit")] == ["commit"]


def test_a_late_acceptance_revives_a_lapsed_offer(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.offer(session)
        scene.world.now += timedelta(days=20)
        assert scene.funding(session).total.offered == 0
        acting = scene.acting(session, MEMBER)
        services.accept(session, pledge, **acting)
        assert state(scene, session, pledge) == "committed"


def test_declined_and_withdrawn_offers_end(scene: Scene) -> None:
    with scene.writing() as session:
        declined, withdrawn = scene.offer(session), scene.offer(session)
        reason = "Sudah cukup (contoh)"
        services.decline(session, declined, reason=reason, **scene.acting(session, MEMBER))
        services.withdraw(session, withdrawn, reason=reason, **scene.acting(session, DONOR))
        assert state(scene, session, declined) == "declined"
        assert state(scene, session, withdrawn) == "withdrawn"
        assert scene.funding(session).total.offered == 0
        for pledge in (declined, withdrawn):
            with pytest.raises(Conflict):
                services.accept(session, pledge, **scene.acting(session, MEMBER))
        assert letters(session, "pledge_declined")
        assert letters(session, "pledge_withdrawn")


def test_a_release_gives_up_the_rest(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        scene.received(session, pledge, 4_000_000)
        sent = scene.sent(session, pledge, 1_000_000)
        reason = "Anggaran habis (contoh)"
        with pytest.raises(Conflict, match="Selesaikan dahulu"):
            services.release(session, pledge, reason=reason, **scene.acting(session, DONOR))
        scene.arrived(session, sent, 1_000_000)
        services.release(session, pledge, reason=reason, **scene.acting(session, DONOR))
        assert state(scene, session, pledge) == "released"
        total = scene.funding(session).total
        assert (total.committed, total.open, total.received) == (5_000_000, 0, 5_000_000)
        assert total.unmet == 45_000_000
        with pytest.raises(Conflict):
            services.release(session, pledge, reason=reason, **scene.acting(session, DONOR))


def test_the_same_form_twice_has_one_effect(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.offer(session)
        acting = scene.acting(session, MEMBER)
        for _ in range(2):
            services.accept(session, pledge, **acting)
        assert len(scene.rows(session, "commit")) == 1
        with pytest.raises(Conflict):
            services.accept(session, scene.offer(session), **acting)
        with pytest.raises(Conflict):
            services.accept(session, pledge, **scene.acting(session, MEMBER))
        with pytest.raises(Invalid):
            services.accept(session, pledge, **(acting | {"token": "bukan kunci"}))


@pytest.mark.parametrize(
    ("act", "told", "may"),
    [
        (services.accept, {}, MEMBER),
        (services.decline, {"reason": "Cukup (contoh)"}, MEMBER),
        (services.withdraw, {"reason": "Cukup (contoh)"}, DONOR),
    ],
)
@pytest.mark.parametrize("part", [MEMBER, DONOR, STRANGER, COORDINATOR, ADMINISTRATOR])
def test_each_act_belongs_to_one_side(
    sqlite_scene: Scene, act: Act, told: dict[str, Any], may: Part, part: Part
) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge = scene.offer(session)
        if part is may:
            act(session, pledge, **told, **scene.acting(session, part))
        else:
            with pytest.raises(NotAllowed):
                act(session, pledge, **told, **scene.acting(session, part))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 10**15 + 1}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"source": "undian"}, "source"),
        ({"source": "public_budget"}, "budget_level"),
        ({"budget_level": "national"}, "budget_level"),
        ({"conditions": "a" * 1001}, "conditions"),
        ({"conditions": "Hubungi 0812 3456 7890"}, "conditions"),
        ({"instalments": ()}, "instalments"),
    ],
)
def test_wrong_offers(sqlite_scene: Scene, told: dict[str, Any], field: str) -> None:
    with sqlite_scene.writing() as session:
        with pytest.raises(Invalid) as refused:
            sqlite_scene.offer(session, **told)
        assert field in refused.value.fields
        assert session.scalar(select(Pledge.id)) is None


def test_who_may_offer_and_to_whom(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        line = session.get_one(Requirement, scene.lines[0])
        donor = session.get_one(Organisation, scene.donor)
        owner = session.get_one(Organisation, scene.owner)
        told = services.Offer(
            amount=1,
            instalments=((1, scene.today),),
            source="csr",
            valid_until=scene.today,
        )
        with pytest.raises(NotAllowed):
            services.offer(session, line, donor, told, **scene.acting(session, STRANGER))
        with pytest.raises(Invalid) as refused:
            services.offer(session, line, owner, told, **scene.acting(session, MEMBER))
        assert "donor" in refused.value.fields
        line.kind = "goods"
        session.flush()
        with pytest.raises(Invalid):
            services.offer(session, line, donor, told, **scene.acting(session, DONOR))


@pytest.mark.parametrize("side", ["owner", "donor"])
def test_a_suspended_side_does_nothing_new(sqlite_scene: Scene, side: str) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        offered, committed = scene.offer(session), scene.committed(session)
        scene.received(session, committed, 1_000_000)
        organisation = session.get_one(Organisation, getattr(scene, side))
        administrator = scene.who(session, ADMINISTRATOR)
        directory.suspend(
            session, organisation, reason="Uji (contoh).", by=administrator, now=scene.now
        )
        acts: list[Act] = [
            lambda: scene.offer(session),
            lambda: services.accept(session, offered, **scene.acting(session, MEMBER)),
            lambda: scene.sent(session, committed, 1_000),
        ]
        if side == "owner":
            acts.append(lambda: scene.spent(session, 1_000))
            acts.append(lambda: scene.reversed(session, scene.rows(session, "receive")[0]))
        for act in acts:
            with pytest.raises(PortalError):
                act()


def test_a_closed_programme_takes_no_offers(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge = scene.offer(session)
        programme = session.get_one(Programme, scene.programme)
        member = scene.who(session, MEMBER)
        programmes.close(session, programme, by=member, now=scene.now)
        with pytest.raises(Conflict):
            scene.offer(session)
        with pytest.raises(Conflict):
            services.accept(session, pledge, **scene.acting(session, MEMBER))


def test_references_begin_anew_each_month(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        scene.offer(session)
        session.get_one(Pledge, 1).reference = "JD-2611-9999"
        assert scene.offer(session).reference == "JD-2611-10000"
        assert scene.offer(session).reference == "JD-2611-10001"
        scene.world.now += timedelta(days=31)
        assert scene.offer(session).reference == "JD-2612-0001"
