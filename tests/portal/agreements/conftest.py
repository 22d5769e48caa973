"""A scene of money over each engine in turn, and both sides at their desks."""

from tests.portal.pledges.conftest import desk, scene

__all__ = ["desk", "scene"]
