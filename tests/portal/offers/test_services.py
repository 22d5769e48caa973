"""An offer to a whole programme, through the services: offered, split once, ended once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.exchange.queries.activities import activities
from portal.exchange.rules.activity import INCOMING_PLEDGE
from portal.funding import queries as national
from portal.funding.queries import Asked
from portal.letters import Letter
from portal.offers import services
from portal.pledges import queries
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.services import Offer
from portal.pledges.verify import verify
from portal.programmes import lines
from portal.programmes.models import Programme, Requirement
from portal.reminders.models import Digest, RemindedOffer
from portal.reminders.queries import still
from portal.reminders.services import remind
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER, Part
from tests.make import World, cash_line
from tests.portal.pledges.scene import Scene

SUMS = (50_000_000, 30_000_000, 10_000_000)


@pytest.fixture
def wide(world: World) -> Scene:
    """A programme with three lines of cash."""
    return Scene(world, sums=SUMS)


@pytest.fixture
def one(sqlite_database: Database) -> Scene:
    """The same, on SQLite alone."""
    return Scene(World(sqlite_database), sums=SUMS)


def offered(
    scene: Scene, session: Session, amount: int = 45_000_001, **told: Any
) -> ProgrammeOffer:
    """An offer of the donor to the programme, in two instalments."""
    first, day = amount // 3, scene.today + timedelta(days=30)
    given: dict[str, Any] = {
        "instalments": ((first, day), (amount - first, day + timedelta(days=60))),
        "source": "csr",
        "conditions": "Laporan tiap tiga bulan (contoh)",
        "valid_until": scene.today + timedelta(days=14),
    }
    programme = session.get_one(Programme, scene.programme)
    donor = session.get_one(Organisation, scene.donor)
    told = given | told
    return services.offer(
        session, programme, donor, Offer(amount=amount, **told), **scene.acting(session, DONOR)
    )


def keys(scene: Scene, session: Session) -> list[str]:
    """The public ids of the programme's lines."""
    return [session.get_one(Requirement, key).public_id for key in scene.lines]


def letters(session: Session, kind: str) -> set[int]:
    """Who gets a letter of that kind."""
    return set(session.scalars(select(Letter.account_id).where(Letter.kind == kind)))


def test_it_is_offered_everywhere_and_counts_nowhere(wide: Scene) -> None:
    scene = wide
    with scene.writing() as session:
        scene.offer(session, 2_000_000)
        held = offered(scene, session)
        assert held.reference == "TP-2611-0001"
        assert letters(session, "offer_waiting") == {
            scene.world.users[MEMBER.name],
            scene.world.users[TREASURER.name],
        }
        total = scene.funding(session).total
        assert (total.offered, total.unmet, total.committed) == (47_000_001, 90_000_000, 0)
        assert scene.funding(session).whole == {"IDR": 45_000_001}
        programme = session.get_one(Programme, scene.programme)

        def rows(line: str) -> int:
            found = queries.behind(session, programme, "offered", line=line, today=scene.today)
            return sum(row.sum for row in found)

        assert (rows(""), rows(queries.WHOLE)) == (47_000_001, 45_000_001)
        assert rows(keys(scene, session)[0]) == 2_000_000
        for asked in (Asked(reach=("36.73",)), Asked(), Asked(source="csr")):
            book = national.book(session, asked, day=scene.today)
            assert book.amounts(book.works, asked.source)["offered"] == 47_000_001
            found = national.of_pledges(session, asked, "offered", 1, day=scene.today)
            assert [row.sum for row in found.items] == [2_000_000, 45_000_001]
            assert found.total == 2
            of_lines = national.lines(session, asked, "offered", day=scene.today)
            assert [(row.sum, row.key) for row in of_lines][-1] == (45_000_001, queries.WHOLE)
            second = national.of_pledges(
                session, asked, "offered", 2, day=scene.today, per_page=1
            ).items
            assert [row.offer.reference for row in second if row.offer] == [held.reference]
        (told,) = activities(session, address=str, today=scene.today)
        amounts = [row.amount for row in told.transactions if row.type == INCOMING_PLEDGE]
        assert amounts == [2_000_000, 45_000_001]
        scene.world.now += timedelta(days=15)
        assert scene.funding(session).total.offered == 0
        assert queries.offer_state(held, scene.today) == "lapsed"


