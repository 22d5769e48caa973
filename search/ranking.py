"""Questions in the embedded engine's terms: who matches, and with how many points."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from tantivy import Occur
from tantivy import Query as Match

from search.gazetteer import Gazetteer
from search.language import (
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
    canonical,
    is_generic,
    query_words,
    trigrams,
    weight,
    words,
)
from search.places import Place
from search.query import Filters, regency
from search.schema import SCHEMA, TEXT_FIELDS, code
from search.stems import stem
from search.terms import Question, Term, places_of
from search.vocabulary import Vocabulary

# Points of one word by how it matches. A step exceeds what the attributes of ten words can sum
# up to, so that the way of matching decides first and the attribute second.
EXACT, PREFIX, SYNONYM, ONE_TYPO, TWO_TYPOS, STEM = 9000, 8000, 7000, 5000, 4000, 3000
# A region that the word names is served: spelt as it should be, or (False) misspelt. Whoever has
# the word in its places comes before those who serve the whole nation.
IN_REGION = {True: 7500, False: 4500}
ATTRIBUTE = dict(zip(TEXT_FIELDS, (80, 70, 30, 16, 0, 60, 0), strict=True))
SYNONYM_FIELDS = ("name_synonyms", "synonyms")
# Points of the whole question.
WHOLE_KEYS = {"=": 1_000_000, "+": 900_000, "~": 800_000, "-": 700_000}
WHOLE_NAME, NAME_INSIDE, IN_PLACE, NEIGHBOURS, NOT_DUE = 120, 100, 100, 10, 45

FEW_TERMS = 20

# The relaxed pass: what a word is worth by how it matches, and letters in common.
SHARES = {"name": 1.0, "also": 0.95, "topic": 0.8, "service": 0.7, "text": 0.6}
SHARES |= {"name_synonyms": 0.9, "synonyms": 0.7}
PREFIX_SHARE, TYPO_SHARE, STEM_SHARE, LETTERS_SHARE = 0.9, 0.8, 0.6, 0.5


def _worth(query: Match, points: float) -> Match:
    return Match.const_score_query(query, float(points))


def _is(field: str, word: str) -> Match:
    return Match.term_query(SCHEMA, field, word, "basic")


def any_of(field: str, terms: Iterable[str]) -> Match:
    """Documents that have one of the terms in a field."""
    listed = list(terms)
    if len(listed) > FEW_TERMS:
        return Match.term_set_query(SCHEMA, field, listed)
    # The engine builds an automaton for a set, which costs more than looking up a few terms.
    return Match.disjunction_max_query([_is(field, term) for term in listed])


def every_of(clauses: Iterable[Match]) -> Match:
    """Documents that all the queries match; all documents when there are none."""
    wanted = [(Occur.Must, clause) for clause in clauses]
    return Match.boolean_query(wanted) if wanted else Match.all_query()


def ranks_in(ranks: Iterable[int]) -> Match:
    """The documents with these ranks; no points."""
    return _worth(Match.term_set_query(SCHEMA, "rank", list(ranks)), 0)


def filter_queries(filters: Filters) -> dict[str, Match]:
    """{facet: query} for each facet that filters something; no points."""
    queries = {}
    for facet, wanted in filters.wanted().items():
        codes = [code(value) for value in wanted]
        query = any_of(facet, codes)
        if facet == "region" and (wholes := {part for c in codes if (part := regency(c))}):
            query = Match.disjunction_max_query([query, any_of("region_whole", sorted(wholes))])
        queries[facet] = _worth(query, 0)
    return queries


def understood(text: str, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Question:
    """The words of a question and the places it names.

    Typos are looked up only for a word that the index does not know as it is typed.
    """
    asked = query_words(text)
    unknown = frozenset(word for word in asked if not vocabulary.known(word, word == asked[-1]))
    terms = []
    for word in asked:
        last = word == asked[-1]
        near = vocabulary.near(word, last) if word in unknown else {}
        terms.append(Term(word, last, near))
    return Question(text, tuple(terms), gazetteer.recognise(text, unknown), unknown)


def matched(terms: Sequence[Term]) -> Match | None:
    """Whoever has every word; None without words."""
    return every_of(map(_having, terms)) if terms else None


def scored(text: str, terms: Sequence[Term]) -> Match | None:
    """Whoever has every word, with points; None without words."""
    if not terms:
        return None
    clauses = [(Occur.Must, _points(term)) for term in terms]
    clauses += [(Occur.Should, extra) for extra in _extras(text, terms)]
    return Match.boolean_query(clauses)


def _having(term: Term) -> Match:
    """Whoever has a word in any way; no points, and cheaper than `_points`."""
    ways = [_is("every", term.word), _is("stems", stem(term.word))]
    if term.last:
        ways.append(_begins("every", term.word))
    if term.near:
        ways.append(any_of("every", term.near))
    if term.place:
        ways.append(_serving(term.place))
    return Match.disjunction_max_query(ways)


def _serving(place: Place) -> Match:
    """Whoever serves one of the regions that may be meant."""
    return filter_queries(Filters(region=place.codes))["region"]


def _points(term: Term) -> Match:
    """Whoever has a word, with the points of the best way to have it."""
    ways = list(_plain_ways(term.word, term.last))
    for field in TEXT_FIELDS:
        for cost, points in ((1, ONE_TYPO), (2, TWO_TYPOS)):
            if near := [other for other, typos in term.near.items() if typos == cost]:
                ways.append(_worth(any_of(field, near), points + ATTRIBUTE[field]))
    if term.place:
        ways.append(_worth(_serving(term.place), IN_REGION[term.place.exact]))
    return Match.disjunction_max_query(ways)


# The same words come again with other questions: to make their queries takes as long as to ask.
@lru_cache(maxsize=2048)
def _plain_ways(word: str, last: bool) -> tuple[Match, ...]:
    """To have a word as it is typed, its root, or what means the same; the last as a beginning."""
    ways = [_worth(_is("stems", stem(word)), STEM)]
    for field in TEXT_FIELDS:
        synonym = field in SYNONYM_FIELDS
        points = (SYNONYM if synonym else EXACT) + ATTRIBUTE[field]
        ways.append(_worth(_is(field, word), points))
        if last:
            points = (SYNONYM - 1 if synonym else PREFIX) + ATTRIBUTE[field]
            ways.append(_worth(_begins(field, word), points))
    return tuple(ways)


def _begins(field: str, word: str) -> Match:
    return Match.fuzzy_term_query(SCHEMA, field, word, 0, True, True)


def _named(term: Term) -> Match:
    if term.near:
        return any_of("name", term.near)
    return _begins("name", term.word) if term.last else _is("name", term.word)


def _extras(text: str, terms: Sequence[Term]) -> list[Match]:
    """Points of the whole question: a whole name, a place served, neighbours in a name, not due."""
    typed = words(text[:MAX_QUERY_CHARACTERS])
    whole, alike = " ".join(typed), canonical(" ".join(typed))
    extras = [
        _worth(_is("name_key", kind + (whole if kind in "=+" else alike)), points)
        for kind, points in WHOLE_KEYS.items()
    ]
    size = _is("name_size", str(len(terms)))
    extras.append(_worth(every_of([*map(_named, terms), size]), WHOLE_NAME))
    extras.append(_worth(any_of("name_key", names_in(typed, alike.split())), NAME_INSIDE))
    extras.append(_worth(Match.term_query(SCHEMA, "due", 0), NOT_DUE))
    for place in places_of(terms):
        names = dict.fromkeys((place.named, place.above))
        told = [every_of(_is("text", word) for word in name) for name in names]
        there = every_of([_serving(place), Match.disjunction_max_query(told)])
        extras.append(_worth(there, IN_PLACE))
    for pair in dict.fromkeys(pairwise(typed[:MAX_QUERY_WORDS])):
        extras.append(_worth(Match.phrase_query(SCHEMA, "name", list(pair)), NEIGHBOURS))
    return extras


def names_in(typed: Sequence[str], alike: Sequence[str]) -> list[str]:
    """Keys of every name that may stand whole within the question, as typed and made alike."""
    return [
        kind + " ".join(asked[start:end])
        for kind, asked in (("=", typed), ("~", alike))
        for end in range(1, min(len(asked), MAX_QUERY_WORDS) + 1)
        for start in range(end)
    ]


def relaxed(terms: Sequence[Term], vocabulary: Vocabulary) -> tuple[Match, dict[str, float]]:
    """Whoever has any of the words, scored from 0 to 1, and the rarity of each word.

    Rare words weigh more, generic ones a third; letters in common with the names help out.
    """
    rarity = _rarities(terms, vocabulary)
    weights = {word: weight(word, rare) for word, rare in rarity.items()}
    letters = sorted(trigrams(word for word in weights if not is_generic(word)))
    total = sum(weights.values()) * (1 + (LETTERS_SHARE if letters else 0))
    clauses = [_share(term, weights[term.word] / total) for term in terms]
    letter = LETTERS_SHARE * sum(weights.values()) / total / max(len(letters), 1)
    clauses += [_worth(_is("trigrams", piece), letter) for piece in letters]
    return Match.boolean_query([(Occur.Should, clause) for clause in clauses]), rarity


def _rarities(terms: Sequence[Term], vocabulary: Vocabulary) -> dict[str, float]:
    """The rarity of each word, or of the commonest it is a misspelling of.

    A word nobody has would be the rarest of all and make every answer look poor, so it counts
    as the average of the others.
    """
    known = {}
    for term in terms:
        meant = [term.word] if vocabulary.frequency(term.word) else list(term.near)
        if meant:
            known[term.word] = min(map(vocabulary.rarity, meant))
    average = sum(known.values()) / len(known) if known else 1.0
    return {term.word: known.get(term.word, average) for term in terms}


def _share(term: Term, worth: float) -> Match:
    """As `_having`, for the relaxed pass: any way to have a word, with a share of its weight."""
    ways = [_worth(_is("stems", stem(term.word)), worth * STEM_SHARE)]
    near = [other for other in term.near if other != term.word]
    for field, share in SHARES.items():
        ways.append(_worth(_is(field, term.word), worth * share))
        if term.last:
            ways.append(_worth(_begins(field, term.word), worth * share * PREFIX_SHARE))
        if near:
            ways.append(_worth(any_of(field, near), worth * share * TYPO_SHARE))
    return Match.disjunction_max_query(ways)
