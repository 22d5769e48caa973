"""A question as words, each with all the ways in which an organisation may have it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search.places import Place, mended


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question; the last may be a beginning.

    `near` are words of the index by the typos they are away. `place` is what the word names, alone
    or with its neighbours: whoever serves it has the word.
    """

    word: str
    last: bool
    near: Mapping[str, int] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, as terms and as the places it names; `unknown` words nothing has."""

    text: str
    terms: tuple[Term, ...] = ()
    places: tuple[Place, ...] = ()
    unknown: frozenset[str] = frozenset()

    def readings(self) -> Iterator[tuple[Term, ...]]:
        """Its terms with the places that are surely meant, then with all that may be.

        'Melati' is a kecamatan too: that counts only when the words alone find nobody.
        """
        firm = [place for place in self.places if place.firm]
        yield tuple(_placed(term, firm) for term in self.terms)
        if len(firm) < len(self.places):
            yield tuple(_placed(term, self.places) for term in self.terms)

    def hopeless(self) -> bool:
        """Whether a word is neither known, nor a misspelling, nor part of a place."""
        placed = {word for place in self.places for word in place.words}
        return any(
            term.word in self.unknown and not term.near and term.word not in placed
            for term in self.terms
        )

    def loosened(self) -> tuple[Term, ...]:
        """Its terms for those who come near, misspelt places written as their names are."""
        known = {term.word: term for term in self.terms}
        found = mended(tuple(known), self.places, self.unknown)
        return tuple(
            Term(word, word == found[-1], known[word].near if word in known else {})
            for word in found
        )


def places_of(terms: Sequence[Term]) -> list[Place]:
    """The places that the terms name, each once."""
    return list(dict.fromkeys(term.place for term in terms if term.place))


def _placed(term: Term, places: Sequence[Place]) -> Term:
    for place in places:
        if term.word in place.words:
            return replace(term, place=place)
    return term
