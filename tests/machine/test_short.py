"""The machine in its short form; `make proof` runs the long one, and shortens what fails."""

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from portal.pledges.verify import verify
from tests.machine.way import Way, limits
from tests.portal.pledges.scene import Scene

RUNS, STEPS = 60, 30


@pytest.mark.timeout(900)
def test_any_order_of_moves(scene: Scene) -> None:
    way = Way.over(scene)
    run_state_machine_as_test(seed(20261125)(way), settings=limits(RUNS, STEPS))
    assert way.runs >= RUNS
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
