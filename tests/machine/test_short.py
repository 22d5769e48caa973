"""The machine in its short form; `make proof` runs the long one, and shortens what fails."""

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from portal.pledges.verify import verify
from tests.machine.way import Way, limits
from tests.portal.pledges.scene import Scene

# A step costs about 20 ms of the processor. So PostgreSQL, where it costs more, runs half as often.
RUNS, STEPS = {True: 60, False: 30}, 30


@pytest.mark.timeout(900)
def test_any_order_of_moves(scene: Scene) -> None:
    way, runs = Way.over(scene), RUNS[scene.world.database.sqlite]
    run_state_machine_as_test(seed(20261125)(way), settings=limits(runs, STEPS))
    assert way.runs >= runs
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
