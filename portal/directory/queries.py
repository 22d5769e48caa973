"""What is asked of organisations."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.access import Actor
from portal.directory.models import Contact, FormerSlug, Location, Organisation, Person
from portal.directory.rules import LISTED, is_listed, may_see
from portal.errors import NotFound
from portal.regions.rules import within
from portal.vocabulary import LANGUAGES

Part = TypeVar("Part", Contact, Person, Location)
PARTS = (
    selectinload(Organisation.services),
    selectinload(Organisation.coverage),
    selectinload(Organisation.contacts),
    selectinload(Organisation.people),
    selectinload(Organisation.locations),
    selectinload(Organisation.resources),
)


def by_public_id(session: Session, public_id: str) -> Organisation:
    """The organisation with that public id, whatever its status; raises NotFound."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def own(session: Session, slug: str) -> Organisation:
    """The organisation of an address or, before it has one, of a public id; raises NotFound.

    What stands below /my/organisations is asked for with this.
    """
    found = session.scalar(
        select(Organisation).where(or_(Organisation.slug == slug, Organisation.public_id == slug))
    )
    if found is None:
        raise NotFound
    return found


def listed_by_slug(session: Session, slug: str) -> Organisation:
    """The public entry of an address, also of one it once had or of an entry merged into it.

    Raises NotFound for all others.
    """
    found = session.scalar(select(Organisation).where(Organisation.slug == slug).options(*PARTS))
    if found is None:
        former = session.get(FormerSlug, slug)
        found = session.get(Organisation, former.organisation_id, options=PARTS) if former else None
    found = going_on(session, found)
    if found is None or not is_listed(found.status):
        raise NotFound
    return found


def going_on(session: Session, found: Organisation | None) -> Organisation | None:
    """The entry itself, or the one into which it was merged, however often."""
    while found is not None and found.merged_into_id is not None:
        found = session.get(Organisation, found.merged_into_id, options=PARTS)
    return found


def is_partner(session: Session, actor: Actor) -> bool:
    """Whether somebody belongs to an organisation that is listed."""
    if not actor.memberships:
        return False
    found = select(Organisation.id).where(
        Organisation.id.in_(list(actor.memberships)), Organisation.status.in_(LISTED)
    )
    return session.scalar(found.limit(1)) is not None


def visible(
    organisation: Organisation, parts: Iterable[Part], actor: Actor, *, partner: bool
) -> list[Part]:
    """Those contacts, people or places of an organisation that a reader may see."""
    region = organisation.region_code
    return [
        part
        for part in parts
        if may_see(part.visibility, actor, owner=organisation.id, region=region, partner=partner)
    ]


def closed_to_all(session: Session, organisation: Organisation, actor: Actor) -> int:
    """How many contacts, people and addresses a reader may see that not everybody may."""
    partner = is_partner(session, actor)
    places = [one for one in organisation.locations if one.address]
    held: tuple[Sequence[Contact | Person | Location], ...] = (
        visible(organisation, organisation.contacts, actor, partner=partner),
        visible(organisation, organisation.people, actor, partner=partner),
        visible(organisation, places, actor, partner=partner),
    )
    return sum(one.visibility != "public" for seen in held for one in seen)


def within_coverage(codes: Iterable[str], organisation: Organisation) -> bool:
    """Whether regions lie inside those that an organisation serves."""
    served = [row.region_code for row in organisation.coverage]
    if organisation.nationwide:
        return True
    return all(any(within(code, one) for one in served) for code in codes)


def spoken(organisation: Organisation) -> tuple[str, ...]:
    """The languages in which it serves, its services' included, in the order of the list."""
    known = {
        *organisation.languages,
        *(code for one in organisation.services for code in one.languages),
    }
    return tuple(code for code in LANGUAGES if code in known)
