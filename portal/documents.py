"""Rows become what is indexed of them: public facts only, by an allow-list."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal import vocabulary
from portal.directory.models import Organisation, Speciality
from portal.directory.queries import spoken
from portal.directory.rules import ages, best_capacity
from portal.programmes.models import Programme
from portal.regions.models import Region
from portal.regions.rules import ancestors, within
from search.documents import OrganisationDocument
from search.programmes import ProgrammeDocument

Served = tuple[str | None, ...]
"""Codes of places served; None is the whole nation."""


@dataclass(frozen=True)
class Places:
    """The regions that documents name: provinces and regencies, and the kecamatan they need."""

    names: dict[str, str]
    points: dict[str, tuple[float | None, float | None]]

    @classmethod
    def known(cls, session: Session, codes: Iterable[str]) -> "Places":
        """All of the first two levels, and those of `codes`; a session reads each once."""
        held = session.info.get(cls)
        if held is None:
            held = session.info[cls] = cls({}, {})
            held._learn(session, Region.level != "district")
        if missing := set(codes) - held.names.keys():
            held._learn(session, Region.code.in_(missing))
        return held

    def _learn(self, session: Session, which: ColumnElement[bool]) -> None:
        columns = (Region.code, Region.name, Region.latitude, Region.longitude)
        for row in session.execute(select(*columns).where(which)):
            self.names[row.code] = row.name
            self.points[row.code] = (row.latitude, row.longitude)

    @cached_property
    def _below(self) -> dict[str | None, list[str]]:
        found: dict[str | None, list[str]] = {None: []}
        for code in self.names:
            if code.count(".") < 2:
                for above in (None, code, *ancestors(code)):
                    found.setdefault(above, []).append(code)
        return found

    def below(self, code: str | None) -> list[str]:
        """The provinces and regencies that serving `code` (None: the nation) serves wholly."""
        return self._below.get(code, [])

    # Many serve the very same places, and a whole province is long.
    @cached_property
    def whole(self) -> Callable[[Served], tuple[str, ...]]:
        """The codes that serving places serves wholly, kecamatan as far as they are named."""
        return cache(self._whole)

    @cached_property
    def regions(self) -> Callable[[Served], tuple[str, ...]]:
        """The codes under which who serves places is looked for."""
        return cache(self._regions)

    @cached_property
    def named(self) -> Callable[..., tuple[str, ...]]:
        """The names of places served and of seats, with those around them and inside provinces.

        A province's organisation is found by the name of each kabupaten/kota in it; the nation's
        by none: it would be found everywhere, before those who are near.
        """
        return cache(self._named)

    def _whole(self, served: Served) -> tuple[str, ...]:
        found = {below for code in served for below in (*self.below(code), code) if below}
        return tuple(sorted(found))

    def _regions(self, served: Served) -> tuple[str, ...]:
        above = {up for code in served if code for up in ancestors(code)}
        return tuple(sorted({*self.whole(served), *above}))

    def _named(self, served: Served, *seats: str) -> tuple[str, ...]:
        codes = {*seats, *(code for code in served if code)}
        around = {above for code in codes for above in ancestors(code)}
        inside = {below for code in served if code for below in self.below(code)}
        every = sorted(codes | around | inside)
        return tuple(self.names[code] for code in every if code in self.names)


@dataclass(frozen=True)
class Meaning:
    """Words for a speciality: what people read, in both languages, and what they type."""

    labels: tuple[str, str]
    aliases: tuple[str, ...]

    @classmethod
    def of_all(cls, session: Session) -> dict[str, "Meaning"]:
        """Those of every speciality by code; a session reads them once."""
        held: dict[str, Meaning] | None = session.info.get(cls)
        if held is None:
            held = session.info[cls] = {
                row.code: cls((row.label_id, row.label_en), row.aliases)
                for row in session.scalars(select(Speciality))
            }
        return held


def documents(
    session: Session, organisations: Sequence[Organisation]
) -> Iterator[OrganisationDocument]:
    """What the index is told of organisations: public facts, by an allow-list."""
    codes = {one.region_code for one in organisations}
    codes |= {row.region_code for one in organisations for row in one.coverage}
    codes |= {row.region_code for one in organisations for row in one.locations}
    places, meanings = Places.known(session, codes), Meaning.of_all(session)
    for organisation in organisations:
        yield _document(organisation, places, meanings)


def _seat(one: Organisation) -> str:
    """The region that stands for where it is: that of a public office, or else its seat."""
    public = [
        place.region_code
        for place in one.locations
        if place.kind in ("office", "service_point") and place.visibility == "public"
    ]
    return next((code for code in public if within(code, one.region_code)), one.region_code)


def _document(
    one: Organisation, places: Places, meanings: Mapping[str, Meaning]
) -> OrganisationDocument:
    served: Served = tuple([row.region_code for row in one.coverage])
    if one.nationwide:
        served = (*served, None)
    known = [meanings[code] for code in one.specialities if code in meanings]
    services = one.services
    latitude, longitude = places.points.get(_seat(one), (None, None))
    # An organisation with a shelter takes no part in distances: its seat would hint at the place.
    hidden = one.runs_shelter or any(place.kind == "shelter" for place in one.locations)
    return OrganisationDocument(
        id=one.public_id,
        slug=one.slug or "",
        name=one.name,
        short_name=one.short_name,
        other_names=(*one.other_names, *one.former_names, *one.acronyms),
        kind=one.kind,
        specialities=one.specialities,
        speciality_labels=tuple(chain.from_iterable([row.labels for row in known])),
        aliases=(*chain.from_iterable([row.aliases for row in known]), *_of_kind(one.kind)),
        services=tuple([service.name for service in services]),
        about=one.about,
        stages=one.stages,
        languages=spoken(one),
        places=places.named(served, one.region_code),
        regions=places.regions(served),
        regions_whole=places.whole(served),
        capacity=best_capacity([service.capacity for service in services]),
        referrals=any(service.takes_referrals for service in services),
        open_24h=any(service.open_24h for service in services),
        free=any(service.free for service in services),
        sexes=_sexes(tuple([service.sex for service in services])),
        ages=_ages(tuple([(service.age_from, service.age_to) for service in services])),
        disability=any(service.disability for service in services),
        case_types=_case_types(tuple([service.case_types for service in services])),
        resources=_resources(tuple([each.kind for each in one.resources])),
        due=one.status == "due",
        verified_on=one.verified_on,
        confirmed_on=one.confirmed_on,
        latitude=None if hidden else latitude,
        longitude=None if hidden else longitude,
        version=one.version,
    )


def programme_documents(
    session: Session, programmes: Sequence[Programme]
) -> Iterator[ProgrammeDocument]:
    """What the index is told of programmes, with the names of their owners and of no person."""
    codes = {row.region_code for one in programmes for row in one.coverage}
    places, meanings = Places.known(session, codes), Meaning.of_all(session)
    for one in programmes:
        served = tuple([row.region_code for row in one.coverage])
        owner = one.organisation
        known = [meanings[code] for code in one.specialities if code in meanings]
        yield ProgrammeDocument(
            id=one.public_id,
            slug=one.slug,
            title=one.title,
            owner_names=tuple(
                filter(None, (owner.name, owner.short_name, *owner.acronyms, *owner.other_names))
            ),
            stage=one.stage,
            specialities=one.specialities,
            speciality_labels=tuple(chain.from_iterable([row.labels for row in known])),
            aliases=tuple(chain.from_iterable([row.aliases for row in known])),
            needs=tuple(line.description for line in one.requirements),
            need_kinds=_resources(tuple([line.kind for line in one.requirements])),
            summary=one.public_summary,
            places=places.named(served),
            regions=places.regions(served),
            regions_whole=places.whole(served),
            published_on=one.published_at.date() if one.published_at else None,
            version=one.version + owner.version,
        )


# What services offer together, by what each of them does: the same few combinations come again
# with every document.
_again = lru_cache(maxsize=4096)


@_again
def _of_kind(kind: str) -> tuple[str, ...]:
    """Words for a kind of organisation."""
    return (vocabulary.KINDS[kind].text, *vocabulary.KIND_ALIASES[kind])


@_again
def _sexes(each: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    # A service that names no sex is for everybody.
    return _codes(vocabulary.SEXES, [sexes or vocabulary.SEXES for sexes in each])


@_again
def _ages(each: tuple[tuple[int | None, int | None], ...]) -> tuple[str, ...]:
    return _codes(vocabulary.AGES, [ages(first, last) for first, last in each])


@_again
def _case_types(each: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return _codes(vocabulary.CASE_TYPES, each)


@_again
def _resources(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return _codes(vocabulary.RESOURCE_KINDS, [kinds])


def _codes(listed: Iterable[str], found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """What some of them have, in the order of the list."""
    held = {code for codes in found for code in codes}
    return tuple(code for code in listed if code in held)
