"""The test of the test: each bug that was put in on purpose is caught by the state machine."""

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

RUNS, STEPS = 300, 40
# What the machine says, and what the database itself refuses. Any other fault is the test's own.
CAUGHT = (AssertionError, IntegrityError)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene without bugs, of which each of them gets a copy."""
    with engines.sqlite(tmp_path_factory.mktemp("bugs")) as database:
        yield Scene(World(database))


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


def caught(name: str, scene: Scene, path: Path, runs: int = RUNS) -> tuple[int, str]:
    """The run in which the machine fails with this bug in the code, and how; '' when in none."""
    with another(scene, path) as mine, pytest.MonkeyPatch.context() as patch:
        way = Way.over(mine)
        BUGS[name](patch)
        found = settings(limits(runs, STEPS), report_multiple_bugs=False)
        try:
            run_state_machine_as_test(seed(20261125)(way), settings=found)
        except CAUGHT as fault:
            return way.runs, str(fault).splitlines()[0] if str(fault) else repr(fault)
        return way.runs, ""


@pytest.mark.parametrize("name", BUGS)
def test_a_seeded_bug_is_caught(
    whole: Scene, tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    runs, how = caught(name, whole, tmp_path / "portal.sqlite")
    record_property("runs", runs)
    record_property("how", how)
    assert how, f"not caught in {runs} runs: {BUGS[name].__doc__}"
