"""The letter of a claim as a file: kept, opened on record, and gone when the claim ends."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor
from portal.claims import queries
from portal.claims.models import Claim, ClaimLetter
from portal.claims.services.taking import record
from portal.uploads.paper import Paper
from portal.uploads.rules import tidy_name
from portal.uploads.store import Store


def keep(session: Session, claim: Claim, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Keep a letter with a claim, in the place of the one before. The caller holds the locks.

    The file is whole on disk before its row commits; a file whose row never came is swept.
    """
    forget(session, claim)
    made = ClaimLetter(
        claim_id=claim.id,
        file=paper.store.put(paper.found.data),
        media=paper.found.kind,
        name=tidy_name(paper.name, paper.found.kind),
        size=len(paper.found.data),
        pages=paper.found.pages,
        kept_at=now,
    )
    session.add(made)
    session.flush()
    record(session, "add_claim_letter", claim, by=by, now=now)


def forget(session: Session, claim: Claim) -> None:
    """Take away the letter of a claim, if there is one; the next sweep removes its file."""
    held = queries.letter_of(session, claim)
    if held is not None:
        session.delete(held)
        session.flush()


def open_letter(
    session: Session, letter: ClaimLetter, *, store: Store, by: Actor, now: datetime
) -> bytes:
    """The bytes of a claim's letter; who asked is noted, and whoever claims sees that.

    Raises NotAllowed for all but the claimant and the coordinators of the entry's region.
    """
    access.see_claim_letter.check(by, letter.scope)
    data = store.get(letter.file)
    duty = by.id != letter.claim.account_id
    record(session, queries.OPENED, letter.claim, by=by, now=now, duty=duty)
    return data
