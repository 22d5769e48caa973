"""What is shown of pledges."""

from portal.pledges.views import (
    behind,
    delivering,
    giving_back,
    offering,
    passing,
    proposing,
    rating,
    scheduling,
    settling,
    sheets,
    showing,
)
from portal.pledges.views.room import room

__all__ = [
    "behind",
    "delivering",
    "giving_back",
    "offering",
    "passing",
    "proposing",
    "rating",
    "room",
    "scheduling",
    "settling",
    "sheets",
    "showing",
]
