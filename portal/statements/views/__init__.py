"""What is shown of papers: the donor's statement, papers of a pledge, and whether one is real."""

from portal.statements.views import checking, of_pledge, sheets, statement
from portal.statements.views.room import room

__all__ = ["checking", "of_pledge", "room", "sheets", "statement"]
