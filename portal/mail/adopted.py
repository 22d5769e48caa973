"""What letters about a reported flow that becomes a figure tell."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.flows.models import FlowAdoption
from portal.flows.rules.adopting import STATES
from portal.letters import Letter
from portal.programmes.labels import in_asset


def about_adoption(session: Session, letter: Letter, base: str) -> Mapping[str, Any] | None:
    """The adoption whose public id the letter has; None once it waits for nobody."""
    held = session.scalar(select(FlowAdoption).where(FlowAdoption.public_id == letter.ref))
    if held is None or (held.state == "proposed") == (letter.kind == "adoption_answered"):
        return None
    return {
        "source": held.flow.source,
        "sum": in_asset(held.amount, held.asset),
        "donor": held.donor.name,
        "programme": held.requirement.programme.title,
        "state": STATES[held.state],
        "reason": held.reason,
        "link": f"{base}/adoptions/{held.public_id}",
    }
