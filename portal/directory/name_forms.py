"""The normal form of an institution's name, and the parts that such a form is made of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from portal.directory.name_words import (
    ABBREVIATED,
    CODES,
    DP3A,
    DP3A_SHORT,
    DP3A_WORDS,
    LEGAL_FORMS,
    LEVELS,
    LONGEST,
    PHRASES,
    REPAIRED,
    ROMAN,
    SCATTERED,
    SIDES,
    SMALL,
)
from search.language import words

_DIGITS = re.compile(r"(?<=[^\W\d_]{2})(?=\d+$)")


def normal(name: str) -> str:
    """A name as it is compared: folded words without legal forms; '' when nothing is left."""
    found = [ABBREVIATED.get(word, word) for word in _split(name)]
    folded = list(_kinds(found))
    bare = [word for word in folded if word not in LEGAL_FORMS and word not in SMALL]
    return " ".join(map(_number, bare or folded))


@dataclass(frozen=True, slots=True)
class Name:
    """A normal name in its parts; `words` are those that make it this one's own."""

    text: str
    kind: str
    numbers: frozenset[str]
    sides: frozenset[str]
    level: str
    words: tuple[str, ...]


@lru_cache(maxsize=16384)
def parsed(text: str) -> Name:
    """The parts of a normal name."""
    found = list(_kinds(_gathered([_repaired(word) for word in text.split()])))
    kinds = [word for word in found if word in CODES]
    return Name(
        text=text,
        kind=kinds[0] if kinds else "",
        numbers=frozenset(word for word in found if word.isdecimal() or len(word) == 1),
        sides=frozenset(SIDES.intersection(found)),
        level=next((word for word in found if word in ("kota", "kabupaten", "provinsi")), ""),
        words=tuple(
            word
            for word in found
            if word not in CODES
            and word not in SIDES
            and word not in LEVELS
            and len(word) > 1
            and not word.isdecimal()
        ),
    )


def _split(name: str) -> list[str]:
    """Folded words; digits at the end of a word are a word of their own (SMPN1)."""
    found: list[str] = []
    for word in words(name):
        # "3a" of DP3A and the like stay; only a number after letters that is last is cut off.
        found += _DIGITS.split(word) if not word.startswith(("p2", "dp")) else [word]
    return found


@lru_cache(maxsize=16384)
def _repaired(word: str) -> str:
    """A word that everybody knows, though one letter of it slipped (puksesmas)."""
    if len(word) < 5 or word in REPAIRED or word in CODES or not word.isalpha():
        return word
    for wanted in REPAIRED:
        most = 1 if len(wanted) < 8 else 2
        if word[0] == wanted[0] and OSA.distance(word, wanted, score_cutoff=most) <= most:
            return wanted
    return word


def _gathered(found: list[str]) -> list[str]:
    """The words with a kind in one piece, also where its words stand apart."""
    if CODES.intersection(found) - {"rs"}:
        return found
    for parts, code in SCATTERED:
        if parts <= set(found):
            return [code, *(word for word in found if word not in parts)]
    return found


def _number(word: str) -> str:
    if word in ROMAN:
        return ROMAN[word]
    return word.lstrip("0") or "0" if word.isdecimal() else word


def _kinds(found: Sequence[str]) -> Iterator[str]:
    """The words with every kind of institution in its one form."""
    start = 0
    while start < len(found):
        size, code = _kind_at(found, start)
        yield code or found[start]
        start += size


def _kind_at(found: Sequence[str], start: int) -> tuple[int, str]:
    word = found[start]
    if (word[0] == "d" and "p3a" in word) or word in DP3A_SHORT:
        return 1, DP3A
    if word in ("dinas", "badan"):
        end = start + 1
        while end < len(found) and found[end] in DP3A_WORDS:
            end += 1
        if {"perempuan", "anak"} <= set(found[start:end]) or "pppa" in found[start:end]:
            return end - start, DP3A
    for size in range(min(LONGEST, len(found) - start), 0, -1):
        if code := PHRASES.get(tuple(found[start : start + size])):
            return size, code
    return 1, ""
