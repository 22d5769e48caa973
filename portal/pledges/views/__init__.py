"""What is shown of pledges."""

from portal.pledges.views import delivering, offering, showing
from portal.pledges.views.room import room

__all__ = ["delivering", "offering", "room", "showing"]
