"""What letters about a proposed release tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.letters import Letter
from portal.pledges.queries import course_of, proposal_state
from portal.pledges.release_models import ReleaseProposal
from portal.pledges.rules import today
from portal.programmes.labels import in_asset

ENDED = ("refused", "withdrawn")


def about_release(
    session: Session, letter: Letter, base: str, now: datetime
) -> Mapping[str, Any] | None:
    """The proposal whose public id the letter has; None when its words hold no longer."""
    query = select(ReleaseProposal).where(ReleaseProposal.public_id == letter.ref)
    held = session.scalar(query)
    if held is None:
        return None
    pledge = held.pledge
    state = proposal_state(held, course_of(session, pledge, today(now)))
    if state not in (("open",) if letter.kind == "release_proposed" else ENDED):
        return None
    return {
        "reference": pledge.reference,
        "donor": pledge.donor.name,
        "owner": pledge.programme.organisation.name,
        "programme": pledge.programme.title,
        "sum": in_asset(held.amount, pledge.asset),
        "asked": held.reason,
        "answer": state,
        "reason": held.answer.reason if held.answer else "",
        "link": f"{base}/release-proposals/{held.public_id}",
    }
