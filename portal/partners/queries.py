"""What is asked about partners: what is missing, who could be one, and where nobody is."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.directory.models import Coverage, Organisation, Resource, Speciality
from portal.directory.rules import LISTED, is_listed
from portal.partners.rules import Candidate, Gap, Need, Offered, gaps
from portal.pledges.queries import NONE, funding
from portal.programmes.models import Programme
from portal.programmes.queries import public_of
from portal.regions.models import Region
from portal.regions.rules import ancestors

MOST_LENDERS = 100
MOST_WANTED = 8


def need_of_programme(session: Session, programme: Programme, *, today: date) -> Need:
    """What a programme lacks: specialities that its owner has not, its regions, open lines.

    Where the owner has them all, its specialities are wanted from others as well: more hands.
    """
    own = programme.organisation.specialities
    lacking = tuple(code for code in programme.specialities if code not in own)
    regions = tuple(row.region_code for row in programme.coverage)
    return Need(
        specialities=lacking or programme.specialities,
        regions=regions,
        resources=_open_kinds(session, [programme], today),
    )


def need_of_organisation(session: Session, organisation: Organisation, *, today: date) -> Need:
    """What an organisation lacks where it works.

    First what its own programmes need and it does not do, then the work for which it has no room
    left, then the rest of the stage in which it does most, eight in all; and whatever its
    programmes still miss.
    """
    programmes = public_of(session, organisation.id)
    own = set(organisation.specialities)
    wanted = [code for one in programmes for code in one.specialities if code not in own]
    wanted += _full(organisation)
    wanted += _rest(session, own)
    regions = () if organisation.nationwide else [row.region_code for row in organisation.coverage]
    return Need(
        specialities=tuple(dict.fromkeys(wanted))[:MOST_WANTED],
        regions=tuple(regions),
        resources=_open_kinds(session, programmes, today),
    )


def _rest(session: Session, own: set[str]) -> list[str]:
    """What belongs to the stage of most of these specialities and is not among them."""
    known = session.execute(
        select(Speciality.code, Speciality.stage)
        .where(Speciality.retired.is_(False))
        .order_by(Speciality.position)
    ).all()
    counts = Counter(stage for code, stage in known if code in own)
    main = max(counts, key=lambda stage: counts[stage], default="")
    return [code for code, stage in known if stage == main and code not in own]


def _full(organisation: Organisation) -> list[str]:
    """The specialities of which every service is full."""
    states: dict[str, set[str]] = {}
    for service in organisation.services:
        for code in service.specialities:
            states.setdefault(code, set()).add(service.capacity)
    return [code for code, found in states.items() if found == {"full"}]


def _open_kinds(
    session: Session, programmes: Collection[Programme], today: date
) -> tuple[str, ...]:
    """The kinds of lines that are not covered; those that are no cash have no cover yet."""
    figures = funding(session, [one.id for one in programmes], today=today)
    kinds: dict[str, None] = {}
    for one in programmes:
        found = figures.get(one.id, NONE)
        for line in one.requirements:
            if line.kind != "cash" or found.lines[line.id].unmet:
                kinds[line.kind] = None
    return tuple(kinds)


def lenders(session: Session, need: Need) -> list[str]:
    """Public ids of listed organisations that offer a wanted kind of resource where it is wanted.

    Those that serve the whole nation count everywhere; a hundred at most, the lately confirmed
    first.
    """
    if not need.resources:
        return []
    query = (
        select(Organisation.public_id)
        .where(
            Organisation.status.in_(LISTED),
            Organisation.resources.any(Resource.kind.in_(need.resources)),
        )
        .order_by(Organisation.confirmed_on.desc(), Organisation.id)
        .limit(MOST_LENDERS)
    )
    if need.regions:
        codes = {above for code in need.regions for above in (code, *ancestors(code))}
        inside = [Coverage.region_code.like(f"{code}.%") for code in need.regions]
        meets = Organisation.coverage.any(or_(Coverage.region_code.in_(codes), *inside))
        query = query.where(or_(Organisation.nationwide, meets))
    return list(session.scalars(query))


def candidates(session: Session, ids: Iterable[str]) -> dict[int, Organisation]:
    """The listed organisations of these public ids by key, with all that a line says of them."""
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.public_id.in_(list(ids)))
        .options(
            selectinload(Organisation.services),
            selectinload(Organisation.coverage),
            selectinload(Organisation.resources),
        )
    )
    return {one.id: one for one in rows if is_listed(one.status)}


def candidate(one: Organisation) -> Candidate:
    """An organisation as the rule of fitting reads it."""
    return Candidate(
        key=one.id,
        name=one.name,
        specialities=one.specialities,
        served=tuple(row.region_code for row in one.coverage),
        nationwide=one.nationwide,
        resources=tuple(dict.fromkeys(row.kind for row in one.resources)),
        services=tuple(
            Offered(row.specialities, row.regions, row.capacity, row.takes_referrals)
            for row in one.services
        ),
        due=one.status == "due",
    )


def gaps_of(session: Session, region: Region) -> list[Gap]:
    """Where a province or a kabupaten/kota has nobody: each speciality with the empty places.

    Organisations of the whole nation are left out: they would hide every gap.
    """
    places = [region.code]
    if region.level == "province":
        below = select(Region.code).where(Region.parent_code == region.code).order_by(Region.code)
        places = list(session.scalars(below))
    known = session.scalars(
        select(Speciality.code).where(Speciality.retired.is_(False)).order_by(Speciality.position)
    )
    return gaps(known.all(), places, _providers(session, region.code))


def _providers(session: Session, code: str) -> list[tuple[tuple[str, ...], Sequence[str]]]:
    """(specialities, codes served) of every listed organisation that works in a region."""
    rows = session.execute(
        select(Organisation.id, Organisation.specialities, Coverage.region_code)
        .join(Coverage, Coverage.organisation_id == Organisation.id)
        .where(
            Organisation.status.in_(LISTED),
            Organisation.nationwide.is_(False),
            or_(
                Coverage.region_code.in_((code, *ancestors(code))),
                Coverage.region_code.like(f"{code}.%"),
            ),
        )
    )
    held: dict[int, tuple[tuple[str, ...], list[str]]] = {}
    for key, specialities, served in rows:
        held.setdefault(key, (specialities, []))[1].append(served)
    return list(held.values())
