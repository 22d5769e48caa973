"""The worker takes lists in; one that was killed is followed by one that completes them."""

import signal
from pathlib import Path

from sqlalchemy import func, select, text

from portal.db import Database, now
from portal.directory.models import Organisation
from portal.importing import queries, services, work
from tests import engines
from tests.cast import COORDINATOR
from tests.make import World
from tests.portal.importing.sheets import csv_of, line
from tests.processes import running, wait_for


def test_a_killed_worker_is_followed_by_one_that_completes_the_list(tmp_path: Path) -> None:
    path = engines.copy_template(tmp_path)
    database = Database(f"sqlite:///{path}")
    world = World(database, now=now())

    def count() -> int:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(Organisation)) or 0

    def state() -> str:
        with database.reading() as session:
            return queries.need(session, run).state

    rows = [line(number, key="" if number % 2 else f"L{number}") for number in range(1, 3001)]
    run = world.bring(csv_of(*rows))
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        found = services.begin(session, queries.need(session, run), by=by, now=world.now)
        key = found.id
    work.write(database, key, now=world.now, tell=lambda _what, _done, _of: False)
    assert count() == 500
    with running(tmp_path, "worker") as process:
        wait_for(lambda: count() >= 1000, 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert count() % 500 == 0, "a batch is whole or not at all"
    with running(tmp_path, "worker"):
        wait_for(lambda: state() == "done", 60)
    with database.reading() as session:
        names = session.execute(text("SELECT count(*), count(DISTINCT name) FROM organisation"))
        assert names.one() == (3000, 3000)
    database.dispose()
