"""What all acts on claims share: the locks, the state, and the line in the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import db, journal
from portal.access import Actor
from portal.claims.models import Claim
from portal.directory import edit
from portal.errors import N_, Conflict

DECIDED = N_("Klaim ini sudah dijawab. Buka lagi halamannya untuk melihat hasilnya.")


def take(session: Session, claim: Claim) -> None:
    """Lock the entry, then the claim; refuse one that somebody has answered."""
    edit.lock(session, claim.organisation)
    db.lock(session, Claim, claim.id)
    session.refresh(claim)
    if claim.state != "waiting":
        raise Conflict(DECIDED)


def record(
    session: Session, action: str, claim: Claim, *, by: Actor, now: datetime, **details: Any
) -> None:
    """Write an act on a claim into the journal of its entry."""
    journal.record(
        session,
        action,
        "organisation",
        claim.organisation.public_id,
        by=by,
        now=now,
        claim=claim.public_id,
        of_kind=claim.kind,
        proof=claim.proof,
        **details,
    )
