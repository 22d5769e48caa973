"""The filters beside a list: each value with its words, its count and the address that adds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal import vocabulary
from portal.directory.labels import name as speciality_name
from portal.finder.request import Asked
from portal.regions.queries import names
from portal.regions.rules import ancestors
from portal.web.pages import translated
from search.results import Results

SHOWN = 12
TITLES = {
    "capacity": _l("Tempat tersedia"),
    "region": _l("Wilayah kerja"),
    "speciality": _l("Bidang keahlian"),
    "kind": _l("Jenis lembaga"),
    "stage": _l("Tahap"),
    "language": _l("Bahasa"),
}


@dataclass(frozen=True)
class Value:
    """One value that narrows the list: its code, its words, how many it leaves, and whether on."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A group of values under one title."""

    name: str
    title: str
    values: Sequence[Value]


def label(name: str, code: str, regions: dict[str, str]) -> str:
    """The words for a facet's code in the reader's language."""
    if name == "speciality":
        return speciality_name(code)
    if name == "region":
        return regions.get(code, code)
    lists = {
        "kind": vocabulary.KINDS,
        "stage": vocabulary.STAGES,
        "language": vocabulary.LANGUAGES,
        "capacity": vocabulary.CAPACITIES,
    }
    words = lists[name].get(code)
    return translated(words) if words else code


def facets(session: Session, asked: Asked, results: Results) -> list[Facet]:
    """The groups to show: the chosen values first, then the largest."""
    open_regions = _open_regions(asked, results.facets.get("region", {}))
    known = names(session, {*open_regions, *asked.filters.get("region", ())})
    found = []
    for name, title in TITLES.items():
        counts = results.facets.get(name, {})
        chosen = asked.filters.get(name, ())
        codes = open_regions if name == "region" else list(counts)
        codes = [*chosen, *(code for code in codes if code not in chosen)]
        values = [
            Value(code, label(name, code, known), counts.get(code, 0), code in chosen)
            for code in codes
            if counts.get(code, 0) or code in chosen
        ]
        values.sort(key=lambda value: (not value.chosen, -value.count, value.label))
        if values:
            most = SHOWN if name != "speciality" else 40
            found.append(Facet(name, str(title), values[:most]))
    return found


def _open_regions(asked: Asked, counts: dict[str, int]) -> list[str]:
    """Drill down: the provinces, or what lies right below the places that are chosen."""
    chosen = asked.filters.get("region", ())
    if not chosen:
        return [code for code in counts if "." not in code]
    above = {one for code in chosen for one in (code, *ancestors(code)[:1])}
    below = [code for code in counts if ancestors(code)[:1] and ancestors(code)[0] in above]
    return [*(code for code in above if code in counts), *below]


def chips(asked: Asked, session: Session, path: str) -> list[tuple[str, str]]:
    """The chosen filters as (words, address without it)."""
    known = names(session, asked.filters.get("region", ()))
    return [
        (label(name, code, known), asked.without(path, name, code))
        for name, codes in asked.filters.items()
        for code in codes
    ]


def heading(total: int, accepting: int) -> str:
    """The count in words."""
    if not accepting:
        return ngettext("%(num)s lembaga cocok", "%(num)s lembaga cocok", total)  # type: ignore[no-any-return]  # flask_babel ships no types
    return ngettext(  # type: ignore[no-any-return]  # flask_babel ships no types
        "%(num)s lembaga cocok, %(accepting)s di antaranya masih menerima",
        "%(num)s lembaga cocok, %(accepting)s di antaranya masih menerima",
        total,
        accepting=accepting,
    )
