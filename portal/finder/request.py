"""From the address of a search to a question for the index, and back to an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal import vocabulary
from portal.errors import Words
from portal.regions.rules import is_code
from search.query import FACETS, Filters, Query, Sort

MOST_TEXT = 300
MOST_VALUES = 40
PER_PAGE = 20
MOST_PER_PAGE = 100
LAST_PAGE = 50
ORGANISATIONS, PROGRAMMES = "organisations", "programmes"
# The filters of each list, and those that go along when a reader changes from one to the other.
FILTERS = {ORGANISATIONS: FACETS, PROGRAMMES: ("stage", "region", "speciality", "need")}
SHARED = ("stage", "region", "speciality")
# Filters that the index knows by another name.
FIELDS = {"need": "resource"}
# The codes of each facet that has a fixed list, with their words.
LISTS: Mapping[str, Mapping[str, Words]] = {
    "kind": vocabulary.KINDS,
    "stage": vocabulary.STAGES,
    "language": vocabulary.LANGUAGES,
    "capacity": vocabulary.CAPACITIES,
    "referral": vocabulary.REFERRALS,
    "open": vocabulary.OPENINGS,
    "cost": vocabulary.COSTS,
    "sex": vocabulary.SEXES,
    "age": vocabulary.AGES,
    "disability": vocabulary.DISABILITY,
    "case": vocabulary.CASE_TYPES,
    "resource": vocabulary.RESOURCE_KINDS,
    "need": vocabulary.RESOURCE_KINDS,
}


@dataclass(frozen=True)
class Asked:
    """A search as its address says it; unknown values are dropped, never an error.

    `what` names the list that is searched. `origin` is the region, or what was typed for it, from
    where distances count. `device` says that `near` is where the reader's device is; that stands
    in no address.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    near: tuple[float, float] | None = None
    page: int = 1
    per_page: int = PER_PAGE
    what: str = ORGANISATIONS
    origin: str = ""
    device: bool = False

    def query(
        self, facets: tuple[str, ...] | None = None, districts: tuple[str, ...] = ()
    ) -> Query:
        """The question for the index, with all facets of the list unless told otherwise.

        `districts` are kecamatan to count beside the regions.
        """
        sort = self.sort
        if self.what == PROGRAMMES and sort is Sort.RELEVANCE and not self.text:
            sort = Sort.CONFIRMED  # the newest first
        return Query(
            text=self.text,
            filters=self._narrowed(),
            sort=sort,
            near=self.near,
            page=self.page,
            per_page=self.per_page,
            facets=self._facets() if facets is None else facets,
            districts=districts,
        )

    def _facets(self) -> tuple[str, ...]:
        return tuple(FIELDS.get(name, name) for name in FILTERS[self.what])

    def counting(self) -> Query:
        """The question that asks only how many there are."""
        return Query(text=self.text, filters=self._narrowed(), per_page=0)

    def _narrowed(self) -> Filters:
        return Filters(**{FIELDS.get(name, name): codes for name, codes in self.filters.items()})

    def across(self) -> "Asked":
        """The same question about the other list, with the filters that both have."""
        other = PROGRAMMES if self.what == ORGANISATIONS else ORGANISATIONS
        kept = {name: codes for name, codes in self.filters.items() if name in SHARED}
        return Asked(self.text, kept, what=other)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The search as parameters, without its page."""
        if self.text:
            yield "q", self.text
        for name, values in self.filters.items():
            for value in values:
                yield name, value
        if self.sort is not Sort.RELEVANCE:
            yield "sort", self.sort.value
        if self.origin:
            yield "from", self.origin
        elif self.near and not self.device:
            yield "near", f"{self.near[0]},{self.near[1]}"

    def address(self, path: str, **changes: object) -> str:
        """The same search at `path` with changes: name=value sets a parameter, None drops it."""
        kept = [(name, value) for name, value in self.pairs() if name not in changes]
        kept += [(name, str(value)) for name, value in changes.items() if value not in (None, 1)]
        return f"{path}?{urlencode(kept)}" if kept else path

    def instead(self, path: str, name: str, value: str | None) -> str:
        """The same search with one value of a facet in place of all it has; None drops them."""
        kept = [pair for pair in self.pairs() if pair[0] != name]
        kept += [(name, value)] if value else []
        return f"{path}?{urlencode(kept)}" if kept else path

    def without(self, path: str, name: str, value: str) -> str:
        """The same search without one value of a facet."""
        kept = [pair for pair in self.pairs() if pair != (name, value)]
        return f"{path}?{urlencode(kept)}" if kept else path


def read(args: MultiDict[str, str], what: str = ORGANISATIONS) -> Asked:
    """What a query string asks of a list; never raises."""
    return Asked(
        text=_text(args.get("q", "")),
        filters={name: values for name in FILTERS[what] if (values := _values(args, name))},
        sort=_sort(args.get("sort", "")),
        near=_near(args.get("near", "")),
        page=_whole(args.get("page", ""), 1, LAST_PAGE),
        per_page=_whole(args.get("per_page", ""), PER_PAGE, MOST_PER_PAGE),
        what=what,
        origin=_text(args.get("from", ""))[:80] if what == ORGANISATIONS else "",
    )


def _text(text: str) -> str:
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())[:MOST_TEXT]


def _values(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    found = [value.strip() for value in args.getlist(name)[:MOST_VALUES]]
    return tuple(dict.fromkeys(value for value in found if _known(name, value)))


def _known(name: str, value: str) -> bool:
    if name in LISTS:
        return value in LISTS[name]
    if name == "region":
        return is_code(value)
    return value.isascii() and value.replace("_", "").isalnum() and len(value) <= 40


def _sort(text: str) -> Sort:
    return Sort(text) if text in set(Sort) else Sort.RELEVANCE


def here(asked: Asked, text: str) -> Asked:
    """The same search from where the reader's device is: 'latitude,longitude', made coarse."""
    place = _near(text)
    if place is None:
        return asked
    near = round(place[0], 2), round(place[1], 2)  # about a kilometre
    return replace(asked, near=near, sort=Sort.DISTANCE, origin="", device=True)


def _near(text: str) -> tuple[float, float] | None:
    latitude, comma, longitude = text.partition(",")
    try:
        here = float(latitude), float(longitude)
    except ValueError:
        return None
    return here if comma and abs(here[0]) <= 90 and abs(here[1]) <= 180 else None


def _whole(text: str, usual: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        return usual
    return max(1, min(int(text), most))
