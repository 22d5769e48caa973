"""What is asked for the interface: listed organisations only, as many statements for any page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.api.hsds import keys
from portal.api.hsds.asked import Asked
from portal.api.hsds.terms import Term
from portal.directory.models import Location, Organisation, Service
from portal.directory.rules import LISTED
from portal.regions.models import Region
from portal.regions.queries import below

SHELTER = "emergency_shelter"
EARTH = 6_371_000  # metres
Terms = dict[tuple[str, str], Term]


@dataclass(frozen=True)
class Site:
    """A service at a place."""

    service: Service
    location: Location


def listed() -> ColumnElement[bool]:
    """A condition over organisations: everybody may see them."""
    return Organisation.status.in_(LISTED)


def organisations(asked: Asked, terms: Terms) -> Select[Any]:
    """The organisations that are asked for, in a fixed order, with what their shape needs."""
    found = select(Organisation).where(listed(), *_words(asked, terms, whole=False))
    if asked.term or asked.taxonomy:
        mine = _term(asked, terms) or false()
        services = exists().where(Service.organisation_id == Organisation.id, mine)
        kinds = [one.code for one in _wanted(asked, terms) if one.taxonomy == "kind"]
        found = found.where(or_(Organisation.kind.in_(kinds), services))
    return found.options(*_parts()).order_by(Organisation.id)


def services(asked: Asked, terms: Terms) -> Select[Any]:
    """The services that are asked for, in a fixed order, with their organisations."""
    return (
        select(Service)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(listed(), *_conditions(asked, terms))
        .order_by(Service.id)
    )


def owners(session: Session, found: Iterable[Service]) -> dict[int, Organisation]:
    """The organisations of services, by key, with what their shapes need."""
    ids = {one.organisation_id for one in found}
    query = select(Organisation).where(Organisation.id.in_(ids)).options(*_parts())
    return {one.id: one for one in session.scalars(query)}


def sites(session: Session, asked: Asked, terms: Terms) -> Select[Any, Any]:
    """Services at places that are asked for, in a fixed order.

    A confidential place takes part in no distance, nor does any other place of whoever runs one.
    """
    found: Select[Any, Any] = (
        select(Service, Location)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .join(Location, Location.organisation_id == Organisation.id)
        .where(listed(), _at_place(), *_conditions(asked, terms))
        .order_by(Service.id, Location.id)
    )
    if asked.near is None:
        return found
    found = found.where(~_runs_shelter())
    if asked.metres is None and isinstance(asked.near, str):
        return found.where(below(Location.region_code, (asked.near,)))
    return found.where(Location.region_code.in_(_near(session, asked)))


def site_of(session: Session, public_id: str) -> Site | None:
    """The service at a place with that id; its id is derived, so the pairs are looked through."""
    pairs = session.execute(
        select(Service.public_id, Location.id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .join(Location, Location.organisation_id == Organisation.id)
        .where(listed(), _at_place())
    )
    for service, place in pairs:
        if keys.at_location(service, place) == public_id:
            row = session.scalars(select(Service).where(Service.public_id == service)).one()
            return Site(row, session.get_one(Location, place))
    return None


def _parts() -> Sequence[ORMOption]:
    return (
        selectinload(Organisation.services),
        selectinload(Organisation.coverage),
        selectinload(Organisation.locations),
        selectinload(Organisation.contacts),
    )


def _at_place() -> ColumnElement[bool]:
    """A shelter is where sheltering is offered, and nothing else is; other places must be public.

    Where sheltering is offered has no other place: an address of it would lead to the door.
    """
    sheltering = cast(Service.specialities, String).contains(f'"{SHELTER}"')
    return or_(
        and_(Location.kind == "shelter", sheltering),
        and_(Location.kind != "shelter", Location.visibility == "public", ~sheltering),
    )


def _runs_shelter() -> ColumnElement[bool]:
    shelters = exists().where(
        Location.organisation_id == Organisation.id, Location.kind == "shelter"
    )
    return or_(Organisation.runs_shelter.is_(True), shelters.correlate(Organisation))


def _conditions(asked: Asked, terms: Terms) -> Iterator[ColumnElement[bool]]:
    yield from _words(asked, terms, whole=True)
    if asked.organisation:
        yield Organisation.public_id == asked.organisation
    if asked.modified_after:
        yield Organisation.updated_at >= asked.modified_after
    if asked.term or asked.taxonomy:
        kinds = [one.code for one in _wanted(asked, terms) if one.taxonomy == "kind"]
        by_term = _term(asked, terms)
        yield or_(Organisation.kind.in_(kinds), false() if by_term is None else by_term)


def _wanted(asked: Asked, terms: Terms) -> list[Term]:
    """The terms that an address names, with those below them."""
    found = list(terms.values())
    if asked.taxonomy:
        found = [one for one in found if keys.key("taxonomy", one.taxonomy) == asked.taxonomy]
    if asked.term:
        codes = {(one.taxonomy, one.code) for one in found if one.id == asked.term}
        found = [
            one
            for one in found
            if (one.taxonomy, one.code) in codes or (one.taxonomy, one.parent) in codes
        ]
    return found


def _term(asked: Asked, terms: Terms) -> ColumnElement[bool] | None:
    wanted = _wanted(asked, terms)
    parts: list[ColumnElement[bool]] = []
    for one in wanted:
        if one.taxonomy == "speciality" and one.parent:
            parts.append(_holds(Service.specialities, one.code))
        elif one.taxonomy == "case_type":
            parts.append(_holds(Service.case_types, one.code))
        elif one.taxonomy == "capacity":
            parts.append(Service.capacity == one.code)
    return or_(*parts) if parts else None


def _holds(column: Any, code: str) -> ColumnElement[bool]:
    return cast(column, String).contains(f'"{code}"', autoescape=True)


def _words(asked: Asked, terms: Terms, *, whole: bool) -> Iterator[ColumnElement[bool]]:
    """Every word stands in a name, or in the name of a speciality."""
    named = [Organisation.name, Organisation.short_name, *([Service.name] if whole else [])]
    column = Service.specialities if whole else Organisation.specialities
    for word in asked.words:
        codes = [
            one.code
            for one in terms.values()
            if one.taxonomy == "speciality" and word in f"{one.name} {one.description}".lower()
        ]
        yield or_(
            *(one.icontains(word, autoescape=True) for one in named),
            *(_holds(column, code) for code in codes),
        )


def _near(session: Session, asked: Asked) -> list[str]:
    """The codes of regions with a public place whose centre lies near enough."""
    codes = set(session.scalars(select(Location.region_code).distinct()))
    points = centres(session, codes | ({asked.near} if isinstance(asked.near, str) else set()))
    here = points.get(asked.near) if isinstance(asked.near, str) else asked.near
    if here is None:
        return []
    most = asked.metres if asked.metres is not None else 10_000
    return [code for code in codes if code in points and metres(here, points[code]) <= most]


def centres(session: Session, codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The centre of each region, in degrees; a kecamatan without one has its regency's."""
    wanted = set(codes)
    above = {code[:5] for code in wanted}
    rows = session.execute(
        select(Region.code, Region.latitude, Region.longitude).where(
            Region.code.in_(wanted | above), Region.latitude.is_not(None)
        )
    )
    held = {code: (float(north), float(east)) for code, north, east in rows if north and east}
    return {
        code: found
        for code in wanted
        if (found := held.get(code) or held.get(code[:5])) is not None
    }


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points in degrees on a round earth."""
    south, west = radians(one[0]), radians(one[1])
    north, east = radians(other[0]), radians(other[1])
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def count(session: Session, query: Select[Any]) -> int:
    """How many rows a query has."""
    counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return session.scalar(counted.options()) or 0
