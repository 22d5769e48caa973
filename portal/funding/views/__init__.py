"""Pages about the money of many programmes: the office's pipeline, and what everybody may see."""

from portal.funding.views import office, public_pages, report, sheets
from portal.funding.views.room import room

__all__ = ["office", "public_pages", "report", "room", "sheets"]
