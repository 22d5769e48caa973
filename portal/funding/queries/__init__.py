"""What is asked about the money of many programmes at once."""

from portal.funding.queries.achieved import Achieved, achieved
from portal.funding.queries.book import book, works
from portal.funding.queries.grouped import grouped
from portal.funding.queries.period import Late, moved, overdue
from portal.funding.queries.rows import Row, lines, of_pledges
from portal.funding.queries.scope import Asked, programmes, within

__all__ = [
    "Achieved",
    "Asked",
    "Late",
    "Row",
    "achieved",
    "book",
    "grouped",
    "lines",
    "moved",
    "of_pledges",
    "overdue",
    "programmes",
    "within",
    "works",
]
