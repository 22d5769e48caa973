"""When somebody is reminded of what, how often at most, and what nobody may switch off."""

from collections.abc import Mapping
from datetime import date, timedelta

# What is told, and so many days before (or, below 0, after) its date. Each once; who missed one
# because the worker stood still gets the latest only.
STAGES: Mapping[str, tuple[int, ...]] = {
    "answer": (7, 1),
    "watch_offer": (1,),
    "lapsed": (-1,),
    "send": (7, 1),
    "overdue": (-1, -7, -21),
    "awaited": (-1, -7),
    "watch": (-7,),
    "state": (-3, -10),
    "ending_donor": (60, 14),
    "ending_owner": (60, 14),
    "ending_watch": (60, 14),
}
# Whom it is told: members of the donor or of the programme's owner, or the region's coordinators.
WHOM: Mapping[str, str] = {
    "answer": "owner",
    "watch_offer": "coordinator",
    "lapsed": "donor",
    "send": "donor",
    "overdue": "donor",
    "awaited": "owner",
    "watch": "coordinator",
    "state": "owner",
    "ending_donor": "donor",
    "ending_owner": "owner",
    "ending_watch": "coordinator",
}
# The other side waits for these, so they come to everybody; the others may be switched off.
ENDING = ("ending_donor", "ending_owner", "ending_watch")  # an agreement ends soon
DUTIES = frozenset({"answer", "watch_offer", "lapsed", "overdue", "watch", "state", *ENDING})
BEFORE = frozenset({"answer", "watch_offer", "send", *ENDING})
NEWS = timedelta(days=14)  # an offer that lapsed longer ago is no news
FARTHEST = max(days for kind in STAGES if kind not in ENDING for days in STAGES[kind])
ENDS = timedelta(days=max(days for kind in ENDING for days in STAGES[kind]))


def reached(kind: str, due: date, since: date, day: date) -> int | None:
    """The stage at which a matter stands on a day, or None while there is nothing to tell.

    `since` is the day on which it began: stages that lay before it, or on it, are left out.
    """
    if kind in BEFORE and day > due:
        return None
    if kind == "lapsed" and day > due + NEWS:
        return None
    passed = [stage for stage in STAGES[kind] if since < due - timedelta(days=stage) <= day]
    return min(passed, default=None)


def wanted(kind: str, *, quiet: bool) -> bool:
    """Whether a kind is told to somebody who, if `quiet`, wants duties only."""
    return kind in DUTIES or not quiet
