"""How well an organisation fits what is missing, and why: pure, the same whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.regions.rules import ancestors, within

# What a whole answer to each part of a need is worth. Specialities weigh more than places, and
# places more than what could be lent: work can travel, and a van alone helps nobody.
SPECIALITIES, REGIONS, RESOURCES = 40, 30, 20
REFERRALS, CONFIRMED = 6, 4
ROOM: Mapping[str, int] = {"accepting": 8, "limited": 4, "unknown": 2, "full": 0}
# Whoever serves the place alone knows it better than whoever serves the nation.
NATION, PART, NEARBY = 0.8, 0.5, 0.25


@dataclass(frozen=True)
class Need:
    """What is missing: codes of specialities, of regions (none: anywhere), kinds of resources."""

    specialities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.specialities or self.regions or self.resources)

    @property
    def provinces(self) -> tuple[str, ...]:
        """The provinces of its regions."""
        return tuple(dict.fromkeys(code[:2] for code in self.regions))


@dataclass(frozen=True)
class Offered:
    """One service: its specialities, the regions it is bound to (none: all), room, referrals."""

    specialities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    capacity: str = "unknown"
    referrals: bool = False


@dataclass(frozen=True)
class Candidate:
    """An organisation as far as fitting goes. `served` are codes; `due`: its word has aged."""

    key: int
    name: str
    specialities: tuple[str, ...] = ()
    served: tuple[str, ...] = ()
    nationwide: bool = False
    resources: tuple[str, ...] = ()
    services: tuple[Offered, ...] = ()
    due: bool = False


@dataclass(frozen=True)
class Fit:
    """How well it fits (`points`, for ordering only), and the reasons as codes.

    `whole` and `part` are the wanted regions that it serves, `nearby` the provinces in which it
    serves another place. `referrals` and `capacity` are those of the services that would help.
    """

    points: int
    specialities: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    nationwide: bool = False
    resources: tuple[str, ...] = ()
    referrals: bool = False
    capacity: str = "unknown"


@dataclass(frozen=True)
class Reach:
    """How a candidate's regions meet the wanted ones; `share` is 0 to 1."""

    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    share: float = field(default=0.0)


def fit(need: Need, one: Candidate) -> Fit:
    """How well one organisation fills what is missing."""
    specialities = tuple(code for code in need.specialities if code in one.specialities)
    resources = tuple(kind for kind in need.resources if kind in one.resources)
    reach = _reach(need, one)
    helping = [service for service in one.services if _helps(service, need)]
    referrals = any(service.referrals for service in helping)
    capacity = min((service.capacity for service in helping), key=_rank, default="unknown")
    points = (
        SPECIALITIES * _share(specialities, need.specialities)
        + REGIONS * reach.share
        + RESOURCES * _share(resources, need.resources)
        + REFERRALS * referrals
        + CONFIRMED * (not one.due)
        + ROOM.get(capacity, 0)
    )
    return Fit(
        points=round(points * 100),
        specialities=specialities,
        whole=reach.whole,
        part=reach.part,
        nearby=reach.nearby,
        nationwide=one.nationwide,
        resources=resources,
        referrals=referrals,
        capacity=capacity,
    )


def ranked(need: Need, candidates: Iterable[Candidate]) -> list[tuple[Candidate, Fit]]:
    """The candidates that fill something, the best first; equals by name."""
    found = [(one, fit(need, one)) for one in candidates]
    kept = [(one, fits) for one, fits in found if _fills(need, fits)]
    return sorted(kept, key=lambda row: (-row[1].points, row[0].name.casefold(), row[0].key))


def _fills(need: Need, fits: Fit) -> bool:
    if need.specialities or need.resources:
        return bool(fits.specialities or fits.resources)
    return bool(fits.whole or fits.part or fits.nearby or fits.nationwide)


def _reach(need: Need, one: Candidate) -> Reach:
    if not need.regions:
        return Reach(share=1.0)
    whole = tuple(code for code in need.regions if any(within(code, own) for own in one.served))
    part = tuple(
        code
        for code in need.regions
        if code not in whole and any(within(own, code) for own in one.served)
    )
    touched = {code[:2] for code in one.served}
    met = {code[:2] for code in (*whole, *part)}
    nearby = tuple(code for code in need.provinces if code in touched and code not in met)
    share = (len(whole) + PART * len(part)) / len(need.regions)
    if one.nationwide:
        share = max(share, NATION)
    elif nearby:
        share += NEARBY * len(nearby) / len(need.provinces) * (1 - share)
    return Reach(whole, part, nearby, share)


def _helps(service: Offered, need: Need) -> bool:
    """Whether a service does what is missing, in a place where it is missing."""
    if need.specialities and not set(need.specialities) & set(service.specialities):
        return False
    if not (need.regions and service.regions):
        return True
    return any(
        within(code, own) or within(own, code) for code in need.regions for own in service.regions
    )


def _share(found: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    return len(found) / len(wanted) if wanted else 0.0


def _rank(capacity: str) -> int:
    return list(ROOM).index(capacity) if capacity in ROOM else len(ROOM)


@dataclass(frozen=True)
class Gap:
    """A speciality, the kabupaten/kota where nobody offers it, and how many there are in all."""

    speciality: str
    empty: tuple[str, ...]
    places: int


def gaps(
    specialities: Iterable[str],
    places: Iterable[str],
    providers: Iterable[tuple[Iterable[str], Iterable[str]]],
) -> list[Gap]:
    """Each speciality with the places that nobody serves, those with the most first.

    `providers` are (specialities, codes served) of organisations that work there. Whoever serves
    a part of a place, or what holds it, serves it.
    """
    wanted = tuple(places)
    served: dict[str, set[str]] = {}
    for offered, codes in providers:
        for code in offered:
            served.setdefault(code, set()).update(codes)
    found = []
    for speciality in specialities:
        covered = _covered(served.get(speciality, set()))
        empty = tuple(one for one in wanted if not covered & {one, *ancestors(one)})
        found.append(Gap(speciality, empty, len(wanted)))
    return sorted(found, key=lambda gap: -len(gap.empty))


def _covered(codes: Iterable[str]) -> set[str]:
    """The codes themselves, and the kabupaten/kota of a kecamatan."""
    return {one[:5] for one in codes}
