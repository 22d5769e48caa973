"""An entry becomes what its age makes it, and its members are told."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import journal, letters
from portal.access import VISITOR
from portal.accounts.queries import members
from portal.directory.models import Organisation
from portal.directory.services import move


def become(session: Session, organisation: Organisation, status: str, *, now: datetime) -> None:
    """Give an entry the status of its age, and tell its members."""
    move(session, organisation, status, saved=False, now=now)
    journal.record(
        session,
        "fall_due" if status == "due" else "fall_stale",
        "organisation",
        organisation.public_id,
        by=VISITOR,
        now=now,
    )
    for account in members(session, organisation.id):
        if status == "due":
            letters.write(session, account, "entry_due", organisation.public_id, now=now)
        else:
            letters.write(session, account, "entry_stale", organisation.public_id, now=now)
