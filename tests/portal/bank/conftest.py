"""A scene of money over each engine in turn, and desks over the site."""

from tests.portal.pledges.conftest import desk, scene

__all__ = ["desk", "scene"]
