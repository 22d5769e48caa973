"""The test of the test: bugs that were put in on purpose are caught by the state machine."""

from pathlib import Path

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import engines
from tests.make import World
from tests.portal.pledges.machine import Way, limits
from tests.portal.pledges.scene import Scene
from tests.proof.bugs import BUGS

LEAST = 19


def caught(name: str, folder: Path) -> bool:
    """Whether the machine fails over a database of its own with this bug in the code."""
    folder.mkdir()
    with engines.sqlite(folder) as database, pytest.MonkeyPatch.context() as patch:
        way = Way.over(Scene(World(database)))
        BUGS[name](patch)
        found = settings(limits(300, 40), phases=[Phase.generate])  # the first failure will do
        try:
            run_state_machine_as_test(seed(20261125)(way), settings=found)
        except BaseException:
            return True
    return False


def test_the_machine_holds_without_a_bug(tmp_path: Path) -> None:
    with engines.sqlite(tmp_path) as database:
        way = Way.over(Scene(World(database)))
        run_state_machine_as_test(seed(7)(way), settings=limits(20, 40))


def test_seeded_bugs_are_caught(tmp_path: Path) -> None:
    assert len(BUGS) >= 20
    missed = [name for name in BUGS if not caught(name, tmp_path / name)]
    assert len(BUGS) - len(missed) >= max(LEAST, len(BUGS) - 1), missed
