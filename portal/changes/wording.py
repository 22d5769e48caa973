"""What a letter about a proposal tells, for the worker and for the page on which one decides."""

from typing import Any

from portal.changes.models import Proposal
from portal.changes.rules import FIELD_NAMES


def facts(proposal: Proposal, kind: str, reason: str, base: str) -> dict[str, Any]:
    """What the template of a letter about a proposal is told; values are never in a letter."""
    if kind in ("proposal_waiting", "proposal_second"):
        path = f"/review/changes/{proposal.reference}"
    else:
        path = f"/my/organisations/{proposal.organisation.slug}/changes"
    return {
        "reference": proposal.reference,
        "organisation": proposal.organisation.name,
        "fields": [FIELD_NAMES[name] for name in FIELD_NAMES if name in proposal.new],
        "reason": reason,
        "link": base + path,
    }
