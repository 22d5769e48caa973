"""What letters about offers to whole programmes tell."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.letters import Letter
from portal.pledges.offer_models import ProgrammeOffer


def about_offer(session: Session, letter: Letter, base: str) -> Mapping[str, Any] | None:
    """The offer whose public id the letter has; None when it waits for an answer no longer."""
    held = session.scalar(select(ProgrammeOffer).where(ProgrammeOffer.public_id == letter.ref))
    if held is None or (letter.kind == "offer_waiting" and held.answer is not None):
        return None
    return {
        "reference": held.reference,
        "donor": held.donor.name,
        "programme": held.programme.title,
        "amount": held.amount,
        "asset": held.asset,
        "valid_until": held.valid_until,
        "ending": held.answer.kind if held.answer else "",
        "reason": held.answer.reason if held.answer else "",
        "parts": [
            (one.pledge.requirement.description, one.amount, one.pledge.reference)
            for one in held.parts
        ],
        "link": f"{base}/offers/{held.reference}",
    }
