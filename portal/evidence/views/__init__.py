"""Pages of documents: the members' own, the coordinators', and the one that opens a file."""

from portal.evidence.views import coordinators, members, sheets
from portal.evidence.views.desk import room

__all__ = ["coordinators", "members", "room", "sheets"]
