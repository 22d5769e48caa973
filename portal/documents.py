"""Rows become what is indexed of them: public facts only, by an allow-list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import vocabulary
from portal.directory.models import Organisation, Service, Speciality
from portal.directory.queries import spoken
from portal.directory.rules import ages, best_capacity
from portal.regions.models import Region
from portal.regions.rules import ancestors
from search.documents import OrganisationDocument


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


def documents(
    session: Session, organisations: Sequence[Organisation]
) -> Iterator[OrganisationDocument]:
    """What the index is told of organisations: public facts, by an allow-list."""
    codes = {one.region_code for one in organisations}
    codes |= {row.region_code for one in organisations for row in one.coverage}
    places = Places.load(session, codes)
    specialities = {row.code: row for row in session.scalars(select(Speciality))}
    for organisation in organisations:
        yield _document(organisation, places, specialities)


def _document(
    one: Organisation, places: Places, specialities: dict[str, Speciality]
) -> OrganisationDocument:
    served: list[str | None] = [row.region_code for row in one.coverage]
    if one.nationwide:
        served.append(None)
    whole = {below for code in served for below in (*places.below(code), code) if below}
    regions = whole | {above for code in served if code for above in ancestors(code)}
    named = {one.region_code, *(code for code in served if code)}
    named |= {above for code in named for above in ancestors(code)}
    # A province's organisation is found by the name of each kabupaten/kota in it; the nation's
    # by none: it would be found everywhere, before those who are near.
    named |= {below for code in served if code for below in places.below(code)}
    known = [specialities[code] for code in one.specialities if code in specialities]
    latitude, longitude = places.points.get(one.region_code, (None, None))
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
        places=tuple(places.names[code] for code in sorted(named) if code in places.names),
        regions=tuple(sorted(regions)),
        regions_whole=tuple(sorted(whole)),
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


def _sexes(service: Service) -> tuple[str, ...]:
    return service.sex or tuple(vocabulary.SEXES)


def _codes(listed: Iterable[str], found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """What some of them have, in the order of the list."""
    held = {code for codes in found for code in codes}
    return tuple(code for code in listed if code in held)
