"""One page of hits as a Meilisearch server is asked for it, and what its answers say."""

from collections.abc import Sequence

from search.language import MAX_QUERY_CHARACTERS, canonical, words
from search.meili_documents import RETRIEVED
from search.meili_filters import facet_filters, key_code, one_of
from search.meili_matching import (
    COUNT,
    Answered,
    Asked,
    Matching,
    Server,
    entry,
    serving,
)
from search.paging import RERANKED, distance_km
from search.points import points
from search.query import DEPTH, Query, Sort, regency
from search.ranking import WHOLE_KEYS
from search.rerank import candidate, rerank
from search.results import Hit
from search.terms import places_of

HEAD = 100
"""Candidates that each way of looking brings for the beginning of a long list."""

_SORTS = {Sort.NAME: "by_name:asc", Sort.CONFIRMED: "by_confirmed:asc"}


class Page:
    """The questions that one page needs of the server, and what their answers say."""

    def __init__(self, query: Query, matching: Matching) -> None:
        self.query, self.matching = query, matching
        self.filters = facet_filters(query.filters)
        self.narrowed = [facet for facet in query.facets if facet in self.filters]
        self.plain = [facet for facet in query.facets if facet not in self.filters]
        self.districts = query.districts if "region" in query.facets else ()
        self.above = sorted({regency(code) or "" for code in self.districts})
        self.ranked = bool(matching.terms and query.per_page) and not (
            query.sort in _SORTS or (query.sort is Sort.DISTANCE and query.near)
        )

    def _filter(self, *, without: str = "") -> str:
        kept = [one for facet, one in self.filters.items() if facet != without]
        return _both(self.matching.filter, *kept)

    def questions(self) -> list[Asked]:
        """The page itself, those without filters, a count for each narrowed facet, the head."""
        main: Asked = {**COUNT, "filter": self._filter(), "facets": _counted(self.plain)}
        if not self.ranked:
            main |= self._sorted()
        anyone = {**COUNT, "filter": self.matching.filter}
        others = [
            {"q": "", "limit": 0, "filter": self._filter(without=one), "facets": _counted([one])}
            for one in self.narrowed
        ]
        head = self._head() if self.ranked else []
        return [main, anyone, *others, *self._in_districts(), *head]

    def _in_districts(self) -> list[Asked]:
        """Who serves some of the kecamatan by name, and who each of their regencies wholly."""
        if not self.districts:
            return []
        kept = self._filter(without="region")
        named = _both(kept, one_of("region_district", self.districts))
        return [
            {"q": "", "limit": 0, "filter": named, "facets": ["region_district"]},
            *(
                {**COUNT, "filter": _both(kept, one_of("region_whole", [one]))}
                for one in self.above
            ),
        ]

    def _sorted(self) -> Asked:
        """The hits of a list that is not ordered by points."""
        query = self.query
        if query.first >= DEPTH or not query.per_page:
            return {}
        by = _SORTS.get(query.sort, "by_browse:asc")
        if query.sort is Sort.DISTANCE and query.near:
            by = f"_geoPoint({query.near[0]:.9f}, {query.near[1]:.9f}):asc"
        return {
            "page": query.page,
            "hitsPerPage": query.per_page,
            "sort": [by],
            "attributesToRetrieve": ["id", "_geo"],
        }

    def _head(self) -> list[Asked]:
        """The candidates of the beginning: by whole names, by the server's ranking, by rank."""
        if self.matching.near:
            ids = [one.id for one in self.matching.near]
            wanted = {"limit": len(ids), "attributesToRetrieve": ["id"]}
            return [{"q": "", "filter": self._filter(), **wanted}]
        places = places_of(self.matching.terms)
        served = ("region", "region_whole") if places else ()
        wanted = {"limit": HEAD, "attributesToRetrieve": [*RETRIEVED, *served]}
        by_words = " ".join(term.word for term in self.matching.terms)
        within = [f"{self._filter()} AND {serving(place)}" for place in places]
        return [
            {"q": "", "filter": f"{self._filter()} AND {self._whole()}", **wanted},
            {"q": by_words, "matchingStrategy": "all", "filter": self._filter(), **wanted},
            *({"q": "", "sort": ["rank:asc"], "filter": one, **wanted} for one in within),
            {"q": "", "sort": ["rank:asc"], "filter": self._filter(), **wanted},
        ]

    def _whole(self) -> str:
        """Whoever has the question as a name."""
        typed = " ".join(words(self.matching.text[:MAX_QUERY_CHARACTERS]))
        keys = [kind + (typed if kind in "=+" else canonical(typed)) for kind in WHOLE_KEYS]
        return one_of("keys", map(key_code, keys))

    def total(self, found: Sequence[Answered]) -> int:
        """How many pass everything."""
        return int(found[0]["totalHits"])

    def anyone(self, found: Sequence[Answered]) -> bool:
        """Whether the words match somebody when the filters are left out."""
        return bool(found[1]["totalHits"])

    def facets(self, found: Sequence[Answered]) -> dict[str, dict[str, int]]:
        """Counts of each facet asked for, with all filters but its own."""
        answers = dict.fromkeys(self.plain, found[0])
        answers |= dict(zip(self.narrowed, found[2:], strict=False))
        counts = {
            facet: dict(answers[facet].get("facetDistribution", {}).get(_field(facet), {}))
            for facet in self.query.facets
        }
        if self.districts:
            counts["region"] |= self._districts(found[2 + len(self.narrowed) :])
        return counts

    def _districts(self, found: Sequence[Answered]) -> dict[str, int]:
        own = found[0].get("facetDistribution", {}).get("region_district", {})
        whole = {above: one["totalHits"] for above, one in zip(self.above, found[1:], strict=False)}
        counts = {code: own.get(code, 0) + whole[regency(code) or ""] for code in self.districts}
        return {code: count for code, count in counts.items() if count}

    def hits(self, server: Server, found: Sequence[Answered]) -> list[Hit]:
        """The hits of the page."""
        query = self.query
        if query.first >= DEPTH or not query.per_page:
            return []
        most = min(query.per_page, DEPTH - query.first)
        if not self.ranked:
            return [self._placed(row) for row in found[0]["hits"][:most]]
        heads = found[2 + len(self.narrowed) + len(self._in_districts()) :]
        if self.matching.near:
            return self._near(heads[0])[query.first : query.first + most]
        listed = self._pointed(heads)
        if self.total(found) > len(listed) and query.first + most > len(listed):
            listed += self._beyond(server, listed, query.first + most)
        return listed[query.first : query.first + most]

    def _placed(self, row: Answered) -> Hit:
        query, place = self.query, row.get("_geo")
        if query.sort is not Sort.DISTANCE or query.near is None or not place:
            return Hit(id=row["id"])
        return Hit(
            id=row["id"],
            distance_km=round(distance_km(query.near, place["lat"], place["lng"]), 1),
        )

    def _pointed(self, heads: Sequence[Answered]) -> list[Hit]:
        rows = {row["id"]: row for head in heads for row in head["hits"]}
        scored = []
        for row in rows.values():
            held = entry(row)
            worth = points(self.matching.text, self.matching.terms, held)
            scored.append((-worth, held.rank, held.id))
        return [Hit(id=one, score=-worth) for worth, _, one in sorted(scored)]

    def _beyond(self, server: Server, listed: Sequence[Hit], end: int) -> list[Hit]:
        """The rest of a list too long to be ordered by points: by rank."""
        head = one_of("id", [hit.id for hit in listed])
        rest = {
            "q": "",
            "sort": ["rank:asc"],
            "filter": f"{self._filter()} AND NOT {head}",
            "limit": end - len(listed),
            "attributesToRetrieve": ["id"],
        }
        return [Hit(id=row["id"]) for row in server.ask([rest])[0]["hits"]]

    def _near(self, head: Answered) -> list[Hit]:
        """Near answers that pass the filters: the first hundred ordered by our own rules."""
        passing = {row["id"] for row in head["hits"]}
        near = [one for one in self.matching.near if one.id in passing]
        cards = [candidate(one.card) for one in near[:RERANKED]]
        ranked = rerank(self.matching.text, cards, self.matching.rarity)
        first = [Hit(id=one.id, score=one.score, missing=one.missing) for one in ranked]
        return first + [Hit(id=one.id, score=one.share) for one in near[RERANKED:]]


def _both(*filters: str) -> str:
    return " AND ".join(filter(None, filters))


def _field(facet: str) -> str:
    # The kecamatan would be thousands; those that are asked for are counted apart.
    return "region_count" if facet == "region" else facet


def _counted(facets: Sequence[str]) -> list[str]:
    return [_field(facet) for facet in facets]
