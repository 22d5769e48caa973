"""What happens before somebody sees closed contacts: it is recorded, with why and as whom."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor, Role
from portal.directory.models import Organisation
from portal.errors import Invalid
from portal.openings import queries
from portal.openings.rules import faults


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
        **_standing(session, organisation, by),
    )
    session.flush()
    return True


def _standing(session: Session, organisation: Organisation, by: Actor) -> dict[str, object]:
    """As what somebody looks: a member, a coordinator of a region, or for an organisation."""
    if organisation.id in by.memberships:
        return {"standing": "member"}
    held = [one for one in by.mandates if one.role is Role.COORDINATOR]
    reach = [one.region for one in held if one.covers(organisation.region_code)]
    if reach:
        return {"standing": "coordinator", "mandate": max(reach, key=lambda code: len(code or ""))}
    partner = queries.partner(session, by)
    return {"standing": "partner", "through": partner.public_id if partner else None}
