"""The state machine at full length on both databases, judged by an outsider at the end."""

from beancount import loader
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from portal.ledger.export import beancount
from portal.pledges.verify import verify
from tests.machine.way import Way, limits
from tests.portal.pledges.scene import Scene


def test_any_order_of_acts(scene: Scene) -> None:
    way = Way.over(scene)
    run_state_machine_as_test(seed(1)(way), settings=limits(300, 40))
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
        _, errors, _ = loader.load_string("\n".join(beancount(session)))
        assert errors == []
