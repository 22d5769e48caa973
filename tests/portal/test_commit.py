"""A commit that fails leaves nothing behind: no row, and no lock that others wait for."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from portal.db import Database


def test_a_commit_that_fails_leaves_no_lock(sqlite_database: Database) -> None:
    def refuse(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(sqlite_database.writer, "commit", refuse)
    with pytest.raises(OperationalError), sqlite_database.writing() as session:
        session.execute(text("UPDATE ledger_head SET seq = 7"))
    event.remove(sqlite_database.writer, "commit", refuse)
    path = sqlite_database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT seq FROM ledger_head").fetchone() == (0,)
