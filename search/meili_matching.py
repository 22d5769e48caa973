"""Who answers a question, as filters for a Meilisearch server, and who comes near to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import log
from typing import Any, Protocol

from search.answering import NEAR_BEST, NEAR_ENOUGH
from search.language import prefix_typo_cost, typo_cost, weight
from search.meili_documents import RETRIEVED, TEXTS
from search.meili_filters import any_way, begins, facet_filters, one_of, word_code
from search.places import Place
from search.points import Entry, nearness
from search.query import Filters
from search.stems import stem
from search.terms import Question, Term
from search.vocabulary import MAX_NEAR

NEAR_HEAD = 60
"""Candidates that each part of a question brings when nobody answers all of it."""

NEAR_ROWS = 150
"""Candidates whose words are fetched and compared."""

Asked = dict[str, Any]
Answered = dict[str, Any]


class Server(Protocol):
    """What answering needs of a server's index; both raise SearchUnavailable."""

    def ask(self, queries: Sequence[Asked]) -> list[Answered]:
        """Several searches of one index in one request, answered in their order."""

    def alike(self, code: str) -> list[str]:
        """Words of the index within the typos a word may have, or that begin so."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Whoever answers the words, as a filter ('' is everybody), and what orders them.

    `near` are ids in the order of nearness with their entries' cards, when words were relaxed.
    """

    text: str
    terms: tuple[Term, ...] = ()
    filter: str = ""
    near: tuple["Near", ...] = ()
    rarity: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Near:
    """A near answer: its share of the question from 0 to 1, and its card for re-ranking."""

    id: str
    share: float
    card: str


COUNT: Asked = {"q": "", "page": 1, "hitsPerPage": 1, "attributesToRetrieve": ["id"]}
"""A question of which only the number of hits is wanted, exactly."""


def as_typed(term: Term) -> str:
    """Whoever has a word as it is typed, or what begins so."""
    code = word_code(term.word)
    return begins("words", code) if term.last else one_of("words", [code])


def known(term: Term) -> str:
    """Whoever has a word as it is typed or its root: then it is no misspelling."""
    return any_way((as_typed(term), one_of("stems", [word_code(stem(term.word))])))


def _having(term: Term) -> str:
    """Whoever has a word in any way."""
    ways = [as_typed(term), one_of("stems", [word_code(stem(term.word))])]
    if term.near:
        ways.append(one_of("words", map(word_code, term.near)))
    if term.place:
        ways.append(serving(term.place))
    return any_way(ways)


def serving(place: Place) -> str:
    """Whoever serves one of the regions that may be meant."""
    return facet_filters(Filters(region=place.codes))["region"]


def strict(text: str, terms: tuple[Term, ...]) -> Matching:
    """Whoever has every word."""
    return Matching(text, terms, " AND ".join(map(_having, terms)))


def mended(server: Server, term: Term) -> Term:
    """A term with the words of the index it may be a misspelling of, nearest first.

    Another first letter is looked at only when no word with the right one fits.
    """
    if not term.word.isascii():
        return term
    cost = prefix_typo_cost if term.last else typo_cost
    costs = {
        other: typos
        for other in server.alike(term.word)
        if (typos := cost(term.word, other)) is not None
    }
    right = {other: typos for other, typos in costs.items() if other[0] == term.word[0]}
    ordered = sorted((right or costs).items(), key=lambda one: one[1])
    return replace(term, near=dict(ordered[:MAX_NEAR]))


def entry(row: Answered) -> Entry:
    """A hit as points are given to it."""
    return Entry(
        id=row["id"],
        rank=row["rank"],
        due=row["due"],
        names=tuple(row["names"]),
        texts={name: tuple(row[name].split()) for name in TEXTS},
        regions=frozenset(
            (*row.get("region", ()), *(f"{code}*" for code in row.get("region_whole", ())))
        ),
    )


def relaxed(server: Server, asked: Question) -> Matching | None:
    """Those near enough to the words of a question that nobody matches in full, if any."""
    terms = asked.loosened()
    meant = [
        {**COUNT, "filter": one_of("words", [word_code(word)])}
        for term in terms
        for word in _meant(term)
    ]
    parts = _parts([term for term in terms if term.near or term.word not in asked.unknown])
    wanted = {"limit": NEAR_HEAD, "sort": ["rank:asc"], "q": "", "attributesToRetrieve": ["id"]}
    brought = [{"filter": " AND ".join(map(_having, part)), **wanted} for part in parts]
    found = server.ask([{**COUNT}, *meant, *brought])
    rarity = _rarities(terms, found[0]["totalHits"], found[1 : len(meant) + 1])
    best = _promising(parts, found[len(meant) + 1 :], rarity)
    near = _nearest(terms, rarity, _rows(server, best))
    if not near:
        return None
    match = one_of("id", [one.id for one in near])
    return Matching(" ".join(rarity), terms, match, near, rarity)


def _promising(
    parts: Sequence[tuple[Term, ...]], found: Sequence[Answered], rarity: Mapping[str, float]
) -> list[str]:
    """Ids of those who have the parts of most weight; only of these the words are fetched."""
    worth: dict[str, float] = {}
    for part, one in zip(parts, found, strict=True):
        weighs = sum(weight(term.word, rarity[term.word]) for term in part)
        for row in one["hits"]:
            worth[row["id"]] = max(weighs, worth.get(row["id"], 0.0))
    return sorted(worth, key=lambda key: -worth[key])[:NEAR_ROWS]


def _rows(server: Server, ids: Sequence[str]) -> list[Answered]:
    if not ids:
        return []
    wanted = {"limit": len(ids), "attributesToRetrieve": [*RETRIEVED, "card"]}
    return list(server.ask([{"q": "", "filter": one_of("id", ids), **wanted}])[0]["hits"])


def _nearest(
    terms: Sequence[Term], rarity: Mapping[str, float], rows: Sequence[Answered]
) -> tuple[Near, ...]:
    """The rows that come near enough, the nearest first."""
    scored = []
    for row in rows:
        held = entry(row)
        scored.append((-nearness(terms, rarity, held), held.rank, row))
    scored.sort(key=lambda one: one[:2])
    enough = max(NEAR_BEST * -scored[0][0], NEAR_ENOUGH) if scored else 0.0
    return tuple(
        Near(row["id"], -share, row["card"]) for share, _, row in scored if -share >= enough
    )


def _meant(term: Term) -> list[str]:
    """The word, and those it may be a misspelling of."""
    return list(dict.fromkeys((term.word, *term.near)))[:10]


def _parts(terms: Sequence[Term]) -> list[tuple[Term, ...]]:
    """Terms that bring candidates: all of them, all but one, all but two, each alone."""
    sizes = {size for size in (len(terms), len(terms) - 1, len(terms) - 2, 1) if size > 0}
    return [part for size in sorted(sizes, reverse=True) for part in combinations(terms, size)]


def _rarities(
    terms: Sequence[Term], documents: int, counts: Sequence[Answered]
) -> dict[str, float]:
    """The idf of each word, or of the commonest it is a misspelling of.

    A word nobody has counts as the average of the others.
    """
    numbers = iter(counts)
    known = {}
    for term in terms:
        having = {word: int(next(numbers)["totalHits"]) for word in _meant(term)}
        own = having[term.word] or max(having.values())
        if own:
            known[term.word] = log(1 + (max(documents - own, 0) + 0.5) / (own + 0.5))
    average = sum(known.values()) / len(known) if known else 1.0
    return {term.word: known.get(term.word, average) for term in terms}
