"""A scene of money over each engine in turn."""

from tests.portal.pledges.conftest import desk, scene

__all__ = ["desk", "scene"]
