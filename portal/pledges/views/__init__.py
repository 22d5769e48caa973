"""What is shown of pledges."""

from portal.pledges.views import delivering, giving_back, offering, settling, sheets, showing
from portal.pledges.views.room import room

__all__ = ["delivering", "giving_back", "offering", "room", "settling", "sheets", "showing"]
