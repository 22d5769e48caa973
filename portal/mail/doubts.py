"""What letters about a doubted figure tell: never who doubts it, nor how they are reached."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disputes.models import Dispute
from portal.disputes.rules import FIGURES, OUTCOMES
from portal.letters import Letter
from portal.programmes.labels import in_asset


def about_dispute(session: Session, letter: Letter, base: str) -> Mapping[str, Any] | None:
    """The doubt whose public id the letter has; None once there is nothing to wait for or say."""
    held = session.scalar(select(Dispute).where(Dispute.public_id == letter.ref))
    if held is None or (held.decision is None) == (letter.kind == "dispute_decided"):
        return None
    decision = held.decision
    return {
        "figure": FIGURES[held.figure],
        "sum": in_asset(held.shown, held.asset),
        "programme": held.programme.title if held.programme else "",
        "answer_by": held.answer_by,
        "due_on": max((one.due_on for one in held.notes if one.due_on), default=held.answer_by),
        "outcome": OUTCOMES[decision.outcome] if decision else None,
        "reason": decision.reason if decision else "",
        "link": f"{base}/disputes/{held.public_id}",
    }
