"""What is shown of pledges."""

from portal.pledges.views import delivering, offering, sheets, showing
from portal.pledges.views.room import room

__all__ = ["delivering", "offering", "room", "sheets", "showing"]
