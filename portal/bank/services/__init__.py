"""What happens to bank statements: brought, read once their columns are matched, forgotten."""

from portal.bank.services.bringing import bring, table_of
from portal.bank.services.forgetting import discard, forget_old, set_aside, sweep
from portal.bank.services.keeping import read
from portal.bank.services.reading import BadRows

__all__ = [
    "BadRows",
    "bring",
    "discard",
    "forget_old",
    "read",
    "set_aside",
    "sweep",
    "table_of",
]
