"""Indonesian for search: folding, words, typos, synonyms; shared by every engine."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.lexicon import GENERIC, GENERIC_SHARE, STOP_WORDS, SYNONYMS

MAX_QUERY_CHARACTERS = 1000
MAX_QUERY_WORDS = 10
MAX_WORD_LETTERS = 60

_WORD = re.compile(r"[^\W_]+")
_DROPPED = dict.fromkeys(map(ord, "'’‘`´ʼʻ′"))
_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i"})

Phrase = tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents, apostrophes or lone surrogates; folding twice changes nothing.

    Apostrophes go first, so that "Jum'at" stays one word.
    """
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    text = text.encode("utf-8", "ignore").decode()
    text = unicodedata.normalize("NFKD", text.translate(_DROPPED)).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_LETTERS).translate(_DROPPED)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Mn")


def words(text: str) -> tuple[str, ...]:
    """Folded words in order; a word is a run of letters and digits, at most 60 of them."""
    # Labels and names of places come again with every document, a name several times with its own.
    return _short(text) if len(text) <= 80 else _split(text)


def _split(text: str) -> tuple[str, ...]:
    found = _WORD.findall(fold(text))
    if max(map(len, found), default=0) <= MAX_WORD_LETTERS:
        return tuple(found)
    return tuple(word[:MAX_WORD_LETTERS] for word in found)


_short = lru_cache(maxsize=8192)(_split)


def query_words(text: str) -> tuple[str, ...]:
    """The words of a question that count: without stop words and repeats, ten at most."""
    found = dict.fromkeys(words(text[:MAX_QUERY_CHARACTERS]))
    telling = [word for word in found if word not in STOP_WORDS]
    return tuple((telling or list(found))[:MAX_QUERY_WORDS])


def allowed_typos(word: str) -> int:
    """How many typos a word may have: 0 below 5 letters, 1 to 8 letters, then 2."""
    if len(word) < 5 or not word.isalpha():
        return 0
    return 1 if len(word) < 9 else 2


def typo_cost(word: str, term: str) -> int | None:
    """Edits from `word` to `term` within the allowance, None beyond it; 0 for the same word.

    An edit adds, drops, changes or swaps letters; another first letter costs two.
    """
    allowed = allowed_typos(word) - (word[:1] != term[:1])
    if allowed < 1 or abs(len(word) - len(term)) > allowed:
        return None if word != term else 0
    cost = OSA.distance(word, term, score_cutoff=allowed)
    return None if cost > allowed else cost + (word[0] != term[0])


def prefix_typo_cost(word: str, term: str) -> int | None:
    """As `typo_cost`, for the beginning of `term` that fits best."""
    if term.startswith(word):
        return 0
    allowed = allowed_typos(word) - (word[:1] != term[:1])
    if allowed < 1:
        return None
    ends = range(len(word) - allowed, min(len(word) + allowed, len(term)) + 1)
    costs = (typo_cost(word, term[:end]) for end in ends)
    return min((cost for cost in costs if cost is not None), default=None)


def within(word: str, terms: Sequence[str], allowed: int, last: bool) -> dict[str, int]:
    """{term: edits} of the terms at most so many edits from a word, or from whose beginning."""
    found = _matches(word, terms, terms, allowed)
    if last:
        for end in range(len(word) - allowed, len(word) + allowed + 1):
            longer = [term for term in terms if len(term) > end]
            cut = [term[:end] for term in longer]
            for term, cost in _matches(word, longer, cut, allowed).items():
                found[term] = min(cost, found.get(term, cost))
    return found


def _matches(
    word: str, terms: Sequence[str], compared: Sequence[str], allowed: int
) -> dict[str, int]:
    near = process.extract_iter(word, compared, scorer=OSA.distance, score_cutoff=allowed)
    return {terms[place]: int(cost) for _, cost, place in near}


def is_generic(word: str) -> bool:
    """Whether so many names have the word that it hardly tells them apart."""
    return word in GENERIC


def weight(word: str, rarity: float = 1.0) -> float:
    """What a word tells: its rarity (idf), a third of it for a generic word."""
    return rarity * (GENERIC_SHARE if word in GENERIC else 1.0)


def trigrams(text_words: Iterable[str]) -> set[str]:
    """Three-letter pieces of words, with `<` and `>` at their ends ('<su', 'sum', 'um>')."""
    return set(chain.from_iterable(map(_pieces, text_words)))


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"<{word}>"
    return tuple([marked[start : start + 3] for start in range(len(marked) - 2)])


def _by_first_word() -> dict[str, list[tuple[Phrase, int]]]:
    table: dict[str, list[tuple[Phrase, int]]] = {}
    for number, group in enumerate(SYNONYMS):
        for phrase in group:
            table.setdefault(phrase[0], []).append((phrase, number))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


_PHRASES = _by_first_word()


_MEANT = tuple(tuple(dict.fromkeys(chain.from_iterable(group))) for group in SYNONYMS)
"""The words of each group of phrases, each once."""


def synonym_spans(text_words: Sequence[str]) -> list[tuple[int, int, int]]:
    """(start, end, group) of every known phrase in a list of folded words; spans may overlap."""
    return [
        (start, start + len(phrase), group)
        for start, word in enumerate(text_words)
        if word in _PHRASES
        for phrase, group in _PHRASES[word]
        if tuple(text_words[start : start + len(phrase)]) == phrase
    ]


def expansions(text_words: Sequence[str]) -> list[str]:
    """Words of the other phrases that mean the same as phrases in the text, each once.

    Indexed beside the text, they let 'LBH' find 'bantuan hukum' and the other way round without
    any expansion of the question, whichever engine answers.
    """
    if _PHRASES.keys().isdisjoint(text_words):  # as almost every name of a service
        return []
    groups = dict.fromkeys(group for _, _, group in synonym_spans(text_words))
    found = dict.fromkeys(chain.from_iterable([_MEANT[group] for group in groups]))
    present = set(text_words)
    return [word for word in found if word not in present]


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """A name as it is compared: folded, abbreviations made alike, stop words gone.

    'RS UMUM DAERAH BANTEN' and 'RSUD Banten' are the same canonical name.
    """
    found, result, start = words(name), list[str](), 0
    while start < len(found):
        word = found[start]
        start += 1
        for phrase, group in _PHRASES.get(word, ()):
            if tuple(found[start - 1 : start - 1 + len(phrase)]) == phrase:
                result.extend(SYNONYMS[group][0])
                start += len(phrase) - 1
                break
        else:
            if word not in STOP_WORDS:
                result.append(word)
    return " ".join(result)