def test_it_is_split_to_the_last_rupiah_and_once(wide: Scene) -> None:
    scene = wide
    with scene.writing() as session:
        held = offered(scene, session)
        scene.world.now += timedelta(days=20)  # also a lapsed one may be accepted
        a, b, c = keys(scene, session)
        acting = scene.acting(session, MEMBER)
        for wrong in ({a: 45_000_000}, {a: 45_000_002}, {a: 45_000_002, b: -1}, {}):
            with pytest.raises(Invalid) as fault:
                services.accept(session, held, wrong, **scene.acting(session, MEMBER))
            assert set(fault.value.fields) == {"parts"}
        with pytest.raises(Conflict):
            services.accept(session, held, {"lain": 45_000_001}, **scene.acting(session, MEMBER))
        parts = {a: 30_000_000, b: 15_000_001, c: 0}
        services.accept(session, held, parts, **acting)
        services.accept(session, held, parts, **acting)  # a double click
        with pytest.raises(Conflict):  # the same key, another body
            services.accept(session, held, {a: 45_000_001}, **acting)
        with pytest.raises(Conflict):  # the second owner comes too late
            services.accept(session, held, parts, **scene.acting(session, TREASURER))
        made = session.scalars(select(Pledge).order_by(Pledge.id)).all()
        assert [one.amount for one in made] == [30_000_000, 15_000_001]
        assert {one.conditions for one in made} == {"Laporan tiap tiga bulan (contoh)"}
        first, second = ([row.amount for row in one.instalments] for one in made)
        assert (first, second) == ([15_000_000, 15_000_000], [15_000_001])
        assert sum(one.amount for one in held.parts) == held.amount
        assert [queries.whole_of(session, one) for one in made] == [held, held]
        total = scene.funding(session).total
        assert (total.offered, total.committed, total.unmet) == (0, 45_000_001, 44_999_999)
        assert letters(session, "offer_split") == {scene.world.users[DONOR.name]}
        assert verify(session).violations == ()
        scene.received(session, made[1], 15_000_001)
        assert verify(session).violations == ()


BREAKS = (
    "UPDATE offer_part SET amount = amount + 1",
    "DELETE FROM offer_part WHERE amount = 1",
    "DELETE FROM offer_answer",
    "UPDATE pledge SET donor_id = (SELECT organisation_id FROM programme)",
)


def test_verify_names_a_split_that_does_not_hold(one: Scene) -> None:
    with one.writing() as session:
        held = offered(one, session)
        a, b, _c = keys(one, session)
        services.accept(session, held, {a: 1, b: 45_000_000}, **one.acting(session, MEMBER))
        assert verify(session).violations == ()
    with one.writing() as session:

        def run(statement: str) -> None:
            # Asked of the session each time: a savepoint begins when its connection is asked for.
            session.connection().exec_driver_sql(statement)

        for table in ("offer_part", "offer_answer"):
            with pytest.raises(DBAPIError, match="never change"), session.begin_nested():
                run(f"DELETE FROM {table}")
            for ending in ("fixed", "kept"):
                run(f"DROP TRIGGER {table}_{ending}")
        for broken in BREAKS:
            nested = session.begin_nested()
            run(broken)
            found = [row.ref for row in verify(session).violations if row.id == "L13"]
            assert found == ["TP-2611-0001"], broken
            nested.rollback()
        assert "L13" not in {row.id for row in verify(session).violations}


def test_it_ends_in_one_way(wide: Scene) -> None:
    scene = wide
    reason = "Sudah cukup (contoh)"
    with scene.writing() as session:
        no, back = offered(scene, session), offered(scene, session)
        with pytest.raises(Invalid):
            services.decline(session, no, reason=" ", **scene.acting(session, MEMBER))
        services.decline(session, no, reason=reason, **scene.acting(session, MEMBER))
        services.withdraw(session, back, reason=reason, **scene.acting(session, DONOR))
        assert letters(session, "offer_ended") == {
            scene.world.users[part.name] for part in (DONOR, MEMBER, TREASURER)
        }
        assert scene.funding(session).total.offered == 0
        a = keys(scene, session)[0]
        for held in (no, back):
            assert held.answer is not None
            assert held.answer.reason == reason
            with pytest.raises(Conflict):
                services.accept(session, held, {a: held.amount}, **scene.acting(session, MEMBER))
            with pytest.raises(Conflict):
                services.withdraw(session, held, reason=reason, **scene.acting(session, DONOR))
        assert not scene.rows(session, "commit")


Act = Callable[..., Any]


