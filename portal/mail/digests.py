"""What a digest of reminders tells: what still waits of it when the letter is worded."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import money
from portal.accounts.models import User
from portal.letters import Letter
from portal.reminders import links, queries
from portal.reminders.queries import Matter


def about_digest(
    session: Session, letter: Letter, user: User, base: str, key: str, now: datetime
) -> Mapping[str, Any] | None:
    """The reader's digest of the day that the letter names; None once everything in it is done."""
    digest = queries.digest_of(session, user.id, date.fromisoformat(letter.ref))
    matters = queries.still(session, digest, now) if digest else ()
    if not matters:
        return None
    return {
        "matters": [_told(one, base) for one in matters],
        "stop": f"{base}/reminders/stop/{links.make(key, user)}",
    }


def _told(one: Matter, base: str) -> Mapping[str, Any]:
    pledge = one.course.pledge
    return {
        "kind": one.kind,
        "due_on": one.due_on,
        "sum": money.show(one.amount, pledge.asset),
        "donor": pledge.donor.name,
        "programme": pledge.programme.title,
        "reference": pledge.reference,
        "link": f"{base}/pledges/{pledge.reference}",
    }
