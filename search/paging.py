"""The hits of one page in the order asked for, from one view of the embedded index."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain
from math import asin, cos, inf, radians, sin, sqrt
from typing import NamedTuple

from tantivy import DocAddress, Document, Order, Searcher
from tantivy import Query as Match

from search.query import DEPTH, Query, Sort
from search.ranking import every_of, ranks_in
from search.rerank import Candidate, rerank
from search.results import Hit
from search.schema import TOPICAL
from search.storage import Reading, counted

RERANKED = 100
"""Near answers that are ordered by our own rules; the rest keeps the engine's order."""

BY_RANK = 10
"""How many of the lowest rank are looked at for each one that is wanted."""

_FIELDS = {Sort.NAME: "by_name", Sort.CONFIRMED: "by_confirmed"}
_EARTH_KM = 6371.0


class Found(NamedTuple):
    """A document by its address, after what orders it: the lower it is, the earlier it comes.

    `by` is points below zero, or kilometres; `rank` breaks ties and hardly ever repeats.
    """

    by: float
    rank: int
    address: DocAddress


@dataclass(frozen=True, slots=True)
class Matching:
    """Whoever answers the words; without words everybody.

    `match` is the query without points, `scored` the one with points. `near` are those who come
    near, best first, when words were relaxed; then nothing is scored a second time.
    """

    text: str
    match: Match | None = None
    scored: Match | None = None
    near: Sequence[Found] = ()
    rarity: Mapping[str, float] = field(default_factory=dict)

    def clauses(self) -> list[Match]:
        """The matching query as a list of none or one."""
        return [] if self.match is None else [self.match]


@dataclass(frozen=True, slots=True)
class Page:
    """Hits of a page, and how many there are on all pages."""

    hits: list[Hit]
    total: int


def page_of(reading: Reading, query: Query, matching: Matching, filters: Sequence[Match]) -> Page:
    """The page of a question among those who match; beyond the depth it is empty."""
    searcher = reading.searcher
    match = every_of([*matching.clauses(), *filters])
    if not query.per_page:
        return Page([], _how_many(searcher, matching, match, filters))
    if query.sort is Sort.DISTANCE and query.near is not None:
        return _by_distance(searcher, query, match, query.near)
    if query.sort in _FIELDS or not (matching.scored or matching.near):
        return _by_key(searcher, query, match, _FIELDS.get(query.sort, "by_browse"))
    if matching.scored is None:
        passing = _passing(searcher, matching, filters)
        return Page(_near(searcher, query, matching, passing), len(passing))
    found, total = _by_points(searcher, query, match, every_of([matching.scored, *filters]))
    return Page(_hits(searcher, found[query.first : _end(query)]), total)


def _how_many(
    searcher: Searcher, matching: Matching, match: Match, filters: Sequence[Match]
) -> int:
    if matching.near:
        return len(_passing(searcher, matching, filters))
    return counted(searcher.search(match, 1))


def _end(query: Query) -> int:
    return min(query.first + query.per_page, DEPTH)


def _id(searcher: Searcher, address: DocAddress) -> str:
    return str(searcher.doc(address).get_first("id"))


def _hits(searcher: Searcher, found: Iterable[Found]) -> list[Hit]:
    return [Hit(id=_id(searcher, one.address), score=-one.by) for one in found]


def _by_key(searcher: Searcher, query: Query, match: Match, key: str) -> Page:
    wanted = min(query.per_page, DEPTH - query.first)
    if wanted < 1:
        return Page([], counted(searcher.search(match, 1)))
    result = searcher.search(match, wanted, order_by_field=key, offset=query.first, order=Order.Asc)
    return Page([Hit(id=_id(searcher, one)) for _, one in result.hits], counted(result))


def _by_points(
    searcher: Searcher, query: Query, match: Match, scored: Match
) -> tuple[list[Found], int]:
    """Those who match, best first, equal ones by rank: at least as far as the page needs.

    `match` and `scored` find the same, the second with points.
    """
    result = searcher.search(scored, DEPTH)
    total, hits = counted(result), result.hits
    edge = _end(query) - 1
    if total > len(hits) and edge < len(hits) and hits[edge][0] == hits[-1][0]:
        # Equal points reach beyond what was read, and the rank decides among all of them.
        better = hits[: bisect_left(hits, -hits[edge][0], key=_below_zero)]
        wanted = edge + 1 - len(better)
        hits = better + _lowest(searcher, match, scored, hits[edge][0], wanted)
    ranks = searcher.fast_field_values("rank", [address for _, address in hits])
    placed = (
        (-points, int(rank or 0), place)
        for place, ((points, _), rank) in enumerate(zip(hits, ranks, strict=True))
    )
    first = nsmallest(max(edge + 1, RERANKED), placed)
    return [Found(by, rank, hits[place][1]) for by, rank, place in first], total


