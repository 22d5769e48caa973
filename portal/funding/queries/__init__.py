"""What is asked about the money of many programmes at once."""

from portal.funding.queries.book import book
from portal.funding.queries.rows import Row, lines, of_pledges
from portal.funding.queries.scope import Asked, programmes

__all__ = ["Asked", "Row", "book", "lines", "of_pledges", "programmes"]
