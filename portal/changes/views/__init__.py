"""Pages of both sides: members propose, coordinators decide."""

from portal.changes.views import own, review, sheets
from portal.changes.views.room import room

__all__ = ["own", "review", "room", "sheets"]
