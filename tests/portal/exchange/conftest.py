"""A scene of money over each engine in turn."""

import pytest

from tests.make import World
from tests.portal.pledges.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    """A programme with one line of Rp50.000.000 and a donor who may support it."""
    return Scene(world)
