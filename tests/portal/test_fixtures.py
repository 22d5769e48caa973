"""The world of the tests stands on both engines."""

from sqlalchemy import func, select

from portal import schema
from portal.access import Role
from portal.regions.models import Region
from tests.cast import COORDINATOR
from tests.make import World


def test_world_has_regions_guards_and_a_cast(world: World) -> None:
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Region)) == 38 + 514 + 7285
        schema.check(session.connection())
        actor = world.actor(session, COORDINATOR)
        assert actor.holds(Role.COORDINATOR, "36.73.02")
        assert not actor.holds(Role.COORDINATOR, "36.7")
        assert not actor.holds(Role.COORDINATOR, "36")
