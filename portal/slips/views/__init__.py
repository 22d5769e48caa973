"""Pages of slips: for helpers who register and print, and for those who hold a code."""

from portal.slips.views import answering, helping, holding
from portal.slips.views.room import COOKIE, room

__all__ = ["COOKIE", "answering", "helping", "holding", "room"]
