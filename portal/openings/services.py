"""What happens when somebody sees closed contacts: it is recorded, and told when it was many."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal, letters
from portal.access import Actor, office
from portal.accounts.queries import administrators
from portal.db import Database
from portal.directory.models import Organisation
from portal.directory.queries import closed_to_all
from portal.errors import Invalid
from portal.letters import Letter
from portal.openings import queries
from portal.openings.rules import MANY, faults


def open_contacts(
    session: Session,
    organisation: Organisation,
    *,
    purpose: str,
    note: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Record who looks at closed contacts of an organisation, as what, and why.

    The owner reads the role and the organisation of whoever looked, as they were at that moment;
    the account stays with the journal's own readers. Raises Invalid at `purpose` or `note`.
    """
    access.open_contacts.check(by, organisation.scope)
    if wrong := faults(purpose, note):
        raise Invalid(**wrong)
    journal.record(
        session,
        "open_contacts",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        reason=note,
        region=organisation.region_code,
        purpose=purpose,
        contacts=closed_to_all(session, organisation, by),
        **_standing(session, organisation, by),
    )
    session.flush()
    return True


def tell_many(database: Database, now: datetime) -> int:
    """Tell administrators who opened or fetched many closed contacts yesterday; how many did.

    Nobody can turn these letters off: that somebody carries a directory away is theirs to know.
    Done twice for a day, it writes one letter.
    """
    day = queries.here(now) - timedelta(days=1)
    with database.writing() as session:
        found = [one for one in queries.takers(session, day) if one.contacts > MANY]
        for one in found:
            ref = f"{one.public_id}:{day:%Y-%m-%d}"
            told = select(Letter.id).where(Letter.kind == "many_contacts", Letter.ref == ref)
            if session.scalar(told.limit(1)) is None:
                for account in administrators(session, now):
                    letters.write(session, account, "many_contacts", ref, now=now)
    return len(found)


def _standing(session: Session, organisation: Organisation, by: Actor) -> dict[str, object]:
    """As what somebody looks: a member, a coordinator of a region, or for an organisation."""
    if organisation.id in by.memberships:
        return {"standing": "member"}
    if held := office(by, organisation.region_code):
        return {"standing": "coordinator", **held}
    partner = queries.partner(session, by)
    return {"standing": "partner", "through": partner.public_id if partner else None}
