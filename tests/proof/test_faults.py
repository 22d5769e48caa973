"""The n-th database call fails, for every n, in each act of money: nothing half done."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from portal.db import Base, Database
from portal.flows.verify import adopted
from portal.pledges.verify import verify
from tests.portal.pledges.scene import Scene
from tests.proof.acts import ACTS

MOST = 500
# What a full disk, a lock that nobody gives up and two transactions crosswise look like.
REFUSALS = (
    lambda: sqlite3.OperationalError("database or disk is full"),
    lambda: sqlite3.OperationalError("database is locked"),
    lambda: psycopg.errors.SerializationFailure("could not serialize access"),
    lambda: psycopg.errors.DeadlockDetected("deadlock detected"),
)


def state(database: Database) -> list[Any]:
    """What must be the same after a failure: how many rows of each table, sums, the head."""
    tables = sorted(Base.metadata.tables)
    counts = ", ".join(f'(SELECT count(*) FROM "{one}")' for one in tables)
    with database.reading() as session:
        return [
            *session.execute(text(f"SELECT {counts}")).one(),
            *session.execute(text("SELECT sum(receive - refund + 3 * spend) FROM line_sum")).one(),
            *session.execute(text("SELECT sum(receive - refund) FROM pledge_sum")).one(),
            *session.execute(text("SELECT sum(open) FROM heading_sum")).one(),
            *session.execute(text("SELECT seq, hash FROM ledger_head")).one(),
            *session.execute(text("SELECT sum(version), min(status) FROM programme")).one(),
            *session.execute(text("SELECT sum(amount) FROM pledge")).one(),
            *session.execute(text("SELECT max(state) FROM flow_adoption")).one(),
        ]


@contextmanager
def failing(database: Database, at: int, *, lost: bool) -> Iterator[list[int]]:
    """The call of that number fails, or finds its connection gone; the list counts calls."""
    calls = [0]

    def count(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        calls[0] += 1
        if calls[0] != at:
            return
        if lost:
            connection.connection.dbapi_connection.close()
        else:
            raise OperationalError(statement, {}, REFUSALS[at % len(REFUSALS)]())

    event.listen(database.writer, "before_cursor_execute", count)
    try:
        yield calls
    finally:
        event.remove(database.writer, "before_cursor_execute", count)


@contextmanager
def ending(database: Database) -> Iterator[None]:
    """Nothing can be committed."""

    def refuse(connection: Any) -> None:
        if not database.sqlite:  # it has taken everything back by the time that it says so
            connection.connection.dbapi_connection.rollback()
        raise OperationalError("COMMIT", {}, REFUSALS[0]())

    event.listen(database.writer, "commit", refuse)
    try:
        yield
    finally:
        event.remove(database.writer, "commit", refuse)


@pytest.mark.parametrize("lost", [False, True], ids=["refused", "lost"])
@pytest.mark.parametrize("name", ACTS)
def test_a_call_that_fails_leaves_nothing_and_the_retry_works(
    scene: Scene, name: str, lost: bool, record_property: Callable[[str, object], None]
) -> None:
    database = scene.world.database
    with scene.writing() as session:
        act = ACTS[name](scene, session)
    before = state(database)
    with pytest.raises(DBAPIError), ending(database), scene.writing() as session:
        act(session)
    assert state(database) == before
    for at in range(1, MOST):
        try:
            with failing(database, at, lost=lost) as calls, scene.writing() as session:
                act(session)
        except DBAPIError:
            assert state(database) == before, f"call {at} left something behind"
            continue
        assert calls[0] < at
        record_property("calls", calls[0])
        break
    after = state(database)
    assert after != before
    with scene.writing() as session:
        act(session)  # sent once more: the same answer, no second effect
    assert state(database) == after
    with database.reading() as session:
        assert verify(session, more=[adopted()]).violations == ()
