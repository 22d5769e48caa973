"""What may be asked of an index: words, filters, an order and a page."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

DEPTH = 1000
"""Hits that can be reached by paging; the total counts them all."""

FACETS = (
    "kind",
    "speciality",
    "stage",
    "region",
    "language",
    "capacity",
    "referral",
    "open",
    "cost",
    "sex",
    "age",
    "disability",
    "case",
    "resource",
)
"""Names of the facets: the fields of `Filters`."""


class Sort(StrEnum):
    """Orders of a result list; `DISTANCE` needs `Query.near` and is `RELEVANCE` without it."""

    RELEVANCE = "relevance"
    NAME = "name"
    CONFIRMED = "confirmed"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Wanted codes: any of them within a facet, all facets together; empty means anything.

    A region is wanted as *served*: its code is among `regions`, or it is a kecamatan (two dots)
    whose regency is among `regions_whole`. `referral` and `disability` know the code 'yes',
    `open` knows '24h' and `cost` 'free'.
    """

    kind: tuple[str, ...] = ()
    speciality: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    referral: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    disability: tuple[str, ...] = ()
    case: tuple[str, ...] = ()
    resource: tuple[str, ...] = ()

    def wanted(self) -> dict[str, tuple[str, ...]]:
        """Facets that filter something, with their codes."""
        return {name: codes for name in FACETS if (codes := getattr(self, name))}


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question. `text` may be anything a person can send; an empty one browses all.

    `near` is (latitude, longitude) in degrees; `page` counts from 1; `facets` names the facets
    to count, `districts` the kecamatan that the region facet counts too. With `per_page` 0 nothing
    is brought: the answer only counts. Raises ValueError for a page, page size, facet, kecamatan
    or place that cannot be.
    """

    text: str = ""
    filters: Filters = field(default=NO_FILTERS)
    sort: Sort = Sort.RELEVANCE
    near: tuple[float, float] | None = None
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.page < 1 or not 0 <= self.per_page <= DEPTH:
            raise ValueError("page counts from 1, and a page holds at most 1000 hits")
        if unknown := set(self.facets) - set(FACETS):
            raise ValueError(f"no such facet: {', '.join(sorted(unknown))}")
        if not all(map(regency, self.districts)):
            raise ValueError("only a kecamatan is a district")
        if self.near is not None:
            latitude, longitude = self.near
            if not (isfinite(latitude) and isfinite(longitude)):
                raise ValueError("a place needs two numbers")

    @property
    def first(self) -> int:
        """Number of hits before this page."""
        return (self.page - 1) * self.per_page


def regency(code: str) -> str | None:
    """The regency of a kecamatan's code ('36.73' of '36.73.01'), None for any other code."""
    parts = code.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 else None
