"""What happens to pledges, deliveries and spending."""

from portal.pledges.services.delivering import (
    Said,
    confirm_received,
    report_sent,
    state_received,
)
from portal.pledges.services.offering import (
    Offer,
    accept,
    check_offer,
    decline,
    offer,
    release,
    withdraw,
)
from portal.pledges.services.spending import line_of, record_spending, reverse

__all__ = [
    "Offer",
    "Said",
    "accept",
    "check_offer",
    "confirm_received",
    "decline",
    "line_of",
    "offer",
    "record_spending",
    "release",
    "report_sent",
    "reverse",
    "state_received",
    "withdraw",
]
