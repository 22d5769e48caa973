"""What is asked about duplicates: which entries an entry resembles, which pairs wait."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.access import Actor, Role
from portal.directory.likeness import NEAR, Known, known, likeness
from portal.directory.models import Contact, Identifier, Organisation
from portal.duplicates import rules
from portal.duplicates.models import Pair
from portal.errors import NotAllowed, NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.regions.models import Region
from portal.regions.queries import below
from portal.regions.rules import nearest

MOST = 10

Resembling = dict[int, tuple[tuple[str, ...], int]]
"""{key of an entry: why it resembles another one, the strongest reason first, and the score}."""


@dataclass(frozen=True)
class Alike:
    """An entry that may be the same; `same` holds some of `rules.REASONS`, `score` 0 to 100."""

    organisation: Organisation
    same: tuple[str, ...]
    score: int

    @property
    def likely(self) -> bool:
        """Whether it is probably the same."""
        return rules.likely(self.same)


def look_alikes(
    session: Session,
    organisation: Organisation,
    *,
    statuses: Collection[str] = rules.COMPARED,
    most: int = MOST,
) -> list[Alike]:
    """The entries that resemble one, the likeliest first: at most `most`."""
    area = Area(session, organisation.region_code, new=organisation)
    found = resembling(session, organisation, area)
    rows = session.scalars(
        select(Organisation).where(
            Organisation.id.in_(found), Organisation.status.in_(tuple(statuses))
        )
    )
    alike = [Alike(row, *found[row.id]) for row in rows]
    alike.sort(key=lambda one: (not one.likely, -one.score, one.organisation.name))
    return alike[:most]


def for_newcomer(session: Session, organisation: Organisation) -> list[Alike]:
    """What may be shown to whoever registers, the likeliest first: at most ten.

    Only what is open to all is compared (names, websites, public phones): what somebody types
    must not tell them whose a closed number is.
    """
    area = Area(session, organisation.region_code, new=organisation)
    found = resembling(session, organisation, area, public=True)
    rows = session.scalars(
        select(Organisation).where(Organisation.id.in_(found), Organisation.status.in_(rules.SHOWN))
    )
    alike = [Alike(row, *found[row.id]) for row in rows]
    return sorted(alike, key=lambda one: (-one.score, one.organisation.name))[:MOST]


def resembling(
    session: Session, organisation: Organisation, area: "Area", *, public: bool = False
) -> Resembling:
    """For each entry that resembles one: the reasons, the strongest first, and the score."""
    names = area.like(_known(organisation, area))
    by: Mapping[str, Collection[int]] = {
        "identifier": () if public else _by_identifier(session, organisation),
        "name": names,
        "website": _by_website(session, organisation),
        "phone": _by_phone(session, organisation, public=public),
    }
    keys = {key for found in by.values() for key in found} - {organisation.id}
    told = {key: tuple(one for one in rules.REASONS if key in by[one]) for key in keys}
    return {
        key: (reasons, rules.score(reasons, names.get(key, 0))) for key, reasons in told.items()
    }


class Area:
    """The compared entries of a seat's province and of its neighbours, ready to be asked."""

    def __init__(self, session: Session, region: str, *, new: Organisation | None = None) -> None:
        """Read the entries around `region`; for one `new` entry only those that it may resemble."""
        names = _region_names(session)
        points = {code: point for code, (_, point) in names.items() if point and len(code) == 5}
        near = {region, region[:2], *nearest(region, points)}
        far = {code for code in names if code.startswith(f"{region[:2]}.")} - near
        self.names = {code: name for code, (name, _) in names.items()}
        rows = session.execute(
            select(
                Organisation.id,
                Organisation.region_code,
                Organisation.name,
                Organisation.short_name,
                Organisation.other_names,
            ).where(Organisation.status.in_(rules.COMPARED), _seated(near, far, new))
        )
        self.entries: dict[int, Known] = {}
        self.blocks: dict[str, list[int]] = {}
        for key, seat, name, short, others in rows:
            self.entries[key] = one = self.known((name, short, *others), seat)
            for block in one.blocks:
                self.blocks.setdefault(block, []).append(key)

    def known(self, names: tuple[str, ...], region: str) -> Known:
        """What an entry is compared by."""
        return _remembered(names, region, self.names.get(region, ""))

    def like(self, new: Known) -> dict[int, float]:
        """The entries whose names are nearly those of `new`, each with how far they agree."""
        near = {key for block in new.blocks for key in self.blocks.get(block, ())}
        scores = {key: likeness(new, self.entries[key]) for key in near}
        return {key: score for key, score in scores.items() if score >= NEAR}


