"""Pages about doubts: the form at each figure, the talk, the decision, and the list."""

from portal.disputes.views import answering, listing, opening
from portal.disputes.views.room import room

__all__ = ["answering", "listing", "opening", "room"]
