"""Points of a hit by the words it has: the embedded engine's ranking as a pure function.

A Meilisearch server brings the candidates; their order is decided here, so that both engines show
one order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from search.analysis import name_size
from search.language import (
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
    canonical,
    is_generic,
    trigrams,
    weight,
    words,
)
from search.places import Place
from search.query import regency
from search.ranking import (
    ATTRIBUTE,
    EXACT,
    IN_PLACE,
    IN_REGION,
    LETTERS_SHARE,
    NAME_INSIDE,
    NEIGHBOURS,
    NOT_DUE,
    ONE_TYPO,
    PREFIX,
    PREFIX_SHARE,
    SHARES,
    STEM,
    STEM_SHARE,
    SYNONYM,
    SYNONYM_FIELDS,
    TWO_TYPOS,
    TYPO_SHARE,
    WHOLE_KEYS,
    WHOLE_NAME,
    names_in,
)
from search.stems import stem
from search.terms import Term, places_of


@dataclass(frozen=True)
class Entry:
    """What points are given for: words by attribute, all names (the name first), rank, due.

    `regions` are the codes served, those served wholly marked by a `*`.
    """

    id: str
    rank: int
    due: bool
    names: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    regions: frozenset[str] = frozenset()

    def serves(self, place: Place) -> bool:
        """Whether it serves one of the regions meant, as a filter for them has it."""
        return any(
            code in self.regions or f"{regency(code)}*" in self.regions for code in place.codes
        )

    def is_in(self, place: Place) -> bool:
        """Whether it serves a place and says so."""
        told = self.sets["text"]
        return self.serves(place) and (told.issuperset(place.named) or told.issuperset(place.above))

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """The words of each attribute."""
        return {field: frozenset(listed) for field, listed in self.texts.items()}

    @cached_property
    def stems(self) -> frozenset[str]:
        """Roots of all words but those that only mean the same."""
        return frozenset(
            stem(word)
            for field, listed in self.texts.items()
            if field not in SYNONYM_FIELDS
            for word in listed
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """As `search.analysis.name_keys`."""
        made = {"=" + " ".join(words(self.names[0])), "~" + canonical(self.names[0])}
        for other in self.names[1:]:
            made |= {"+" + " ".join(words(other)), "-" + canonical(other)}
        return frozenset(made)


def points(text: str, terms: Sequence[Term], entry: Entry) -> float:
    """How well an entry that has every term answers a question."""
    return sum(_of_term(term, entry) for term in terms) + _extras(text, terms, entry)


def _of_term(term: Term, entry: Entry) -> int:
    """The best way in which an entry has a term."""
    best = STEM if stem(term.word) in entry.stems else 0
    for field, extra in ATTRIBUTE.items():
        held = entry.sets[field]
        if field in SYNONYM_FIELDS:
            exact, beginning = SYNONYM, SYNONYM - 1
        else:
            exact, beginning = EXACT, PREFIX
        if term.word in held:
            best = max(best, exact + extra)
        elif term.last and any(one.startswith(term.word) for one in held):
            best = max(best, beginning + extra)
        for one in term.near.keys() & held:
            best = max(best, (ONE_TYPO if term.near[one] == 1 else TWO_TYPOS) + extra)
    if term.place and entry.serves(term.place):
        best = max(best, IN_REGION[term.place.exact])
    return best


def _extras(text: str, terms: Sequence[Term], entry: Entry) -> int:
    typed = words(text[:MAX_QUERY_CHARACTERS])
    whole, alike = " ".join(typed), canonical(" ".join(typed))
    found = sum(
        worth
        for kind, worth in WHOLE_KEYS.items()
        if kind + (whole if kind in "=+" else alike) in entry.keys
    )
    name = entry.texts["name"]
    if name_size(name) == str(len(terms)) and all(_named(term, entry) for term in terms):
        found += WHOLE_NAME
    if not entry.keys.isdisjoint(names_in(typed, alike.split())):
        found += NAME_INSIDE
    found += 0 if entry.due else NOT_DUE
    found += sum(IN_PLACE for place in places_of(terms) if entry.is_in(place))
    neighbours = set(pairwise(name))
    return found + NEIGHBOURS * len(neighbours & set(pairwise(typed[:MAX_QUERY_WORDS])))


def _named(term: Term, entry: Entry) -> bool:
    name = entry.sets["name"]
    if term.near:
        return not name.isdisjoint(term.near)
    if term.last:
        return any(one.startswith(term.word) for one in name)
    return term.word in name


def nearness(terms: Sequence[Term], rarity: Mapping[str, float], entry: Entry) -> float:
    """How near an entry comes to a question it does not answer in full, from 0 to 1."""
    weights = {term.word: weight(term.word, rarity[term.word]) for term in terms}
    letters = trigrams(word for word in weights if not is_generic(word))
    every = sum(weights.values())
    found = sum(weights[term.word] * _share(term, entry) for term in terms)
    if not letters:
        return found / every
    own = trigrams({*entry.texts["name"], *entry.texts["also"]})
    alike = LETTERS_SHARE * every * len(own & letters) / len(letters)
    return (found + alike) / (every * (1 + LETTERS_SHARE))


def _share(term: Term, entry: Entry) -> float:
    best = STEM_SHARE if stem(term.word) in entry.stems else 0.0
    near = term.near.keys() - {term.word}
    for field, share in SHARES.items():
        held = entry.sets[field]
        if term.word in held:
            best = max(best, share)
        elif term.last and any(one.startswith(term.word) for one in held):
            best = max(best, share * PREFIX_SHARE)
        elif not held.isdisjoint(near):
            best = max(best, share * TYPO_SHARE)
    return best
