"""How much two names are alike once legal forms, kinds, word order and spelling are set aside.

Names are folded to a normal form (`name_forms.py`), then compared word by word. Numbers, sides
("Barat", "Timur") and Kota against Kabupaten tell namesakes apart.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from portal.directory.name_forms import Name, normal, parsed
from portal.directory.name_words import LIGHT, LOCAL, PARTS

__all__ = ["NEAR", "Known", "Name", "agreement", "known", "likeness", "near", "normal", "parsed"]

# Names that agree this far are shown as alike (0 to 100).
NEAR = 86
# In another region names have to agree this far.
FAR = 95
# Names cut by a form of that many letters or more are one name when one begins the other.
CUT = 34
_SPELLINGS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("dh", "d"), ("th", "t"),
    ("bh", "b"), ("kh", "k"), ("ph", "f"), ("v", "f"), ("q", "k"), ("x", "ks"), ("z", "s"),
    ("iy", "y"), ("y", "i"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL = re.compile(r"[aeiou]")


def agreement(one: str, other: str) -> float:
    """How far two normal names agree, whatever the order of their words (0 to 100)."""
    return score(parsed(one), parsed(other))


def near(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether any of the names of one is nearly one of the other's; all of them normal names."""
    others = tuple(theirs)
    return any(agreement(one, other) >= NEAR for one in mine for other in others)


def score(one: Name, other: Name) -> float:
    """How far two parsed names agree (0 to 100)."""
    if one.text == other.text:
        return 100.0 if one.text else 0.0
    if _apart(one, other):
        return 0.0
    short, long = sorted((one.text, other.text), key=len)
    if len(short) >= CUT and long.startswith(short):
        return 97.0
    if _initials(one, other) or _initials(other, one):
        return 95.0
    found = _aligned(*_own(one, other))
    if one.kind != other.kind:
        found *= 0.97 if one.kind and other.kind else 0.92
    if one.sides != other.sides or one.numbers != other.numbers:
        found *= 0.85
    return 100 * found


def _apart(one: Name, other: Name) -> bool:
    """Whether something says that these are two, however alike the rest is."""
    return (
        bool(one.level and other.level and one.level != other.level)
        or bool(one.numbers and other.numbers and one.numbers != other.numbers)
        or bool(one.sides and other.sides and one.sides != other.sides)
        or not _one_kind(one.kind, other.kind)
    )


def _one_kind(one: str, other: str) -> bool:
    if one == other or not one or not other:
        return True
    if {one, other} == {"rsu", "rsud"}:
        return True
    # "RS" is what people write for every sort of hospital.
    return "rs" in (one, other) and one.startswith("rs") and other.startswith("rs")


def _own(one: Name, other: Name) -> tuple[Sequence[str], Sequence[str]]:
    """The words of both; where one names no kind, without those that belong to the other's."""
    if bool(one.kind) == bool(other.kind):
        return one.words, other.words
    parts = PARTS[one.kind or other.kind]
    mine, theirs = ([word for word in name.words if word not in parts] for name in (one, other))
    return (mine, other.words) if other.kind else (one.words, theirs)