def test_each_act_belongs_to_one_side(one: Scene) -> None:
    told: dict[str, Any] = {"reason": "Cukup (contoh)"}
    acts: tuple[tuple[Act, dict[str, Any], Part], ...] = (
        (services.accept, {"parts": {}}, MEMBER),
        (services.decline, told, MEMBER),
        (services.withdraw, told, DONOR),
    )
    with one.writing() as session:
        held = offered(one, session)
        for act, given, may in acts:
            for part in {MEMBER, DONOR, STRANGER, COORDINATOR} - {may}:
                with pytest.raises(NotAllowed):
                    act(session, held, **given, **one.acting(session, part))


def test_what_no_offer_may_say(one: Scene) -> None:
    with one.writing() as session:
        day = one.today + timedelta(days=9)
        for told, field in (
            ({"amount": 0}, "amount"),
            ({"amount": 10**15 + 1}, "amount"),
            ({"asset": "hour"}, "currency"),
            ({"asset": "XXX"}, "currency"),
            ({"source": "kas"}, "source"),
            ({"conditions": "Telepon 0812-0000-0009"}, "conditions"),
            ({"valid_until": one.today - timedelta(days=1)}, "valid_until"),
            ({"instalments": ((1, day),)}, "instalments"),
        ):
            with pytest.raises(Invalid) as fault:
                offered(one, session, **told)
            assert field in fault.value.fields, told
        programme = session.get_one(Programme, one.programme)
        owner = session.get_one(Organisation, one.owner)
        given = Offer(amount=1, instalments=((1, day),), source="csr", valid_until=day)
        with pytest.raises(Invalid) as fault:  # to one's own programme
            services.offer(session, programme, owner, given, **one.acting(session, MEMBER))
        assert set(fault.value.fields) == {"donor"}
        with pytest.raises(NotAllowed):
            services.offer(session, programme, owner, given, **one.acting(session, DONOR))


def test_another_currency_and_a_programme_that_changed_meanwhile(wide: Scene) -> None:
    scene = wide
    with scene.writing() as session:
        held = offered(scene, session, 10_001, asset="USD")
        assert scene.funding(session).others["USD"].offered == 10_001
        assert scene.funding(session).total.offered == 0
        programme = session.get_one(Programme, scene.programme)
        acting = scene.acting(session, MEMBER)
        told: dict[str, Any] = {"by": acting["by"], "now": scene.now}
        late = cash_line(5_000_000, scene.today, "Biaya rujukan (contoh)")
        made = lines.add(session, programme, late, token=acting["token"], **told)
        services.accept(session, held, {made.public_id: 10_001}, **scene.acting(session, TREASURER))
        assert scene.funding(session).others["USD"].committed == 10_001
        assert verify(session).violations == ()


def test_it_is_reminded_of_lapses_and_is_told_once(wide: Scene) -> None:
    scene = wide
    with scene.writing() as session:
        held = offered(scene, session, valid_until=scene.today + timedelta(days=10)).id
        answered = offered(scene, session, valid_until=scene.today + timedelta(days=10))
        services.withdraw(
            session, answered, reason="Batal (contoh)", **scene.acting(session, DONOR)
        )
    written = 0
    for _day in range(12):
        scene.world.now += timedelta(days=1)
        written += remind(scene.world.database, scene.now)
        assert remind(scene.world.database, scene.now + timedelta(hours=1)) == 0
    names = {key: name for name, key in scene.world.users.items()}
    with scene.writing() as session:
        rows = session.scalars(select(RemindedOffer)).all()
        assert sorted((names[one.account_id], one.kind, one.stage) for one in rows) == sorted(
            [
                *((who.name, "answer", stage) for who in (MEMBER, TREASURER) for stage in (7, 1)),
                (COORDINATOR.name, "watch_offer", 1),
                (DONOR.name, "lapsed", -1),
            ]
        )
        assert {one.offer_id for one in rows} == {held}
        assert written == len(rows)
        last = session.scalars(select(Digest).order_by(Digest.id.desc())).first()
        assert last is not None
        (told,) = still(session, last, scene.now)
        assert (told.kind, told.whole, told.amount) == ("lapsed", True, 45_000_001)
        parts = {keys(scene, session)[0]: 45_000_001}
        one = session.get_one(ProgrammeOffer, held)
        services.accept(session, one, parts, **scene.acting(session, MEMBER))
        assert still(session, last, scene.now) == []
