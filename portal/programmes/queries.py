"""What is asked of programmes."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.rules import LISTED as LISTED_OWNERS
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.programmes.models import Programme, ProgrammeCoverage, Requirement
from portal.programmes.rules import LISTED, PUBLIC
from portal.regions.rules import ancestors, is_code


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


def listing(
    session: Session,
    *,
    stages: Sequence[str] = (),
    regions: Sequence[str] = (),
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Paged[Programme]:
    """The programmes that may be supported, the newest first, with owners, regions and lines."""
    query = (
        select(Programme)
        .join(Programme.organisation)
        .where(listed(), *narrowed(stages, regions))
        .options(
            contains_eager(Programme.organisation),
            selectinload(Programme.coverage),
            selectinload(Programme.requirements),
        )
        .order_by(Programme.published_at.desc(), Programme.id.desc())
    )
    return turn(session, query, page, per_page=per_page)


def narrowed(stages: Sequence[str], regions: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions for some stages and regions only; codes that are none match nothing."""
    conditions: list[ColumnElement[bool]] = []
    if stages:
        conditions.append(Programme.stage.in_(stages))
    if regions:
        conditions.append(or_(*(_serves(code) for code in regions)))
    return conditions


def _serves(code: str) -> ColumnElement[bool]:
    """Programmes that work in the region, in a part of it, or in one that holds it."""
    if not is_code(code):
        return false()
    column = ProgrammeCoverage.region_code
    return exists().where(
        ProgrammeCoverage.programme_id == Programme.id,
        or_(column.in_((code, *ancestors(code))), column.like(f"{code}.%")),
    )


def stage_counts(session: Session, regions: Sequence[str] = ()) -> dict[str, int]:
    """How many listed programmes each stage has, within the regions."""
    counted = session.execute(
        select(Programme.stage, func.count())
        .join(Programme.organisation)
        .where(listed(), *narrowed((), regions))
        .group_by(Programme.stage)
    ).all()
    return dict(counted)


def province_counts(session: Session, stages: Sequence[str] = ()) -> dict[str, int]:
    """How many listed programmes work in each province or in a part of it, by its code."""
    rows = session.execute(
        select(ProgrammeCoverage.programme_id, ProgrammeCoverage.region_code)
        .join(Programme, Programme.id == ProgrammeCoverage.programme_id)
        .join(Programme.organisation)
        .where(listed(), *narrowed(stages, ()))
    )
    pairs = {(programme, code[:2]) for programme, code in rows}
    return dict(Counter(code for _, code in pairs))


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
