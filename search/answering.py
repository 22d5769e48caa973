"""How the embedded engine answers: strict pass, relaxed pass, facet counts."""

from collections.abc import Mapping, Sequence
from time import perf_counter

from tantivy import Query as Match

from search.gazetteer import Gazetteer
from search.paging import Found, Matching, Page, page_of
from search.query import DEPTH, Query, regency
from search.ranking import (
    any_of,
    every_of,
    filter_queries,
    matched,
    ranks_in,
    relaxed,
    scored,
    understood,
)
from search.results import Results
from search.storage import Reading, counted
from search.terms import Question

ENGINE = "embedded"
NEAR_BEST, NEAR_ENOUGH = 0.4, 0.1
"""A near answer has this share of the best one's points, and this much of all there are."""

_FACET_VALUES = 10_000


def nothing(query: Query, started: float) -> Results:
    """The answer of an index that was never written; `started` is a perf_counter reading."""
    counts: dict[str, dict[str, int]] = {facet: {} for facet in query.facets}
    return Results(engine=ENGINE, facets=counts, took_ms=_since(started))


def answer(reading: Reading, query: Query, gazetteer: Gazetteer, started: float) -> Results:
    """Answer a question from one view of the index; `started` is a perf_counter reading.

    Whether words are relaxed depends on the words alone and not on the filters, so that facet
    counts, totals and pages of one question always speak of the same set.
    """
    filters = filter_queries(query.filters)
    asked = understood(query.text, reading.vocabulary, gazetteer)
    matching, page = _strict(reading, query, asked, filters)
    if not page.total and asked.terms and not (filters and _anyone(reading, matching)):
        near = _relaxed(reading, asked)
        if near is not None:
            matching, page = near, page_of(reading, query, near, list(filters.values()))
    return Results(
        hits=tuple(page.hits),
        total=page.total,
        facets=_facets(reading, query, matching, filters),
        relaxed=bool(matching.near),
        places=asked.places,
        engine=ENGINE,
        took_ms=_since(started),
    )


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 2)


def _strict(
    reading: Reading, query: Query, asked: Question, filters: Mapping[str, Match]
) -> tuple[Matching, Page]:
    """Whoever has all the words, by the first reading of the question that finds somebody."""
    for terms in asked.readings():
        if asked.hopeless():
            return Matching(query.text, matched(terms)), Page([], 0)
        ordered = scored(query.text, terms) if query.per_page else None
        matching = Matching(query.text, matched(terms), ordered)
        page = page_of(reading, query, matching, list(filters.values()))
        if page.total or not terms or (filters and _anyone(reading, matching)):
            break
    return matching, page


def _anyone(reading: Reading, matching: Matching) -> bool:
    """Whether the words match somebody when the filters are left out."""
    return counted(reading.searcher.search(every_of(matching.clauses()), 1)) > 0


def _relaxed(reading: Reading, asked: Question) -> Matching | None:
    """Those near enough to the words of a question that nobody matches in full, if any."""
    terms = asked.loosened()
    near, rarity = relaxed(terms, reading.vocabulary)
    hits = reading.searcher.search(near, DEPTH, count=False).hits
    enough = max(NEAR_BEST * float(hits[0][0]), NEAR_ENOUGH) if hits else 0.0
    hits = [hit for hit in hits if hit[0] >= enough]
    if not hits:
        return None
    ranks = reading.searcher.fast_field_values("rank", [address for _, address in hits])
    found = sorted(
        Found(-points, int(rank or 0), address)
        for (points, address), rank in zip(hits, ranks, strict=True)
    )
    match = ranks_in(one.rank for one in found)
    return Matching(" ".join(rarity), match, near=found, rarity=rarity)


def _facets(
    reading: Reading, query: Query, matching: Matching, filters: Mapping[str, Match]
) -> dict[str, dict[str, int]]:
    """Counts of each facet asked for, with all filters but its own."""
    plain = [facet for facet in query.facets if facet not in filters]
    counts = _count(reading, plain, [*matching.clauses(), *filters.values()])
    for facet in query.facets:
        if facet in filters:
            others = [clause for name, clause in filters.items() if name != facet]
            counts |= _count(reading, [facet], [*matching.clauses(), *others])
    if query.districts and "region" in query.facets:
        others = [clause for name, clause in filters.items() if name != "region"]
        counts["region"] |= _districts(reading, query.districts, [*matching.clauses(), *others])
    return counts


def _districts(reading: Reading, asked: Sequence[str], clauses: list[Match]) -> dict[str, int]:
    """Whoever serves each kecamatan: it by name, or the whole of its regency."""
    searcher = reading.searcher
    wholes = {
        above: counted(searcher.search(every_of([*clauses, any_of("region_whole", [above])]), 1))
        for above in {regency(code) or "" for code in asked}
    }
    own = _terms(
        reading,
        {"region_district": "region_district"},
        [*clauses, any_of("region_district", asked)],
    )
    counts = {
        code: own["region_district"].get(code, 0) + wholes[regency(code) or ""] for code in asked
    }
    return {code: count for code, count in counts.items() if count}


def _count(reading: Reading, facets: list[str], clauses: list[Match]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    # The kecamatan would be thousands; those that are asked for are counted apart.
    fields = {facet: "region_count" if facet == "region" else facet for facet in facets}
    return _terms(reading, fields, clauses)


def _terms(
    reading: Reading, fields: Mapping[str, str], clauses: list[Match]
) -> dict[str, dict[str, int]]:
    """{name: {code: documents}} of the fields {name: field}."""
    asked = {
        name: {"terms": {"field": field, "size": _FACET_VALUES}} for name, field in fields.items()
    }
    found = reading.searcher.aggregate(every_of(clauses), asked)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
        for name in fields
    }
