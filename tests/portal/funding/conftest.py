"""The busy stage over each engine in turn, and behind the site."""

import pytest

from portal import db
from tests.make import World
from tests.portal.funding.busy import Busy
from tests.portal.pledges.scene import Scene
from tests.site import Site


@pytest.fixture
def busy(world: World) -> Busy:
    """The busy stage."""
    return Busy(Scene(world))


@pytest.fixture
def stage(site: Site) -> Busy:
    """The busy stage behind the site; its pages read the real clock."""
    site.world.now = db.now()
    return Busy(Scene(site.world))