def _lowest(
    searcher: Searcher, match: Match, scored: Match, points: float, wanted: int
) -> list[tuple[float, DocAddress]]:
    """At least `wanted` of those with so many points, the ones of the lowest rank among them.

    Whoever has the lowest ranks of all is looked at first: where very many are equal, most of
    those have these very points. Else everybody is read.
    """
    by_rank = searcher.search(
        match, wanted * BY_RANK, count=False, order_by_field="rank", order=Order.Asc
    )
    ranks = [int(rank) for rank, _ in by_rank.hits]
    hits = searcher.search(every_of([scored, ranks_in(ranks)]), len(ranks), count=False).hits
    equal = [hit for hit in hits if hit[0] == points]
    if len(equal) < wanted:
        every = searcher.search(scored, searcher.num_docs, count=False).hits
        equal = [hit for hit in every if hit[0] == points]
    return equal


def _below_zero(hit: tuple[float, DocAddress]) -> float:
    return -hit[0]


def _order(found: Found) -> tuple[float, int]:
    return found.by, found.rank


def _passing(searcher: Searcher, matching: Matching, filters: Sequence[Match]) -> Sequence[Found]:
    """The near answers that pass the filters, in their order."""
    if not filters:
        return matching.near
    match = every_of([*matching.clauses(), *filters])
    hits = searcher.search(match, len(matching.near), count=False).hits
    kept = {(address.segment_ord, address.doc) for _, address in hits}
    return [one for one in matching.near if (one.address.segment_ord, one.address.doc) in kept]


def _near(
    searcher: Searcher, query: Query, matching: Matching, found: Sequence[Found]
) -> list[Hit]:
    """A page of near answers, of which the first hundred are ordered anew."""
    end = _end(query)
    if query.first >= RERANKED:
        return _hits(searcher, found[query.first : end])
    candidates = [_candidate(searcher.doc(one.address)) for one in found[:RERANKED]]
    ranked = rerank(matching.text, candidates, matching.rarity)
    head = [Hit(id=one.id, score=one.score, missing=one.missing) for one in ranked]
    tail = _hits(searcher, found[RERANKED : max(end, RERANKED)])
    return [*head, *tail][query.first : end]


def _candidate(kept: Document) -> Candidate:
    """What the engine kept of a document (`search.schema.KEPT`), for ordering it anew."""

    def words_of(*fields: str) -> frozenset[str]:
        return frozenset(chain.from_iterable([str(kept[field][0]).split() for field in fields]))

    return Candidate(
        id=str(kept["id"][0]),
        names=tuple(tuple(str(name).split()) for name in kept["names"] if name),
        topic=words_of(*TOPICAL),
        text=words_of("text"),
        places=words_of("places"),
        kind=str(kept["kind"][0]),
        due=bool(kept["due"][0]),
    )


def _by_distance(searcher: Searcher, query: Query, match: Match, near: tuple[float, float]) -> Page:
    result = searcher.search(match, max(searcher.num_docs, 1))
    addresses = [address for _, address in result.hits]
    columns = [
        searcher.fast_field_values(name, addresses) for name in ("latitude", "longitude", "rank")
    ]
    found = (
        Found(distance_km(near, latitude, longitude), int(rank or 0), address)
        for address, latitude, longitude, rank in zip(addresses, *columns, strict=True)
    )
    nearest = nsmallest(_end(query), found, key=_order)[query.first :]
    hits = [
        Hit(id=_id(searcher, one.address), distance_km=None if one.by == inf else round(one.by, 1))
        for one in nearest
    ]
    return Page(hits, counted(result))


def distance_km(
    near: tuple[float, float], latitude: float | None, longitude: float | None
) -> float:
    """Kilometres along the great circle (haversine); infinite where the place is unknown."""
    if latitude is None or longitude is None:
        return inf
    here, there = radians(near[0]), radians(latitude)
    half_width = sin(radians(longitude - near[1]) / 2)
    half_height = sin((there - here) / 2)
    chord = half_height**2 + cos(here) * cos(there) * half_width**2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))
