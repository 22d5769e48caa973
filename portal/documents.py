"""Rows become what is indexed of them: public facts only, by an allow-list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import vocabulary
from portal.directory.models import Organisation, Service, Speciality
from portal.directory.queries import spoken
from portal.directory.rules import ages, best_capacity
from portal.programmes.models import Programme
from portal.regions.models import Region
from portal.regions.rules import ancestors, within
from search.documents import OrganisationDocument
from search.programmes import ProgrammeDocument


@dataclass(frozen=True)
class Places:
    """The regions that documents name: provinces and regencies, and the kecamatan they need."""

    names: dict[str, str]
    points: dict[str, tuple[float | None, float | None]]

    @classmethod
    def load(cls, session: Session, codes: Iterable[str]) -> "Places":
        """All of the first two levels, and those of `codes`."""
        rows = session.execute(
            select(Region.code, Region.name, Region.latitude, Region.longitude).where(
                or_(Region.level != "district", Region.code.in_(set(codes)))
            )
        ).all()
        return cls(
            names={row.code: row.name for row in rows},
            points={row.code: (row.latitude, row.longitude) for row in rows},
        )

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

    def whole(self, served: Iterable[str | None]) -> tuple[str, ...]:
        """The codes that serving `served` serves wholly, kecamatan as far as they are named."""
        return self._whole(tuple(served))

    def regions(self, served: Iterable[str | None]) -> tuple[str, ...]:
        """The codes under which who serves `served` is looked for."""
        return self._regions(tuple(served))

    # Many serve the very same places, and a whole province is long.
    @cached_property
    def _whole(self) -> Callable[[tuple[str | None, ...]], tuple[str, ...]]:
        return cache(self._all_whole)

    @cached_property
    def _regions(self) -> Callable[[tuple[str | None, ...]], tuple[str, ...]]:
        return cache(self._all_regions)

    def _all_whole(self, served: Sequence[str | None]) -> tuple[str, ...]:
        found = {below for code in served for below in (*self.below(code), code) if below}
        return tuple(sorted(found))

    def _all_regions(self, served: Sequence[str | None]) -> tuple[str, ...]:
        above = {up for code in served if code for up in ancestors(code)}
        return tuple(sorted({*self.whole(served), *above}))

    def named(self, served: Iterable[str | None], *seats: str) -> tuple[str, ...]:
        """The names of seats and of places served, with those around them and inside provinces.

        A province's organisation is found by the name of each kabupaten/kota in it; the nation's
        by none: it would be found everywhere, before those who are near.
        """
        codes = {*seats, *(code for code in served if code)}
        around = {above for code in codes for above in ancestors(code)}
        inside = {below for code in served if code for below in self.below(code)}
        every = sorted(codes | around | inside)
        return tuple(self.names[code] for code in every if code in self.names)


def documents(
    session: Session, organisations: Sequence[Organisation]
) -> Iterator[OrganisationDocument]:
    """What the index is told of organisations: public facts, by an allow-list."""
    codes = {one.region_code for one in organisations} | set(map(_seat, organisations))
    codes |= {row.region_code for one in organisations for row in one.coverage}
    places = Places.load(session, codes)
    specialities = {row.code: row for row in session.scalars(select(Speciality))}
    for organisation in organisations:
        yield _document(organisation, places, specialities)


def _seat(one: Organisation) -> str:
    """The region that stands for where it is: that of a public office, or else its seat."""
    public = [
        place.region_code
        for place in one.locations
        if place.kind in ("office", "service_point") and place.visibility == "public"
    ]
    return next((code for code in public if within(code, one.region_code)), one.region_code)


def _document(
    one: Organisation, places: Places, specialities: dict[str, Speciality]
) -> OrganisationDocument:
    served: list[str | None] = [row.region_code for row in one.coverage]
    if one.nationwide:
        served.append(None)
    known = [specialities[code] for code in one.specialities if code in specialities]
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
        speciality_labels=tuple(text for row in known for text in (row.label_id, row.label_en)),
        aliases=(
            *(alias for row in known for alias in row.aliases),
            vocabulary.KINDS[one.kind].text,
            *vocabulary.KIND_ALIASES[one.kind],
        ),
        services=tuple(service.name for service in one.services),
        about=one.about,
        stages=one.stages,
        languages=spoken(one),
        places=places.named(served, one.region_code),
        regions=places.regions(served),
        regions_whole=places.whole(served),
        capacity=best_capacity(service.capacity for service in one.services),
        referrals=any(service.takes_referrals for service in one.services),
        open_24h=any(service.open_24h for service in one.services),
        free=any(service.free for service in one.services),
        sexes=_codes(vocabulary.SEXES, map(_sexes, one.services)),
        ages=_codes(vocabulary.AGES, (ages(each.age_from, each.age_to) for each in one.services)),
        disability=any(service.disability for service in one.services),
        case_types=_codes(vocabulary.CASE_TYPES, (each.case_types for each in one.services)),
        resources=_codes(vocabulary.RESOURCE_KINDS, ((each.kind,) for each in one.resources)),
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
    places = Places.load(session, {row.region_code for one in programmes for row in one.coverage})
    specialities = {row.code: row for row in session.scalars(select(Speciality))}
    for one in programmes:
        served = [row.region_code for row in one.coverage]
        owner = one.organisation
        known = [specialities[code] for code in one.specialities if code in specialities]
        yield ProgrammeDocument(
            id=one.public_id,
            slug=one.slug,
            title=one.title,
            owner_names=tuple(
                filter(None, (owner.name, owner.short_name, *owner.acronyms, *owner.other_names))
            ),
            stage=one.stage,
            specialities=one.specialities,
            speciality_labels=tuple(text for row in known for text in (row.label_id, row.label_en)),
            aliases=tuple(alias for row in known for alias in row.aliases),
            needs=tuple(line.description for line in one.requirements),
            need_kinds=_codes(
                vocabulary.RESOURCE_KINDS, ((line.kind,) for line in one.requirements)
            ),
            summary=one.summary,
            places=places.named(served),
            regions=places.regions(served),
            regions_whole=places.whole(served),
            published_on=one.published_at.date() if one.published_at else None,
            version=one.version + owner.version,
        )


def _sexes(service: Service) -> tuple[str, ...]:
    return service.sex or tuple(vocabulary.SEXES)


def _codes(listed: Iterable[str], found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """What some of them have, in the order of the list."""
    held = {code for codes in found for code in codes}
    return tuple(code for code in listed if code in held)
