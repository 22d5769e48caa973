"""What is asked of requests for closed contacts, and what their files hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, select
from sqlalchemy.orm import Session, selectinload

from portal.access import Actor, Role
from portal.accounts.queries import coordinators
from portal.contact_lists.models import ContactList
from portal.contact_lists.rules import WAITS
from portal.directory.models import Contact, Organisation, Person
from portal.directory.rules import LISTED
from portal.errors import NotFound
from portal.regions.queries import below

MOST_SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One contact or person of an organisation, whoever may otherwise see it."""

    organisation: Organisation
    kind: str
    name: str
    role: str
    value: str
    visibility: str


def need(session: Session, public_id: str) -> ContactList:
    """The request of that id; raises NotFound."""
    found = session.scalar(select(ContactList).where(ContactList.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def of_actor(session: Session, by: Actor) -> Sequence[ContactList]:
    """What somebody asked for, the newest first."""
    query = select(ContactList).where(ContactList.asked_by == by.id)
    return session.scalars(query.order_by(ContactList.id.desc()).limit(MOST_SHOWN)).all()


def waiting_for(session: Session, by: Actor, now: datetime) -> Sequence[ContactList]:
    """What a coordinator may decide on: in their regions, asked by somebody else, the oldest first.

    Nothing for anybody who is no coordinator.
    """
    regions = by.regions(Role.COORDINATOR)
    reach = below(ContactList.region_code, regions) if regions else false()
    query = select(ContactList).where(
        reach,
        ContactList.outcome == "",
        ContactList.asked_by != by.id,
        ContactList.asked_at > now - WAITS,
    )
    return session.scalars(query.order_by(ContactList.id).limit(MOST_SHOWN)).all()


def others(session: Session, region: str, by: Actor, now: datetime) -> Sequence[int]:
    """The other coordinators who could decide on a request for the region, the nearest first."""
    return [one for one in coordinators(session, region, now) if one != by.id]


def lines(session: Session, region: str) -> list[Line]:
    """Every contact and person of the listed organisations of a region, by their names.

    No address: who needs one asks. Three statements, however many there are.
    """
    query = (
        select(Organisation)
        .where(Organisation.status.in_(LISTED), below(Organisation.region_code, (region,)))
        .options(selectinload(Organisation.contacts), selectinload(Organisation.people))
        .order_by(Organisation.name, Organisation.id)
    )
    return [line for one in session.scalars(query) for line in _lines(one)]


def _lines(one: Organisation) -> Iterator[Line]:
    for contact in one.contacts:
        yield _contact(one, contact)
    for person in one.people:
        yield _person(one, person)


def _contact(one: Organisation, row: Contact) -> Line:
    return Line(one, row.kind, "", "", row.value, row.visibility)


def _person(one: Organisation, row: Person) -> Line:
    return Line(one, "person", row.name, row.role, row.contact, row.visibility)
