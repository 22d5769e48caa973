"""What is asked of doubts about a figure."""

from portal.disputes.queries.finding import (
    Figure,
    doubted_of,
    in_reach,
    need,
    of_funding,
    of_pledge,
    of_programme,
    of_row,
    waiting,
    waiting_for_sides,
)
from portal.disputes.queries.fixing import Fix, fixes, recorded
from portal.disputes.queries.people import deciders, own_accounts, parties
from portal.disputes.queries.reminding import aged, reminded, to_forget
from portal.disputes.queries.rows import Shown, shown_rows

__all__ = [
    "Figure",
    "Fix",
    "Shown",
    "aged",
    "deciders",
    "doubted_of",
    "fixes",
    "in_reach",
    "need",
    "of_funding",
    "of_pledge",
    "of_programme",
    "of_row",
    "own_accounts",
    "parties",
    "recorded",
    "reminded",
    "shown_rows",
    "to_forget",
    "waiting",
    "waiting_for_sides",
]
