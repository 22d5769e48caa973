"""What is asked of registrations."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.access import Actor
from portal.directory.models import Organisation
from portal.regions.models import Region
from portal.registration.models import Submission
from portal.registration.rules import Filled

# Never shown in the list of what somebody is registering: those have pages of their own.
UNDER_WAY = ("draft", "unverified", "submitted", "changes_requested", "rejected")


def of_organisation(session: Session, organisation_id: int) -> Submission | None:
    """The submission of an organisation, or None before it was sent."""
    return session.scalar(select(Submission).where(Submission.organisation_id == organisation_id))


def by_reference(session: Session, reference: str) -> Submission | None:
    """The submission with that reference."""
    return session.scalar(
        select(Submission)
        .where(Submission.reference == reference)
        .options(selectinload(Submission.organisation))
    )


def last_reference(session: Session, prefix: str) -> str | None:
    """The month's latest reference: the longest is the latest once a month passes 9,999."""
    return session.scalar(
        select(Submission.reference)
        .where(Submission.reference.startswith(prefix, autoescape=True))
        .order_by(func.length(Submission.reference).desc(), Submission.reference.desc())
        .limit(1)
    )


def under_way(session: Session, actor: Actor) -> Sequence[Organisation]:
    """What the actor is registering, the newest change first; decided ones are not in it."""
    if not actor.memberships:
        return ()
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(list(actor.memberships)), Organisation.status.in_(UNDER_WAY))
        .order_by(Organisation.updated_at.desc(), Organisation.id.desc())
    ).all()


def filled(organisation: Organisation) -> Filled:
    """How far a draft is filled in."""
    return Filled(
        about=bool(organisation.about),
        specialities=len(organisation.specialities),
        services=len(organisation.services),
        served=organisation.nationwide or bool(organisation.coverage),
        shelter_said=organisation.runs_shelter is not None,
        contacts=len(organisation.contacts),
        identifiers=len(organisation.identifiers),
    )


def regency_groups(session: Session) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The 514 kabupaten/kota as (code, name), under the (code, name) of their provinces."""
    rows = session.execute(
        select(Region.code, Region.name, Region.level)
        .where(Region.level.in_(("province", "regency")))
        .order_by(Region.code)
    )
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    held: list[tuple[str, str]] = []
    for code, name, level in rows:
        if level == "province":
            held = groups[code, name] = []
        else:
            held.append((code, name))
    return groups
