"""What a registration needs before it can be sent, its reference, and how long an answer takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.regions.day_rules import after

WORKING_DAYS = 5
TASKS = (
    "identity",
    "specialities",
    "services",
    "coverage",
    "contacts",
    "identifiers",
    "documents",
)
# They help, but groups lack numbers, and documents may come later.
OPTIONAL = ("identifiers", "documents")
# Groups without a legal body are asked only for what must be there; the rest waits in the list.
LIGHT = ("community_group",)


@dataclass(frozen=True)
class Filled:
    """What of a draft has been filled in."""

    about: bool
    specialities: int
    services: int
    served: bool
    shelter_said: bool
    contacts: int
    identifiers: int
    documents: str = "ahead"


def states(filled: Filled) -> Mapping[str, str]:
    """For each task: 'done', 'doing' (begun, something is missing) or 'ahead' (nothing yet)."""
    return {
        # Name, kind and seat were the first question, so this task has always begun.
        "identity": "done" if filled.about else "doing",
        "specialities": "done" if filled.specialities else "ahead",
        "services": "done" if filled.services else "ahead",
        "coverage": _both(filled.served, filled.shelter_said),
        "contacts": "done" if filled.contacts else "ahead",
        "identifiers": "done" if filled.identifiers else "ahead",
        "documents": filled.documents,
    }


def questions(kind: str) -> tuple[str, ...]:
    """The tasks through which a registration of that kind leads, one after another."""
    return tuple(task for task in TASKS if kind not in LIGHT or task not in OPTIONAL)


def missing(filled: Filled) -> tuple[str, ...]:
    """The tasks that stand in the way of sending."""
    found = states(filled)
    return tuple(task for task in TASKS if task not in OPTIONAL and found[task] != "done")


def reference(day: date, number: int) -> str:
    """A reference: year, month and a running number of that month: SP-2611-0203."""
    return f"{prefix(day)}{number:04d}"


def prefix(day: date) -> str:
    """What the references of a month begin with: SP-2611-."""
    return f"SP-{day:%y%m}-"


def running_number(text: str) -> int:
    """The running number in a reference."""
    return int(text.rsplit("-", 1)[1])


def deadline(sent: date, days: int = WORKING_DAYS) -> date:
    """The day by which an answer is due: working days after the one on which it was sent."""
    return after(sent, days)


def _both(one: bool, other: bool) -> str:
    if one and other:
        return "done"
    return "doing" if one or other else "ahead"
