"""Any order of acts leaves exactly what a plain model says, on both databases."""

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from portal.pledges.verify import verify
from tests.portal.pledges.machine import Way, limits
from tests.portal.pledges.scene import Scene

EXAMPLES, STEPS = 60, 30


def test_acts_in_any_order(scene: Scene) -> None:
    way = Way.over(scene)
    run_state_machine_as_test(seed(20261125)(way), settings=limits(EXAMPLES, STEPS))
    assert way.runs >= EXAMPLES
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
