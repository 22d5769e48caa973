"""A scene of money over each engine in turn, and both sides at their desks."""

import pytest

from tests.make import World
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.site import Site


@pytest.fixture
def scene(world: World) -> Scene:
    """A programme with one line of Rp50.000.000 and a donor who may support it."""
    return Scene(world)


@pytest.fixture
def desk(site: Site) -> Desk:
    """Both sides at their desks."""
    return Desk(site)
