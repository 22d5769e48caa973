"""Which words of a displayed text answer a question: the same marks whichever engine found it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.language import (
    MAX_QUERY_CHARACTERS,
    allowed_typos,
    prefix_typo_cost,
    query_words,
    synonym_spans,
    typo_cost,
    words,
)
from search.stems import stem

_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f'’‘`ʼ])+")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question made ready: its words, their roots, and the meanings of its phrases."""

    words: tuple[str, ...]
    roots: frozenset[str]
    meanings: frozenset[int]


@lru_cache(maxsize=256)
def _read(query_text: str) -> _Asked:
    asked = query_words(query_text)
    spans = synonym_spans(words(query_text))
    return _Asked(asked, frozenset(map(stem, asked)), frozenset(group for _, _, group in spans))


def mark(text: str, query_text: str) -> list[tuple[str, bool]]:
    """Cut a text into (segment, marked) pairs that join to the text again.

    A word is marked when it is a word of the question, begins with its last word, or shares a
    root or a meaning with one; one with typos only when nothing in the text answers better.
    The caller escapes the segments.
    """
    # A page shows the same specialities and places again and again.
    return list((_short if len(text) <= 60 else _marked)(text, query_text))


def _marked(text: str, query_text: str) -> list[tuple[str, bool]]:
    asked = _read(query_text[:MAX_QUERY_CHARACTERS])
    tokens = [found.span() for found in _TOKEN.finditer(text)] if asked.words else []
    terms = [_term(text[start:end]) for start, end in tokens]
    places = _meant(terms, asked)
    answering = {term for term in set(terms) if term and _answers(term, asked)}
    answering |= _mistyped(set(terms) - answering, answering, asked)
    places.update(place for place, term in enumerate(terms) if term in answering)
    return _segments(text, [tokens[place] for place in sorted(places)])


_short = lru_cache(maxsize=1024)(_marked)


@lru_cache(maxsize=16_384)
def _term(token: str) -> str:
    return "".join(words(token))


def _answers(term: str, asked: _Asked) -> bool:
    return term in asked.words or term.startswith(asked.words[-1]) or stem(term) in asked.roots


def _meant(terms: Sequence[str], asked: _Asked) -> set[int]:
    """Places of the words of phrases that mean what a phrase of the question means."""
    if not asked.meanings:
        return set()
    spans = synonym_spans(terms)
    return {
        place
        for start, end, group in spans
        if group in asked.meanings
        for place in range(start, end)
    }


def _mistyped(terms: set[str], answering: set[str], asked: _Asked) -> set[str]:
    """Terms within the typos of a word of the question that no answering term has."""
    found: set[str] = set()
    for word in asked.words:
        if not (allowed := allowed_typos(word)):
            continue
        last = word == asked.words[-1]
        if word in answering or (last and any(term.startswith(word) for term in answering)):
            continue
        cost, shortest = prefix_typo_cost if last else typo_cost, len(word) - allowed
        # Most terms are told apart by their length or their first letter.
        found.update(
            term
            for term in terms
            if len(term) >= shortest
            and (allowed > 1 or term[:1] == word[0])
            and cost(word, term) is not None
        )
    return found


def _segments(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]
