"""Jobs of every day: done once a day, by one worker, and tried again when they fail."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from portal.db import Database
from portal.jobs import AFTER_FAULT, LEASE, Daily, Job, run_due

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # noon in Jakarta


def test_a_job_is_done_once_a_day(database: Database) -> None:
    done: list[datetime] = []

    def work(_database: Database, now: datetime) -> int:
        done.append(now)
        return 1

    jobs = (Daily("sweep", 3, work),)
    tomorrow_at_three = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert run_due(database, jobs, now=NOON) == 1, "a new job is due at once"
    assert run_due(database, jobs, now=NOON) == 0
    assert run_due(database, jobs, now=tomorrow_at_three - timedelta(seconds=1)) == 0
    assert run_due(database, jobs, now=tomorrow_at_three) == 1
    assert done == [NOON, tomorrow_at_three]


def test_a_failing_job_keeps_no_other_from_its_turn(database: Database) -> None:
    done: list[str] = []

    def fail(_database: Database, _now: datetime) -> int:
        raise LookupError("the reason")

    def work(_database: Database, _now: datetime) -> int:
        done.append("work")
        return 1

    jobs = (Daily("fail", 3, fail), Daily("work", 3, work))
    with pytest.raises(LookupError):
        run_due(database, jobs, now=NOON)
    assert done == ["work"]
    with database.reading() as session:
        row = session.get_one(Job, "fail")
        assert (row.fault, row.due, row.taken_at) == ("LookupError", NOON + AFTER_FAULT, None)


def test_two_workers_do_a_job_once_and_a_dead_one_gives_it_back(database: Database) -> None:
    started, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(_database: Database, _now: datetime) -> int:
        done.append("slow")
        started.set()
        assert go_on.wait(20)
        return 1

    jobs = (Daily("slow", 3, slow),)
    first = threading.Thread(target=run_due, args=(database, jobs), kwargs={"now": NOON})
    first.start()
    assert started.wait(20)
    assert run_due(database, jobs, now=NOON) == 0
    go_on.set()
    first.join()
    assert done == ["slow"]
    with database.writing() as session:
        held = session.get_one(Job, "slow")
        held.taken_at, held.due = NOON, NOON  # as a worker leaves it that is killed
    assert run_due(database, jobs, now=NOON + LEASE) == 0
    assert run_due(database, jobs, now=NOON + LEASE + timedelta(seconds=1)) == 1
