"""The scenes of money, for statements."""

from tests.portal.pledges.conftest import desk, scene, sqlite_scene

__all__ = ["desk", "scene", "sqlite_scene"]
