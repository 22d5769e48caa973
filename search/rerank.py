"""Orders near answers when no organisation has all the words: pure, the same for every engine."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from search.language import allowed_typos, is_generic, query_words, trigrams, weight, within
from search.lexicon import KIND_WORDS
from search.stems import stem

# How well a part of a document answers a word, best 1.
NAME, PLACE, KIND, TOPIC, TEXT = 1.0, 0.9, 0.8, 0.7, 0.55
# How much of that is left when the words are not the same.
PREFIX, TYPO, TYPOS, STEM = 0.9, 0.85, 0.7, 0.65
# Shares of the score: the question answered, the name covered by it, letters in common.
ANSWERED, COVERED, ALIKE = 0.6, 0.3, 0.1
DUE_PENALTY = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """What re-ranking knows of a document; `names` begin with the name itself."""

    id: str
    names: tuple[tuple[str, ...], ...]
    topic: frozenset[str]
    text: frozenset[str]
    places: frozenset[str]
    kind: str
    due: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's id, its score from 0 to 1 and the words of the question it misses."""

    id: str
    score: float
    missing: tuple[str, ...]


def candidate(card: str) -> Candidate:
    """Read the card an engine kept (`search.analysis.card`)."""
    kept = json.loads(card)
    return Candidate(
        id=kept["id"],
        names=tuple(tuple(name.split()) for name in kept["names"] if name),
        topic=frozenset(kept["topic"].split()),
        text=frozenset(kept["text"].split()),
        places=frozenset(kept["places"].split()),
        kind=kept["kind"],
        due=kept["due"],
    )


def rerank(
    text: str, candidates: Sequence[Candidate], rarity: Mapping[str, float] | None = None
) -> list[Ranked]:
    """Candidates best first; equal ones by id.

    `rarity` is the idf of each word of the question; without it all words are equally rare.
    A word naming a place is answered by the places, one naming a type by the kind.
    """
    asked = query_words(text)
    weights = {word: weight(word, (rarity or {}).get(word, 1.0)) for word in asked}
    likeness = _likeness(asked, candidates)
    letters = trigrams(word for word in asked if not is_generic(word))
    alike = {term: share for like in likeness.values() for term, share in sorted(like.items())}
    ranked = [_rank(found, weights, likeness, alike, letters) for found in candidates]
    return sorted(ranked, key=lambda one: (-one.score, one.id))


def _rank(
    found: Candidate,
    weights: Mapping[str, float],
    likeness: Mapping[str, Mapping[str, float]],
    alike: Mapping[str, float],
    letters: set[str],
) -> Ranked:
    named = frozenset(chain.from_iterable(found.names))
    answers = {word: _answer(found, named, word, likeness[word]) for word in weights}
    total = sum(weights.values()) or 1.0
    answered = sum(weights[word] * share for word, share in answers.items()) / total
    covered = max((_covered(name, found, alike) for name in found.names), default=0.0)
    common = max((_in_common(name, letters) for name in found.names), default=0.0)
    score = ANSWERED * answered + COVERED * covered + ALIKE * common - DUE_PENALTY * found.due
    missing = tuple(word for word, share in answers.items() if not share)
    return Ranked(found.id, round(score, 6), missing)


def _answer(found: Candidate, named: frozenset[str], word: str, like: Mapping[str, float]) -> float:
    """How well a candidate answers one word of the question, 0 to 1."""
    best = KIND if word in KIND_WORDS.get(found.kind, ()) else 0.0
    for part, worth in (
        (named, NAME),
        (found.places, PLACE),
        (found.topic, TOPIC),
        (found.text, TEXT),
    ):
        if worth > best:
            for term in part.intersection(like):
                best = max(best, worth * like[term])
    return best


def _covered(name: Sequence[str], found: Candidate, alike: Mapping[str, float]) -> float:
    """The weighted share of a name that the question asks for; place words count as generic."""
    parts = {word: weight(word) * (1 / 3 if word in found.places else 1.0) for word in name}
    return sum(part * alike.get(word, 0.0) for word, part in parts.items()) / sum(parts.values())


def _in_common(name: Iterable[str], letters: set[str]) -> float:
    """Dice likeness of the letters of a name and of the question, without generic words."""
    own = trigrams(word for word in name if not is_generic(word))
    return 2 * len(own & letters) / (len(own) + len(letters)) if own and letters else 0.0


def _likeness(asked: Sequence[str], candidates: Iterable[Candidate]) -> dict[str, dict[str, float]]:
    """{word of the question: {word of a candidate: how alike, 0 to 1}}, unlike ones left out."""
    known: set[str] = set()
    for found in candidates:
        known.update(found.topic, found.text, found.places, *found.names)
    by_letter: dict[str, list[str]] = {}
    for term in known:
        by_letter.setdefault(term[:1], []).append(term)
    return {word: _like(word, known, by_letter, word == asked[-1]) for word in asked}


def _like(
    word: str, known: Collection[str], by_letter: Mapping[str, list[str]], last: bool
) -> dict[str, float]:
    """{term: how alike} for the terms that are like a word; each in the best way it is."""
    found = dict.fromkeys(_of_one_root(word, known), STEM)
    same = by_letter.get(word[:1], [])
    for cost, term in _misspelt(word, same, by_letter, last):
        found[term] = max(found.get(term, 0.0), TYPO if cost < 2 else TYPOS)
    if last:
        found |= {term: PREFIX for term in same if term.startswith(word)}
    if word in known:
        found[word] = 1.0
    return found


def _of_one_root(word: str, terms: Collection[str]) -> Iterator[str]:
    # All forms of a root hold its end, and looking for that is much quicker than taking roots.
    root = stem(word)
    end = root[-3:]
    return (term for term in terms if end in term and stem(term) == root)


def _misspelt(
    word: str, same: Sequence[str], by_letter: Mapping[str, list[str]], last: bool
) -> Iterator[tuple[int, str]]:
    """(typos, term) of the terms that a word may be a misspelling of."""
    allowed = allowed_typos(word)
    if not allowed:
        return
    yield from ((cost, term) for term, cost in within(word, same, allowed, last).items())
    if allowed > 1:  # another first letter costs one more
        others = [term for letter, held in by_letter.items() if letter != word[0] for term in held]
        for term, cost in within(word, others, allowed - 1, last).items():
            yield cost + 1, term
