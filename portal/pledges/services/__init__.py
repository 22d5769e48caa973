"""What happens to pledges, deliveries and spending."""

from portal.pledges.services.adopting import Reported, adopt, take_back
from portal.pledges.services.delivering import confirm_received, report_sent, state_received
from portal.pledges.services.discrepancies import comment, decide
from portal.pledges.services.estimating import set_rate
from portal.pledges.services.increasing import increase
from portal.pledges.services.limits import set_limit
from portal.pledges.services.offering import (
    Offer,
    accept,
    check_collection,
    check_offer,
    check_parties,
    check_revived,
    decline,
    offer,
    promise,
    withdraw,
)
from portal.pledges.services.passing_on import pass_on
from portal.pledges.services.proposing import (
    agree_release,
    propose_release,
    refuse_release,
    withdraw_release,
)
from portal.pledges.services.refunding import confirm_refund, refundable, state_refund
from portal.pledges.services.releasing import release
from portal.pledges.services.rescheduling import reschedule
from portal.pledges.services.speaking import Said
from portal.pledges.services.spending import line_of, own_asset, record_spending, reverse

__all__ = [
    "Offer",
    "Reported",
    "Said",
    "accept",
    "adopt",
    "agree_release",
    "check_collection",
    "check_offer",
    "check_parties",
    "check_revived",
    "comment",
    "confirm_received",
    "confirm_refund",
    "decide",
    "decline",
    "increase",
    "line_of",
    "offer",
    "own_asset",
    "pass_on",
    "promise",
    "propose_release",
    "record_spending",
    "refundable",
    "refuse_release",
    "release",
    "report_sent",
    "reschedule",
    "reverse",
    "set_limit",
    "set_rate",
    "state_received",
    "state_refund",
    "take_back",
    "withdraw",
    "withdraw_release",
]
