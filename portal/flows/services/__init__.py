"""What happens to reported flows: a file is read, tried out, and taken in."""

from portal.flows.services.adopting import confirm, propose, refuse, undo, withdraw
from portal.flows.services.bringing import Outcome, batches, bring
from portal.flows.services.reading import Read, read
from portal.flows.services.staging import clean, clean_all, discard, record, stage, take_in

__all__ = [
    "Outcome",
    "Read",
    "batches",
    "bring",
    "clean",
    "clean_all",
    "confirm",
    "discard",
    "propose",
    "read",
    "record",
    "refuse",
    "stage",
    "take_in",
    "undo",
    "withdraw",
]