def _seated(near: set[str], far: set[str], new: Organisation | None) -> ColumnElement[bool]:
    """A condition: seated nearby; or farther, where names of one entry have to agree further.

    There the database looks for a word of its names, which is quicker than comparing them all.
    """
    if new is None:
        return Organisation.region_code.in_(near | far)
    names = (new.name, new.short_name, *new.other_names)
    own = {word for name in known(names, "", "").names for word in name.words}
    held = [
        func.lower(column).like(f"%{word[:4]}%")
        for word in own
        for column in (Organisation.name, Organisation.short_name)
    ]
    return Organisation.region_code.in_(near) | (
        Organisation.region_code.in_(far) & or_(false(), *held)
    )


@lru_cache(maxsize=16384)
def _remembered(names: tuple[str, ...], region: str, place: str) -> Known:
    return known(names, region, place)


def _known(organisation: Organisation, area: Area) -> Known:
    names = (organisation.name, organisation.short_name, *organisation.other_names)
    return area.known(names, organisation.region_code)


def _region_names(
    session: Session,
) -> dict[str, tuple[str, tuple[float, float] | None]]:
    """Each province and kabupaten/kota: its name and its point."""
    rows = session.execute(
        select(Region.code, Region.name, Region.latitude, Region.longitude).where(
            Region.level.in_(("province", "regency"))
        )
    )
    return {
        code: (name, (lat, lng) if lat is not None and lng is not None else None)
        for code, name, lat, lng in rows
    }


def _by_identifier(session: Session, organisation: Organisation) -> set[int]:
    numbers = [identifier.bare for identifier in organisation.identifiers]
    query = select(Identifier.organisation_id).where(Identifier.bare.in_(numbers))
    return set(session.scalars(query))


def _by_phone(session: Session, organisation: Organisation, *, public: bool) -> set[int]:
    numbers = [
        contact.value
        for contact in organisation.contacts
        if contact.kind != "email" and len(contact.value) > rules.SERVICE_NUMBER
    ]
    named = Contact.value.in_(numbers) & (Contact.kind != "email")
    shared = (
        select(Contact.value)
        .where(named)
        .group_by(Contact.value)
        .having(func.count(Contact.organisation_id.distinct()) > rules.SHARED)
    )
    query = select(Contact.organisation_id).where(named, Contact.value.not_in(shared))
    if public:
        query = query.where(Contact.visibility == "public")
    return set(session.scalars(query))


def _by_website(session: Session, organisation: Organisation) -> set[int]:
    sites = tuple(rules.same_sites(organisation.website))
    query = select(Organisation.id).where(Organisation.website.in_(sites)).limit(rules.SHARED + 1)
    found = set(session.scalars(query))
    return found if len(found) <= rules.SHARED else set()


# --- pairs --------------------------------------------------------------------------------------


def pairs(
    session: Session, by: Actor, *, state: str, page: int, per_page: int = PER_PAGE
) -> Paged[Pair]:
    """The pairs of a coordinator's mandate in one state, the likeliest first."""
    one, two = aliased(Organisation), aliased(Organisation)
    query = (
        select(Pair)
        .join(one, one.id == Pair.one_id)
        .join(two, two.id == Pair.two_id)
        .where(Pair.state == state, _both_live(one, two), _either(one, two, by))
        .order_by(Pair.score.desc(), Pair.id)
        .options(joinedload(Pair.one), joinedload(Pair.two))
    )
    return turn(session, query, page, per_page=per_page)


def _both_live(one: type[Organisation], two: type[Organisation]) -> ColumnElement[bool]:
    return one.status.in_(rules.COMPARED) & two.status.in_(rules.COMPARED)


def _either(one: type[Organisation], two: type[Organisation], by: Actor) -> ColumnElement[bool]:
    held = by.regions(Role.COORDINATOR)
    return or_(below(one.region_code, held), below(two.region_code, held))


def need(session: Session, key: int, by: Actor) -> Pair:
    """A pair of which one entry lies in the coordinator's mandate; NotFound, or NotAllowed."""
    pair = session.get(Pair, key)
    if pair is None:
        raise NotFound
    if not any(by.holds(Role.COORDINATOR, one.region_code) for one in (pair.one, pair.two)):
        raise NotAllowed
    return pair


def between(session: Session, organisation: Organisation, others: Iterable[int]) -> dict[int, Pair]:
    """The pairs of one entry with others, by the other's key."""
    wanted = list(others)
    rows: Sequence[Pair] = session.scalars(
        select(Pair).where(
            or_(
                (Pair.one_id == organisation.id) & Pair.two_id.in_(wanted),
                (Pair.two_id == organisation.id) & Pair.one_id.in_(wanted),
            )
        )
    ).all()
    return {row.two_id if row.one_id == organisation.id else row.one_id: row for row in rows}
