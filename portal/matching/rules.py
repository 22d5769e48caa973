"""How well a need fits what somebody gives to, and why: pure, the same for all who ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portal.errors import N_, Words
from portal.regions.rules import within
from portal.vocabulary import RESOURCE_KINDS, SOURCES, STAGES

# What each part of a fit is worth. The work and the place weigh most: who gives to recovery in
# one town may bend about a chair or a rupiah, hardly about these.
STAGE, SPECIALITIES, REGIONS, KIND, SEASON = 20, 30, 30, 15, 5
# Whoever names the place means it more than whoever gives everywhere.
NATION, PART = 0.6, 0.5
MOST_REGIONS = 100

MONTHS: Mapping[str, Words] = {
    "1": N_("Januari"),
    "2": N_("Februari"),
    "3": N_("Maret"),
    "4": N_("April"),
    "5": N_("Mei"),
    "6": N_("Juni"),
    "7": N_("Juli"),
    "8": N_("Agustus"),
    "9": N_("September"),
    "10": N_("Oktober"),
    "11": N_("November"),
    "12": N_("Desember"),
}


@dataclass(frozen=True, kw_only=True)
class Cares:
    """What somebody gives to, as codes; what is left empty is no condition.

    `nationwide` gives everywhere. `months` are those in which next year's budget is made.
    """

    stages: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    nationwide: bool = False
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Need:
    """One requirement line of a programme: of what kind, for which work, where (codes)."""

    kind: str
    stage: str
    specialities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """How well it fits (`points`, for ordering only), and the reasons as codes.

    `inside` are the need's regions that lie within what is cared about, `part` those of which
    only a part does. `season`: the budget of next year is being made this month.
    """

    points: int
    stage: str = ""
    specialities: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    nationwide: bool = False
    kind: str = ""
    season: bool = False


def fit(cares: Cares, need: Need, *, month: int = 0) -> Fit | None:
    """How a need fits; None when it does not. `month` (1 to 12) is the present one, 0: untold.

    A region fits by the tree: who gives to a province gives to each kota in it.
    """
    if cares.kinds and need.kind not in cares.kinds:
        return None
    stage = need.stage if need.stage in cares.stages else ""
    shared = tuple(code for code in need.specialities if code in cares.specialities)
    if (cares.stages or cares.specialities) and not (stage or shared):
        return None
    inside = tuple(code for code in need.regions if _any_above(code, cares.regions))
    rest = (code for code in need.regions if code not in inside)
    part = tuple(code for code in rest if any(within(own, code) for own in cares.regions))
    if not (inside or part or cares.nationwide):
        return None
    found = Fit(
        points=0,
        stage=stage,
        specialities=shared,
        inside=inside,
        part=part,
        nationwide=cares.nationwide,
        kind=need.kind if cares.kinds else "",
        season=str(month) in cares.months,
    )
    return replace(found, points=_points(found, need))


def _any_above(code: str, own: Iterable[str]) -> bool:
    return any(within(code, one) for one in own)


def _points(found: Fit, need: Need) -> int:
    points = STAGE * bool(found.stage) + KIND * bool(found.kind) + SEASON * found.season
    share = _share(len(found.specialities), need.specialities)
    reach = _share(len(found.inside) + PART * len(found.part), need.regions)
    reach = max(reach, NATION if found.nationwide else 0)
    return round(points + SPECIALITIES * share + REGIONS * reach)


def _share(found: float, wanted: tuple[str, ...]) -> float:
    return found / len(wanted) if wanted else 0.0


def faults(cares: Cares) -> dict[str, Words]:
    """What is wrong with what a donor says, by field; empty when nothing is."""
    found: dict[str, Words] = {}
    if not cares.regions and not cares.nationwide:
        found["regions"] = N_("Pilih wilayah, atau centang seluruh Indonesia.")
    elif len(cares.regions) > MOST_REGIONS:
        found["regions"] = N_("Pilih paling banyak %(n)s wilayah.", n=MOST_REGIONS)
    if not cares.kinds:
        found["kinds"] = N_("Pilih paling sedikit satu jenis dukungan.")
    lists: tuple[tuple[str, tuple[str, ...], Mapping[str, object]], ...] = (
        ("stages", cares.stages, STAGES),
        ("kinds", cares.kinds, RESOURCE_KINDS),
        ("sources", cares.sources, SOURCES),
        ("months", cares.months, MONTHS),
    )
    for name, codes, known in lists:
        if any(code not in known for code in codes):
            found[name] = N_("Pilih dari daftar.")
    return found
