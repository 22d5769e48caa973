"""The same answers by brute force over the documents: slow, short, and sharing no query code."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from math import asin, cos, inf, radians, sin, sqrt

from search.documents import OrganisationDocument as Document
from search.language import allowed_typos, expansions, query_words, words
from search.query import Filters, Query, Sort
from search.stems import stem

CAPACITIES = ["accepting", "limited", "unknown", "full"]


def edits(one: str, other: str) -> int:
    """Optimal string alignment distance, by the book."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        rows.append([i])
        for j, right in enumerate(other, 1):
            costs = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (left != right)]
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                costs.append(rows[i - 2][j - 2] + 1)
            rows[i].append(min(costs))
    return rows[-1][-1]


def near(word: str, term: str) -> bool:
    """Whether a term is the word with the typos it may have; another first letter costs two."""
    allowed = allowed_typos(word)
    if not allowed or not term:
        return False
    return edits(word, term) + (word[0] != term[0]) <= allowed


def texts(document: Document) -> list[str]:
    return [
        document.name,
        document.short_name,
        *document.other_names,
        *document.speciality_labels,
        *document.aliases,
        *document.services,
        document.about,
        *document.places,
    ]


def vocabulary(document: Document) -> set[str]:
    """Every word a document can be found by as typed."""
    known: set[str] = set()
    for text in texts(document):
        known |= {*words(text), *expansions(words(text))}
    return known


def answering(text: str, documents: Sequence[Document]) -> list[Document]:
    """The documents that have every word of the question, in any of the ways allowed."""
    known = [vocabulary(one) for one in documents]
    roots = [{stem(word) for text in texts(one) for word in words(text)} for one in documents]
    found = set(range(len(documents)))
    asked = query_words(text)
    for word in asked:
        ends = [word] if word != asked[-1] else sorted(_beginning(word, known))
        exact = {place for place, terms in enumerate(known) if terms & {word, *ends}}
        having = exact | {place for place, kept in enumerate(roots) if stem(word) in kept}
        if not having:
            meant = _misspelt(word, set().union(*known), word == asked[-1])
            having |= {place for place, terms in enumerate(known) if terms & meant}
        found &= having
    return [documents[place] for place in sorted(found)]


def _beginning(word: str, known: Iterable[set[str]]) -> set[str]:
    return {term for terms in known for term in terms if term.startswith(word)}


def _misspelt(word: str, terms: set[str], last: bool) -> set[str]:
    def fits(term: str) -> bool:
        ends = range(len(term) + 1) if last else [len(term)]
        return any(near(word, term[:end]) for end in ends)

    fitting = {term for term in terms if fits(term)}
    # Another first letter is looked at only when no word with the right one fits.
    return {term for term in fitting if term[0] == word[0]} or fitting


def codes_of(document: Document) -> dict[str, set[str]]:
    """What a document has of each facet."""
    return {
        "kind": {document.kind},
        "speciality": {*document.specialities},
        "stage": {*document.stages},
        "language": {*document.languages},
        "capacity": {document.capacity},
        "region": {*document.regions},
        "referral": {"yes"} if document.referrals else set(),
        "open": {"24h"} if document.open_24h else set(),
        "cost": {"free"} if document.free else set(),
        "sex": {*document.sexes},
        "age": {*document.ages},
        "disability": {"yes"} if document.disability else set(),
        "case": {*document.case_types},
        "resource": {*document.resources},
    }


def passes(document: Document, filters: Filters, without: str = "") -> bool:
    """Whether a document passes all filters, but for the facet left out."""
    for facet, codes in codes_of(document).items():
        wanted = set(getattr(filters, facet))
        if not wanted or facet == without or wanted & codes:
            continue
        regencies = {code[:5] for code in wanted if facet == "region" and len(code) == 8}
        if not regencies & {*document.regions_whole}:
            return False
    return True


def facets(query: Query, found: Iterable[Document]) -> dict[str, dict[str, int]]:
    """Counts by facet, each with all filters but its own; of kecamatan those asked for."""
    counts = {}
    for facet in query.facets:
        tally: Counter[str] = Counter()
        for one in found:
            if not passes(one, query.filters, without=facet):
                continue
            codes = codes_of(one)[facet]
            if facet == "region":
                asked = {code for code in query.districts if serves(one, code)}
                codes = {code for code in codes if len(code) < 8} | asked
            tally.update(codes)
        counts[facet] = dict(tally)
    return counts


def serves(one: Document, district: str) -> bool:
    """Whether a document serves a kecamatan: it by name, or the whole of its regency."""
    return district in one.regions or district[:5] in one.regions_whole


def in_order(query: Query, found: Iterable[Document]) -> list[Document]:
    """Documents by name, by confirmation, by distance, or as a list nobody searched."""

    def name(one: Document) -> tuple[str, ...]:
        return (*words(one.name), "\x01" + one.id)

    def key(one: Document) -> tuple[object, ...]:
        if query.sort is Sort.NAME:
            return name(one)
        if query.sort is Sort.CONFIRMED:
            return -(one.confirmed_on or date.min).toordinal(), name(one)
        if query.sort is Sort.DISTANCE and query.near:
            return (kilometres(query.near, one),)
        return one.due, CAPACITIES.index(one.capacity), name(one)

    return sorted(found, key=key)


def kilometres(near: tuple[float, float], one: Document) -> float:
    """Great-circle distance; infinite where the place is unknown."""
    if one.latitude is None or one.longitude is None:
        return inf
    a, b = radians(near[0]), radians(one.latitude)
    across = radians(one.longitude - near[1])
    chord = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(across / 2) ** 2
    return 12742 * asin(min(1, sqrt(chord)))
