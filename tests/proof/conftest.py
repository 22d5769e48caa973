"""The long proofs run when they are asked for (`make proof`); `make test` leaves them out."""

import os

import pytest

from tests.make import World
from tests.portal.pledges.scene import Scene

collect_ignore_glob = [] if os.environ.get("PORTAL_PROOF") else ["test_*.py"]


@pytest.fixture
def scene(world: World) -> Scene:
    """A programme and a donor over each engine in turn."""
    return Scene(world)
