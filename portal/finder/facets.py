"""The filters beside a list: each value with its words, its count and the address that adds it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.directory.labels import name as speciality_name
from portal.finder.request import FIELDS, LISTS, ORGANISATIONS, PROGRAMMES, Asked
from portal.regions.queries import names
from portal.regions.rules import ancestors
from portal.web.pages import translated
from search.results import Results

SHOWN = 8
"""Values that are seen at once; the rest of a group unfolds."""

# Titles of the groups with their facets; a group of several joins what is one matter to a reader.
_ORGANISATIONS = (
    ("capacity", _l("Tempat tersedia"), ("capacity",)),
    ("ways", _l("Cara melayani"), ("referral", "open", "cost")),
    ("region", _l("Wilayah kerja"), ("region",)),
    ("speciality", _l("Bidang keahlian"), ("speciality",)),
    ("whom", _l("Untuk siapa"), ("sex", "age", "disability")),
    ("case", _l("Keadaan yang ditangani"), ("case",)),
    ("kind", _l("Jenis lembaga"), ("kind",)),
    ("stage", _l("Tahap"), ("stage",)),
    ("language", _l("Bahasa"), ("language",)),
    ("resource", _l("Yang dapat dipinjamkan atau diberikan"), ("resource",)),
)
_PROGRAMMES = (
    ("stages", _l("Tahap"), ("stage",)),
    ("needs", _l("Yang dibutuhkan"), ("need",)),
    ("region", _l("Wilayah"), ("region",)),
    ("speciality", _l("Bidang keahlian"), ("speciality",)),
)
GROUPS = {ORGANISATIONS: _ORGANISATIONS, PROGRAMMES: _PROGRAMMES}
OPEN = ("capacity", "ways", "region", "speciality", "stages", "needs")
"""Groups that are open before anybody chose in them."""

_IN_LIST_ORDER = ("capacity", "sex", "age")


@dataclass(frozen=True)
class Value:
    """One value that narrows the list: its code, its words, how many it leaves, and whether on."""

    facet: str
    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Step:
    """A link that goes one place down or up: its name, its address, and how many it leaves."""

    label: str
    address: str
    count: int


@dataclass(frozen=True)
class Group:
    """Values under one title: those seen at once and the rest; of regions also the ways on.

    `inside` are the places right below the one that is chosen, `above` is the one around it.
    """

    name: str
    title: str
    first: Sequence[Value]
    rest: Sequence[Value] = ()
    inside: Sequence[Step] = ()
    above: Step | None = None

    @property
    def chosen(self) -> int:
        """How many of its values are on."""
        return sum(one.chosen for one in (*self.first, *self.rest))

    @property
    def open(self) -> bool:
        """Whether it is unfolded when the page comes."""
        return self.name in OPEN or bool(self.chosen)


def label(name: str, code: str, regions: Mapping[str, str]) -> str:
    """The words for a facet's code in the reader's language."""
    if name == "speciality":
        return speciality_name(code)
    if name == "region":
        return regions.get(code, code)
    words = LISTS[name].get(code)
    return translated(words) if words else code


def groups(session: Session, asked: Asked, results: Results, path: str) -> list[Group]:
    """The groups to show, in their order; those without a value are left out."""
    found = []
    for name, title, facets in GROUPS[asked.what]:
        if name == "region":
            group = _regions(session, asked, results, path, str(title))
        else:
            values = [one for facet in facets for one in _values(asked, results, facet)]
            group = Group(name, str(title), *_cut(values))
        if group.first or group.inside or group.above:
            found.append(group)
    return found


def _values(asked: Asked, results: Results, facet: str) -> list[Value]:
    """A facet's values: the chosen ones first, then the largest, or as the list has them."""
    counts = results.facets.get(FIELDS.get(facet, facet), {})
    chosen = asked.filters.get(facet, ())
    values = [
        Value(facet, code, label(facet, code, {}), counts.get(code, 0), code in chosen)
        for code in dict.fromkeys((*LISTS.get(facet, ()), *chosen, *counts))
        if counts.get(code) or code in chosen
    ]
    if facet not in _IN_LIST_ORDER:
        values.sort(key=_largest)
    return values


def _largest(value: Value) -> tuple[bool, int, str]:
    return not value.chosen, -value.count, value.label


def _cut(values: Sequence[Value]) -> tuple[Sequence[Value], Sequence[Value]]:
    """What is seen at once, and the rest; one or two more are not worth unfolding."""
    seen = max(SHOWN, sum(one.chosen for one in values))
    if len(values) <= seen + 2:
        return values, ()
    return values[:seen], values[seen:]


def _regions(session: Session, asked: Asked, results: Results, path: str, title: str) -> Group:
    """The provinces; or the chosen places among their neighbours, and the ways down and up.

    Neighbours are ticked beside the chosen ones and widen the list; a step down or up takes the
    place of what is chosen.
    """
    counts, chosen = results.facets.get("region", {}), asked.filters.get("region", ())
    around = {_above(code) for code in chosen} or {""}
    level = [code for code in counts if _above(code) in around]
    one = chosen[0] if len(chosen) == 1 else None
    below = [code for code in counts if one and _above(code) == one]
    known = names(session, {*chosen, *level, *below, *filter(None, around)})
    values = sorted(
        (
            Value("region", code, known[code], counts.get(code, 0), code in chosen)
            for code in dict.fromkeys((*chosen, *level))
            if code in known
        ),
        key=_largest,
    )
    inside = sorted(_steps(asked, path, below, counts, known), key=lambda step: -step.count)
    above = None
    if one and (up := _above(one)):
        above = next(_steps(asked, path, [up], counts, known), None)
    return Group("region", title, *_cut(values), inside=inside, above=above)


def _above(code: str) -> str:
    """The code right above, '' for a province."""
    return (ancestors(code) or ("",))[0]


def _steps(
    asked: Asked,
    path: str,
    codes: Iterable[str],
    counts: Mapping[str, int],
    known: Mapping[str, str],
) -> Iterator[Step]:
    return (
        Step(known[code], asked.instead(path, "region", code), counts.get(code, 0))
        for code in codes
        if code in known
    )


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
