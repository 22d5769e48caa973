"""Targets and reports through the services, on both engines: once, never changed, by members."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.programmes.models import Programme
from portal.results import queries, services
from portal.results.models import ResultReport, ResultValue
from portal.results.rules import Period, Wanted
from portal.revisions.models import Revision
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import NOW, World

ROWS = (Wanted("Sesi konseling", 600, "sesi"), Wanted("Kader terlatih", 60, "orang"))
BEGAN = NOW.date() - timedelta(days=200)


def made(world: World, session: Session, **told: Any) -> Programme:
    """A published programme with two targets."""
    one = world.programme(session, world.organisation(session), starts_on=BEGAN, **told)
    by = world.actor(session, MEMBER)
    return services.save_expected(session, one, ROWS, version=None, by=by, now=NOW)


def days(first: int, last: int) -> Period:
    return Period(BEGAN + timedelta(days=first), BEGAN + timedelta(days=last))


def told(world: World, session: Session, one: Programme, *values: int, **more: Any) -> ResultReport:
    """A report with a value for each target."""
    keys = [row.public_id for row in queries.expected_of(session, one)]
    given: dict[str, Any] = {"words": "", "corrects": None, "token": new_key(), "now": NOW}
    given |= {"by": world.actor(session, MEMBER), "period": days(0, 30)} | more
    period = given.pop("period")
    numbers = dict(zip(keys, values, strict=False))
    return services.report(session, one, period, numbers, **given)


def so_far(session: Session, one: Programme) -> list[int | None]:
    return [row.so_far for row in queries.progress(session, one)]


def test_reports_add_up_and_a_correction_stands_in(world: World) -> None:
    with world.writing() as session:
        one = made(world, session)
        assert so_far(session, one) == [None, None]
        first = told(world, session, one, 100)
        told(world, session, one, 50, 20, period=days(31, 60))
        assert so_far(session, one) == [150, 20]
        assert [row.percent for row in queries.progress(session, one)] == [25, 33]
        better = told(world, session, one, 90, 5, corrects=first, period=days(0, 29))
        assert so_far(session, one) == [140, 25]
        assert queries.corrections(session, [first]) == {first.id: better}
        assert queries.reports(session, one, 1).total == 3
        with pytest.raises(Conflict):
            told(world, session, one, 1, corrects=first, period=days(61, 62))
        told(world, session, one, 0, corrects=better)
        assert so_far(session, one) == [50, 20]
        acts = session.scalars(select(JournalRow.action)).all()
        assert (acts.count("report_results"), acts.count("correct_results")) == (2, 2)


def test_sent_twice_is_one_and_a_shared_day_is_refused(world: World) -> None:
    with world.writing() as session:
        one = made(world, session)
        token = new_key()
        assert told(world, session, one, 7, token=token) is told(
            world, session, one, 7, token=token
        )
        with pytest.raises(Conflict):
            told(world, session, one, 8, token=token)
        with pytest.raises(Invalid) as fault:
            told(world, session, one, 7, period=days(30, 40))
        assert set(fault.value.fields) == {"first_day"}
        with pytest.raises(Invalid) as fault:
            services.report(
                session, one, days(50, 60), {new_key(): 4}, words="", corrects=None,
                token=new_key(), by=world.actor(session, MEMBER), now=NOW,
            )  # fmt: skip
        assert set(fault.value.fields) == {"values"}


def test_two_at_once_report_one_period_once(world: World) -> None:
    with world.writing() as session:
        key = made(world, session).id

    def send(part: Any) -> bool:
        try:
            with world.writing() as session:
                one = session.get_one(Programme, key)
                told(world, session, one, 5, by=world.actor(session, part))
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, [MEMBER, MEMBER, MEMBER, MEMBER])) == 1
    with world.writing() as session:
        assert session.scalar(select(func.count()).select_from(ResultReport)) == 1


def test_others_record_nothing(world: World) -> None:
    with world.writing() as session:
        one = made(world, session)
        for part in (STRANGER, DONOR, COORDINATOR):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                told(world, session, one, 5, by=by)
            with pytest.raises(NotAllowed):
                services.save_expected(session, one, (), version=None, by=by, now=NOW)


def test_targets_are_kept_by_their_rows(world: World) -> None:
    with world.writing() as session:
        one = made(world, session)
        by = world.actor(session, MEMBER)
        keys = [row.public_id for row in queries.expected_of(session, one)]
        told(world, session, one, 12)
        version = one.version
        turned = (
            Wanted("Kader dilatih", 80, "orang", keys[1]),
            Wanted("Sesi konseling", 500, "sesi", keys[0]),
        )
        with pytest.raises(Invalid) as fault:  # what the public has read leaves something behind
            services.save_expected(session, one, turned, version=version, by=by, now=NOW)
        assert set(fault.value.fields) == {"reason"}
        why: dict[str, Any] = {"reason": "Lebih banyak kader (contoh)", "by": by, "now": NOW}
        services.save_expected(session, one, turned, version=version, **why)
        (kept,) = session.scalars(select(Revision)).all()
        assert (kept.field, kept.reason) == ("results", "Lebih banyak kader (contoh)")
        assert kept.before == "Sesi konseling: 600 sesi\nKader terlatih: 60 orang"
        assert kept.after == "Kader dilatih: 80 orang\nSesi konseling: 500 sesi"
        found = queries.progress(session, one)
        assert [(row.result.public_id, row.result.target) for row in found] == [
            (keys[1], 80),
            (keys[0], 500),
        ]
        assert so_far(session, one) == [None, 12]
        services.save_expected(session, one, turned, version=version, by=by, now=NOW)  # no change
        with pytest.raises(Conflict):
            services.save_expected(session, one, ROWS, version=version, by=by, now=NOW)
        with pytest.raises(Invalid) as fault:
            services.save_expected(session, one, turned[:1], version=None, **why)
        assert set(fault.value.fields) == {"rows"}
        services.save_expected(session, one, turned[1:], version=None, **why)
        assert so_far(session, one) == [12]


def test_nothing_before_publication(world: World) -> None:
    with world.writing() as session:
        one = made(world, session, published=False)
        with pytest.raises(Conflict):
            told(world, session, one, 5)


def test_the_database_itself_keeps_reports(world: World) -> None:
    with world.writing() as session:
        told(world, session, made(world, session), 5)
    for act in (
        update(ResultReport).values(last_day=date(2030, 1, 1)),
        update(ResultValue).values(value=6),
        delete(ResultValue),
    ):
        with pytest.raises(DatabaseError), world.writing() as session:
            session.execute(act)
