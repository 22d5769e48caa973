"""What is asked about the money of many programmes at once."""

from portal.funding.queries.achieved import Achieved, achieved
from portal.funding.queries.book import book
from portal.funding.queries.period import Late, moved, overdue
from portal.funding.queries.rows import Row, lines, of_pledges
from portal.funding.queries.scope import Asked, programmes

__all__ = [
    "Achieved",
    "Asked",
    "Late",
    "Row",
    "achieved",
    "book",
    "lines",
    "moved",
    "of_pledges",
    "overdue",
    "programmes",
]
