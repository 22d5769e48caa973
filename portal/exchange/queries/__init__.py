"""What is asked for exports: the public programmes, and every move of money that counts."""

from portal.exchange.queries.activities import activities
from portal.exchange.queries.grants import grants
from portal.exchange.queries.publishers import Publisher, need_publisher, publishers

__all__ = ["Publisher", "activities", "grants", "need_publisher", "publishers"]
