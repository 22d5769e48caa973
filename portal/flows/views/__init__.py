"""Pages of reported flows: what others report, a file on its way in, and what becomes a figure."""

from portal.flows.views import adopting
from portal.flows.views.room import room

__all__ = ["adopting", "room"]
