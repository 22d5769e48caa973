"""Writers on SQLite wait for each other in turn, and not for ever."""

import threading
from itertools import pairwise
from time import monotonic, sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal import db
from portal.db import Database

WRITERS, HELD = 6, 0.03


def test_who_waits_longest_asks_most_often() -> None:
    pauses = [pause for _until, pause in db.PAUSES]
    assert pauses == sorted(pauses, reverse=True)
    assert all(one[0] < other[0] for one, other in pairwise(db.PAUSES))
    assert db.PAUSES[-1][0] > db.PATIENCE


def test_every_writer_gets_its_turn_one_after_the_other(sqlite_database: Database) -> None:
    turns: list[tuple[float, float]] = []

    def write() -> None:
        with sqlite_database.writing() as session:
            session.execute(text("UPDATE ledger_head SET seq = seq"))
            began = monotonic()
            sleep(HELD)
            turns.append((began, monotonic()))

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns) == WRITERS
    turns.sort()
    assert all(ended <= began for (_, ended), (began, _) in pairwise(turns))


def test_a_writer_that_waited_long_enough_says_that_the_database_is_locked(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.05)
    with sqlite_database.writing() as holder:
        holder.execute(text("SELECT 1"))
        with (
            pytest.raises(OperationalError, match="locked"),
            sqlite_database.writing() as other,
        ):
            other.execute(text("SELECT 1"))
    with sqlite_database.writing() as later:
        assert later.execute(text("PRAGMA busy_timeout")).scalar() == 30000
