"""The rows of the ledger behind each figure of one pledge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.ledger.models import Transfer
from portal.ledger.rules import Flows

# figure → each kind of row with the sign it counts with; what was given back comes below.
OF_PLEDGE: Mapping[str, Mapping[str, int]] = {
    "committed": {"commit": 1, "release": -1},
    "open": {"commit": 1, "release": -1, "receive": -1},
    "received": {"receive": 1, "receive_extra": 1, "refund": -1},
    "released": {"release": 1},
    "overpaid": {},
}
ABOVE: Mapping[str, int] = {"receive_extra": 1, "refund": -1}


@dataclass(frozen=True)
class Counted:
    """One row with the sum that it adds to a figure, in the pledge's own asset."""

    sum: int
    row: Transfer


def amounts(flows: Flows) -> dict[str, int]:
    """Each figure of a pledge."""
    return {
        "committed": flows.committed,
        "open": flows.open,
        "received": flows.received,
        "released": flows.release,
        "overpaid": flows.overpaid,
    }


def counted(rows: Sequence[Transfer], flows: Flows, figure: str) -> list[Counted]:
    """The rows of a pledge that sum to one of its figures; KeyError for another name.

    What came above the commitment and what went back meet first: only what is left of either
    makes the pledge overpaid, or its commitment smaller.
    """
    signs = dict(OF_PLEDGE[figure])
    above = flows.receive_extra - flows.refund
    if (figure == "overpaid" and above > 0) or (figure == "committed" and above < 0):
        signs |= ABOVE
    return [Counted(signs[row.kind] * row.net, row) for row in rows if row.kind in signs]
