"""A scene of money over each engine in turn."""

import pytest

from tests.make import World
from tests.portal.pledges.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    """An owner, a donor, and what both need to act."""
    return Scene(world)
