"""What happens with slips: a group is registered by a helper, its code printed, used, ended."""

from portal.slips.services.answering import answer
from portal.slips.services.codes import holder
from portal.slips.services.contacts import add_contact, remove_contact, withdraw
from portal.slips.services.helping import issue, revoke, start
from portal.slips.services.holding import confirm, enter, set_capacity, take_over

__all__ = [
    "add_contact",
    "answer",
    "confirm",
    "enter",
    "holder",
    "issue",
    "remove_contact",
    "revoke",
    "set_capacity",
    "start",
    "take_over",
    "withdraw",
]
