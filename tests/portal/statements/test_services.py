"""Papers over both databases: figures, numbers, one paper for one wish, and rows that stay."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from portal.results.models import ExpectedResult
from portal.statements import queries, services
from portal.statements.models import Printed
from tests.cast import AUDITOR, COORDINATOR, DONOR, MEMBER, STRANGER, Part
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import handed, with_hours


def donor(scene: Scene, session: Session) -> Organisation:
    return session.get_one(Organisation, scene.donor)


def now_of(scene: Scene, session: Session) -> queries.Statement:
    """This year's statement."""
    day = scene.today
    return queries.statement(session, donor(scene, session), day.replace(month=1, day=1), day)


def printed(scene: Scene, session: Session, by: Part = DONOR, **told: Any) -> Printed:
    """A statement of this year."""
    period = told.pop("period", (scene.today.replace(month=1, day=1), scene.today))
    who = donor(scene, session)
    acting = scene.acting(session, by) | told
    return services.print_statement(
        session, who, period, lambda number, _found: number.encode(), language="id", **acting
    )


def test_a_statement_tells_what_the_donors_own_money_became(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 20_000_000)
        scene.offer(session, 7_000_000)
        scene.received(session, pledge, 10_000_000)
        scene.spent(session, 4_000_000)
    with scene.writing() as session:
        found = now_of(scene, session)
        after = found.after("IDR")
        assert (after.committed, after.received, after.open) == (20_000_000, 10_000_000, 10_000_000)
        assert (after.spent, after.unspent) == (4_000_000, 6_000_000)
        assert sum(one.sum for one in found.receipts) == found.received("IDR") == 10_000_000
        assert [one.amount for one in found.offers] == [7_000_000]
        before = found.before("IDR")
        assert (before.committed, before.received) == (0, 0)
        day = scene.today - timedelta(days=1)
        past = queries.statement(session, donor(scene, session), day, day)
        assert (past.lines, past.receipts, past.sums) == ([], [], {})
    scene.world.now += timedelta(days=1)
    with scene.writing() as session:
        day = scene.today
        later = queries.statement(session, donor(scene, session), day, day)
        assert later.before("IDR").received == 10_000_000
        assert later.received("IDR") == 0
        assert verify(session).violations == ()


def test_what_is_taken_back_makes_a_paper_old(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 20_000_000)
        delivery = scene.received(session, pledge, 9_000_000)
        paper = printed(scene, session)
        told = services.print_receipt(
            session, delivery, _receipt, language="id", **scene.acting(session, MEMBER)
        )
        letter = services.print_intent(
            session, pledge, str.encode, language="id", **scene.acting(session, DONOR)
        )
        kept = (paper.number, told.number, letter.number)
        assert told.sums == {"IDR": {"received": 9_000_000}}
        assert letter.sums == {"IDR": {"committed": 20_000_000}}
        assert paper.sums["IDR"]["received"] == 9_000_000
        assert not any(queries.corrected(session, queries.by_number(session, n)) for n in kept)
    with scene.writing() as session:
        (row,) = scene.rows(session, "receive")
        scene.reversed(session, row)
    with scene.writing() as session:
        old = [queries.corrected(session, queries.by_number(session, n)) for n in kept]
        assert old == [True, True, False]
        held = session.scalars(select(Printed).order_by(Printed.id)).all()
        assert held[0].sums["IDR"]["received"] == 9_000_000
        assert verify(session).violations == ()


def _receipt(number: str, amount: int) -> bytes:
    return f"{number} {amount}".encode()


def test_one_wish_is_one_paper_with_a_number_of_its_own(scene: Scene) -> None:
    token = new_key()
    with scene.writing() as session:
        pledge = scene.committed(session, 20_000_000)
        delivery = scene.received(session, pledge, 5_000_000)
        one = printed(scene, session, token=token)
        assert printed(scene, session, token=token).number == one.number
        other = printed(scene, session)
        assert other.number[:13] == f"SK-{scene.today:%y%m}-0002-"
        assert one.number[-4:] != other.number[-4:]
        assert one.sha256 == hashlib.sha256(one.number.encode()).hexdigest()
        assert one.file == one.number.encode()
        with pytest.raises(Conflict):
            printed(scene, session, token=token, by=DONOR, period=(scene.today, scene.today))
        told = [
            services.print_receipt(
                session, delivery, _receipt, language=tongue, **scene.acting(session, part)
            ).number
            for tongue, part in (("id", DONOR), ("id", MEMBER), ("en", MEMBER))
        ]
        assert told[0] == told[1] != told[2]


