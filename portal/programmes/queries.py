"""What is asked of programmes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.rules import LISTED as LISTED_OWNERS
from portal.errors import NotFound
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import LISTED, PUBLIC


def listed() -> ColumnElement[bool]:
    """A condition over programmes joined with their owners: in the public list."""
    return and_(Programme.status.in_(LISTED), Organisation.status.in_(LISTED_OWNERS))


def public() -> ColumnElement[bool]:
    """A condition over programmes joined with their owners: with a page for everybody."""
    return and_(Programme.status.in_(PUBLIC), Organisation.status.in_(LISTED_OWNERS))


def is_public(programme: Programme) -> bool:
    """Whether everybody may read the programme's page."""
    return programme.status in PUBLIC and programme.organisation.status in LISTED_OWNERS


def need(session: Session, slug: str) -> Programme:
    """The programme of an address, with its owner; raises NotFound."""
    programme = session.scalar(
        select(Programme).where(Programme.slug == slug).options(joinedload(Programme.organisation))
    )
    if programme is None:
        raise NotFound
    return programme


def readable(session: Session, slug: str, by: Actor) -> Programme:
    """The programme for this reader: a public one, or one of their own; raises NotFound."""
    programme = need(session, slug)
    if is_public(programme) or programme.organisation_id in by.memberships:
        return programme
    raise NotFound


def need_line(session: Session, slug: str, line: str) -> Requirement:
    """The line of a programme's address; raises NotFound."""
    requirement = session.scalar(
        select(Requirement)
        .join(Requirement.programme)
        .where(Programme.slug == slug, Requirement.public_id == line)
        .options(joinedload(Requirement.programme).joinedload(Programme.organisation))
    )
    if requirement is None:
        raise NotFound
    return requirement


def listed_of(session: Session, public_ids: Sequence[str]) -> dict[str, Programme]:
    """{public id: programme} of those that may be supported, with owners, regions and lines."""
    rows = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(listed(), Programme.public_id.in_(public_ids))
        .options(
            contains_eager(Programme.organisation),
            selectinload(Programme.coverage),
            selectinload(Programme.requirements),
        )
    )
    return {one.public_id: one for one in rows}


def of_organisation(session: Session, organisation_id: int) -> Sequence[Programme]:
    """Every programme of an organisation, the newest first, with its lines."""
    return session.scalars(
        select(Programme)
        .where(Programme.organisation_id == organisation_id)
        .options(selectinload(Programme.requirements))
        .order_by(Programme.id.desc())
    ).all()


def public_of(session: Session, organisation_id: int) -> Sequence[Programme]:
    """Those of an organisation that everybody may read, the newest first."""
    return session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(Programme.organisation_id == organisation_id, public())
        .order_by(Programme.published_at.desc(), Programme.id.desc())
    ).all()


def beginner(session: Session, slug: str, by: Actor) -> Organisation:
    """The organisation of that address, or without one the actor's first that is verified.

    Raises NotFound when there is none.
    """
    query = select(Organisation).order_by(Organisation.id).limit(1)
    if slug:
        query = query.where(Organisation.slug == slug)
    else:
        query = query.where(
            Organisation.id.in_(list(by.memberships)), Organisation.status.in_(LISTED_OWNERS)
        )
    organisation = session.scalar(query)
    if organisation is None:
        raise NotFound
    return organisation
