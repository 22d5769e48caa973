"""What a decision's letter tells, for the worker that sends it and for the page that shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.errors import Words
from portal.registration.models import Submission
from portal.registration.remark_rules import CLAIMS


def path(submission: Submission, kind: str) -> str:
    """Where a letter about a submission leads its reader."""
    if kind in ("submission_waiting", "second_look_waiting"):
        return f"/review/{submission.reference}"
    if kind == "decision_verified" and submission.organisation.slug:
        return f"/organisations/{submission.organisation.slug}"
    return f"/register/{submission.organisation.public_id}"


def facts(
    submission: Submission, kind: str, reason: str, remarks: Mapping[str, str], base: str
) -> dict[str, Any]:
    """What the template of a letter about a submission is told."""
    return {
        "reference": submission.reference,
        "organisation": submission.organisation.name,
        "reason": reason,
        "remarks": named(remarks),
        "link": base + path(submission, kind),
    }


def named(remarks: Mapping[str, str]) -> Sequence[tuple[Words, str]]:
    """Remarks with the names of their claims, in the order of the claims."""
    return [(CLAIMS[code].name, remarks[code]) for code in CLAIMS if remarks.get(code)]