def test_who_may_print_and_what_is_too_early(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.offer(session, 10_000_000)
        for part in (STRANGER, MEMBER, COORDINATOR):
            with pytest.raises(NotAllowed):
                printed(scene, session, by=part)
        assert printed(scene, session, by=AUDITOR).made_by == scene.who(session, AUDITOR).id
        with pytest.raises(Conflict):
            services.print_intent(
                session, pledge, str.encode, language="id", **scene.acting(session, DONOR)
            )
        late = scene.today + timedelta(days=1)
        with pytest.raises(Invalid):
            printed(scene, session, period=(scene.today, late))
        pledge = scene.committed(session, 10_000_000)
        sent = scene.sent(session, pledge, 1_000_000)
        with pytest.raises(Conflict):
            services.print_receipt(
                session, sent, _receipt, language="id", **scene.acting(session, DONOR)
            )
        with pytest.raises(NotAllowed):
            services.print_receipt(
                session, sent, _receipt, language="id", **scene.acting(session, STRANGER)
            )


def test_a_paper_never_changes(scene: Scene) -> None:
    with scene.writing() as session:
        scene.committed(session, 10_000_000)
        printed(scene, session)
    for attack in ("UPDATE printed SET sha256 = 'x'", "DELETE FROM printed"):
        with pytest.raises(DatabaseError), scene.writing() as session:
            session.execute(text(attack))


def test_lines_of_which_a_donor_holds_nothing_are_not_its_own(sqlite_database: Database) -> None:
    scene = Scene(World(sqlite_database), (50_000_000, 9_000_000))
    with scene.writing() as session:
        pledge = scene.committed(session, 1_000_000)
        scene.received(session, pledge, 1_000_000)
        owner = scene.world.organisation(session, "PT Lain (contoh)", by=DONOR)
        first, scene.donor = scene.donor, owner.id
        other = scene.committed(session, 4_000_000, line=1)
        scene.received(session, other, 4_000_000)
        scene.spent(session, 3_000_000, line=1)
        scene.donor = first
    with scene.writing() as session:
        found = now_of(scene, session)
        assert [(one.received, one.after.spent) for one in found.lines] == [(1_000_000, 0)]


def test_money_of_several_givers_is_shared_to_the_last_rupiah(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10_000_000)
        scene.received(session, pledge, 10_000_000)
        other = scene.committed(session, 5_000_000)
        scene.received(session, other, 5_000_000)
        scene.spent(session, 10_000_001)
    with scene.writing() as session:
        found = now_of(scene, session)
        assert [one.after.spent for one in found.lines] == [6_666_667, 3_333_334]
        assert found.after("IDR").spent == 10_000_001


def test_hours_and_dollars_stand_beside_the_money_with_their_estimates(
    sqlite_database: Database,
) -> None:
    scene = Scene(World(sqlite_database))
    with scene.writing() as session:
        line = with_hours(scene, session)
        hours = scene.committed(session, 30, line=line, asset="hour")
        handed(scene, session, hours, 12)
        scene.spent(session, 5, line=line)
        dollars = scene.committed(session, 150_075, asset="USD")
        scene.received(session, dollars, 100_050)
        scene.received(session, scene.committed(session, 9_000_000), 2_000_000)
        programme = session.get_one(Programme, scene.programme)
        session.add(
            ExpectedResult(
                programme_id=programme.id, place=1, indicator="Sesi", target=600, unit="sesi"
            )
        )
    with scene.writing() as session:
        found = now_of(scene, session)
        assert found.assets == ("IDR", "USD", "hour")
        assert [found.received(one) for one in found.assets] == [2_000_000, 100_050, 12]
        (told,) = found.of("hour")
        assert (told.after.spent, told.after.unspent, told.value) == (5, 7, 1_800_000)
        assert [one.value for one in (*found.of("IDR"), *found.of("USD"))] == [None, None]
        assert [(one.target, one.so_far) for one in told.results] == [(600, None)]