def _aligned(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of the words of both sides finds a partner, by weight (0 to 1)."""
    if not mine or not theirs:
        return 1.0 if not mine and not theirs else 0.0
    if "".join(mine) == "".join(theirs):
        return 0.99
    free, agreed, found = list(theirs), 0.0, 0
    for word in sorted(mine, key=len, reverse=True):
        best = max(free, key=lambda other: same(word, other), default="")
        likeness = same(word, best) if best else 0.0
        if likeness:
            free.remove(best)
            agreed += likeness * (_weight(word) + _weight(best))
            found += 1
    share = agreed / sum(map(_weight, (*mine, *theirs)))
    fewer = min(len(mine), len(theirs))
    if found == fewer >= 2 and max(len(mine), len(theirs)) - fewer == 1:
        # One word more or less, where at least two others stand by it.
        share = max(share, 0.88)
    if len(mine) == len(theirs) == 1:
        return share
    return max(share, _whole(mine, theirs))


def _whole(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """The same for the letters without their spaces: Tiga Raksa, Tigaraksa."""
    return same("".join(mine), "".join(theirs)) if abs(len(mine) - len(theirs)) == 1 else 0.0


def _weight(word: str) -> float:
    return 0.3 if word in LIGHT else 1.0


@lru_cache(maxsize=65536)
def same(one: str, other: str) -> float:
    """How far two words are one word, written twice (0, or 0.8 to 1)."""
    if one == other:
        return 1.0
    mine, theirs = spelt(one), spelt(other)
    if mine == theirs:
        return 0.97
    short, long = sorted((one, other), key=len)
    edits = min(
        OSA.distance(mine, theirs, score_cutoff=2), OSA.distance(one, other, score_cutoff=2)
    )
    if edits == 1 and len(short) >= 4:
        return 0.92 if len(short) >= 5 else 0.86
    if edits == 2 and len(short) >= 9:
        return 0.88
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) >= 2:
        return 0.86
    if len(short) >= 3 and not _VOWEL.search(short) and _within(short, long):
        return 0.86
    return 0.0


def _within(short: str, long: str) -> bool:
    """Whether an abbreviation without vowels takes its letters, in order, from a word."""
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


@lru_cache(maxsize=32768)
def spelt(word: str) -> str:
    """A word in one spelling: Soekarno → sukarno, Tjipta → cipta, doubles once."""
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return _DOUBLE.sub(r"\1", word)


def _initials(short: Name, long: Name) -> bool:
    """Whether one name shortens words of the other to their initials: LPA Banten.

    A legal form that is no word of a normal name may have given the first letter.
    """
    if len(long.words) <= len(short.words) or short.kind != long.kind:
        return False
    for acronym in short.words:
        rest = [word for word in short.words if word != acronym]
        spelt_out = "".join(word[0] for word in long.words if word not in rest)
        if len(acronym) >= 3 and acronym.isalpha() and set(rest) <= set(long.words):
            if acronym == spelt_out and len(spelt_out) >= 3:
                return True
            if acronym[0] in "lypk" and acronym[1:] == spelt_out and len(spelt_out) >= 2:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry is compared by: its parsed names, its seat's code, the seat's own words.

    Entries that share none of their `blocks` need no comparison.
    """

    names: tuple[Name, ...]
    region: str
    place: frozenset[str]
    blocks: frozenset[str]


def known(names: Iterable[str], region: str, region_name: str) -> Known:
    """An entry's side of a comparison; `names` are all that it has, as they are written."""
    found = dict.fromkeys(filter(None, map(normal, names)))
    place = frozenset(normal(region_name).split())
    parts = tuple(map(parsed, found))
    blocks = frozenset(block for part in parts for block in _blocks(part, place))
    return Known(parts, region, place, blocks)


def _blocks(name: Name, place: frozenset[str]) -> Iterator[str]:
    """Short keys of which two names that agree share at least one: how each word begins, ends."""
    if not set(name.words) - place:
        yield f"={name.kind}"
    for word in name.words:
        letters = spelt(word)
        yield f"<{letters[:3]}"
        yield f"{letters[-3:]}>"
    letters = "".join(word[0] for word in name.words)
    if 2 <= len(letters) <= 7:
        yield f"*{letters}"
        yield f"*{letters[:2]}"
    for word in name.words:
        if 3 <= len(word) <= 7:
            yield f"*{word}"
            yield f"*{word[1:]}"
            yield f"*{word[:2]}"


def likeness(one: Known, other: Known) -> float:
    """How far two entries' names agree, given where they sit (0 to 100).

    Namesakes of a kind that is named after its place are two when they sit in two regions; for
    all others their names have to agree further there.
    """
    best = 0.0
    for mine in one.names:
        for theirs in other.names:
            best = max(best, _placed(mine, theirs, one, other))
    return best


def _placed(mine: Name, theirs: Name, one: Known, other: Known) -> float:
    found = score(mine, theirs)
    if one.region == other.region:
        if found < NEAR and one.place and not _apart(mine, theirs):
            bare = score(_without(mine, one.place), _without(theirs, one.place))
            found = max(found, bare)
        return found
    if mine.kind in LOCAL and theirs.kind in LOCAL:
        return 0.0
    return found if found >= FAR else 0.0


def _without(name: Name, place: frozenset[str]) -> Name:
    """A name without the words of its place, as long as something of its own remains."""
    rest = name.text.split()
    if len(rest) > 2 and any(word.startswith(rest[-1]) for word in place):
        rest.pop()  # forms cut names off: "Puskesmas Binong Kabupaten T"
    rest = [word for word in rest if word not in place]
    return parsed(" ".join(rest)) if rest else name
