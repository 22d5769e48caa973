"""The test of the test: bugs that were put in on purpose are caught by the state machine."""

import copy
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from portal.db import Database
from tests import engines
from tests.machine.way import Way, limits
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.proof.bugs import BUGS

LEAST, SHARE = 20, 0.95
# What the machine says, and what the database itself refuses. Any other fault is the test's own.
CAUGHT = (AssertionError, IntegrityError)


@contextmanager
def another(scene: Scene, path: Path) -> Iterator[Scene]:
    """The same scene over a copy of its database."""
    source = Path(scene.world.database.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(path)) as made:
        held.backup(made)
    database = Database(f"sqlite:///{path}")
    other = copy.copy(scene)
    other.world, other.known = replace(scene.world, database=database), {}
    yield other
    database.dispose()


def caught(name: str, scene: Scene, path: Path) -> str:
    """How the machine fails with this bug in the code; nothing when it does not."""
    with another(scene, path) as mine, pytest.MonkeyPatch.context() as patch:
        way = Way.over(mine)
        BUGS[name](patch)
        found = settings(limits(300, 40), report_multiple_bugs=False)
        try:
            run_state_machine_as_test(seed(20261125)(way), settings=found)
        except CAUGHT as fault:
            return f"run {way.runs}: {str(fault).splitlines()[0] if str(fault) else fault!r}"
        return ""


def test_seeded_bugs_are_caught(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with engines.sqlite(tmp_path) as database:
        scene = Scene(World(database))
        told = {name: caught(name, scene, tmp_path / f"{name}.sqlite") for name in BUGS}
    record_property("bugs", told)
    missed = [name for name, how in told.items() if not how]
    assert len(BUGS) - len(missed) >= max(LEAST, SHARE * len(BUGS)), missed
