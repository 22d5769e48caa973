"""Names of regions within a question: joined or split, with a title or without, misspelt."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.language import MAX_QUERY_CHARACTERS, words
from search.lexicon import GENERIC, KIND_WORDS, STOP_WORDS, SYNONYMS
from search.places import TITLES, Place, Region

MOST_WORDS = 30
MOST_IN_NAME = 6
MOST_ALIKE = 4
"""Regions of one name beyond which the name says nothing."""

Token = tuple[int, int, str]
"""A word of a text: its first letter, the one behind its last, and the word folded."""

_TOKEN = re.compile(r"[^\W_]+(?:['’‘`´ʼʻ′][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch by its first word and the one behind it."""

    start: int
    end: int
    regions: tuple[Region, ...]
    titled: bool
    exact: bool


class Gazetteer:
    """Finds the regions that words name; `regions` gives them all, when they are first needed."""

    def __init__(self, regions: Callable[[], Iterable[Region]] = tuple) -> None:
        self._regions = regions

    @cached_property
    def _keys(self) -> tuple[dict[str, list[Region]], dict[str, list[Region]]]:
        """{name without spaces: regions}: of provinces and regencies, and of districts."""
        broad: dict[str, list[Region]] = {}
        narrow: dict[str, list[Region]] = {}
        for region in self._regions():
            table = narrow if region.title == "kecamatan" else broad
            joined = {region.title + "".join(region.bare)} if table is broad else set()
            for key in _spellings(region.bare) | joined:
                table.setdefault(key, []).append(region)
        return broad, narrow

    @cached_property
    def _regencies(self) -> dict[str, Region]:
        """{code: region} of the regencies."""
        held = (one for regions in self._keys[0].values() for one in regions)
        return {one.code: one for one in held if "." in one.code}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """{title: names without spaces} of what may be misspelt, abbreviations left out: one slip
        makes any word one of those. Without a title: provinces and regencies."""
        found: dict[str, list[str]] = defaultdict(list)
        for table, always in zip(self._keys, ({""}, set[str]()), strict=True):
            for key, held in table.items():
                if any(key == "".join(one.bare) for one in held):
                    for title in always.union(one.title for one in held):
                        found[title].append(key)
        return found

    def recognise(self, text: str, unknown: Iterable[str] = ()) -> tuple[Place, ...]:
        """The places a question names, in order.

        `unknown` are its words that nothing in the index has: only those may be misspelt.
        """
        tokens = _tokens(text)
        asked = [word for _, _, word in tokens]
        spans = _apart([*self._spelt(asked), *self._misspelt(asked, frozenset(unknown))])
        return tuple(
            self._place(text, tokens, span)
            for span in _narrowed(spans)
            if len(span.regions) <= MOST_ALIKE
        )

    def _place(self, text: str, tokens: Sequence[Token], span: _Span) -> Place:
        start = span.start
        while start and tokens[start - 1][2] in STOP_WORDS:
            start -= 1
        before, after = text[: tokens[start][0]], text[tokens[span.end - 1][1] :]
        firm = span.titled or any(one.title != "kecamatan" for one in span.regions)
        title = [tokens[span.start][2]] if span.titled else []
        named = (*title, *span.regions[0].bare)
        above = self._regencies.get(span.regions[0].code.rpartition(".")[0])
        return Place(
            codes=tuple(one.code for one in span.regions),
            words=tuple(word for _, _, word in tokens[span.start : span.end]),
            named=named,
            above=above.bare if above else named,
            rest=" ".join(f"{before} {after}".split()),
            exact=span.exact,
            firm=firm,
        )

    def _spelt(self, asked: Sequence[str]) -> Iterator[_Span]:
        broad, narrow = self._keys
        for start, end in _stretches(asked):
            title, bare = _titled(asked[start:end])
            whole, key = "".join(asked[start:end]), "".join(bare)
            if title and bare:
                table = narrow if title == "kecamatan" else broad
                meant = [one for one in table.get(key, ()) if one.title == title]
                if meant:
                    yield _Span(start, end, tuple(meant), True, True)
                    continue
            if found := broad.get(whole):
                yield _Span(start, end, tuple(found), False, True)
            elif whole in narrow and _telling(asked[start:end]):
                yield _Span(start, end, tuple(narrow[whole]), False, True)

    def _misspelt(self, asked: Sequence[str], unknown: frozenset[str]) -> Iterator[_Span]:
        if not unknown.intersection(asked):
            return
        for start, end in _stretches(asked):
            title, bare = _titled(asked[start:end])
            if not bare or unknown.isdisjoint(bare):
                continue
            table = self._keys[title == "kecamatan"]
            meant = [
                one
                for key in _nearest("".join(bare), title, self._names[title])
                for one in table[key]
                if not title or one.title == title
            ]
            if meant:
                yield _Span(start, end, tuple(meant), bool(title), False)


NOWHERE = Gazetteer()
"""Knows no region."""


_ALIKE = {phrase: {"".join(other) for other in group} for group in SYNONYMS for phrase in group}


def _spellings(bare: tuple[str, ...]) -> set[str]:
    """A name without spaces, and the abbreviations and other names it has."""
    return _ALIKE.get(bare, set()) | {"".join(bare)}


def _tokens(text: str) -> list[Token]:
    found = [
        (token.start(), token.end(), word)
        for token in _TOKEN.finditer(text[:MAX_QUERY_CHARACTERS])
        for word in words(token.group())
    ]
    return found[:MOST_WORDS]


def _stretches(asked: Sequence[str]) -> Iterator[tuple[int, int]]:
    for start in range(len(asked)):
        for end in range(start + 1, min(start + MOST_IN_NAME, len(asked)) + 1):
            yield start, end


def _titled(stretch: Sequence[str]) -> tuple[str, Sequence[str]]:
    title = TITLES.get(stretch[0], "")
    return (title, stretch[1:]) if title else ("", stretch)


_WORDS_OF_THE_FIELD = GENERIC.union(
    STOP_WORDS,
    *KIND_WORDS.values(),
    (word for group in SYNONYMS for phrase in group for word in phrase),
)


def _telling(stretch: Sequence[str]) -> bool:
    """Whether words may be a kecamatan's bare name: long enough, and not words of this field."""
    return len("".join(stretch)) > 3 and not _WORDS_OF_THE_FIELD.issuperset(stretch)


def _nearest(typed: str, title: str, names: Sequence[str]) -> list[str]:
    """The names, of those with this title, that a joined name may be a misspelling of.

    One slip is allowed from 4 letters, a second one from 7, and before that where there is a title
    or where the letters are the same but for one; another first letter costs two.
    """
    if len(typed) < 4:
        return []
    found = process.extract(typed, names, scorer=OSA.distance, score_cutoff=2, limit=None)
    slips = {name: cost + (name[0] != typed[0]) for name, cost, _ in found}
    near = {
        name: cost
        for name, cost in slips.items()
        if cost < 2 or (cost < 3 and (len(typed) > 6 or title or _letters_apart(typed, name) < 2))
    }
    best = min(near.values(), default=0)
    return [name for name, cost in near.items() if cost == best]


def _letters_apart(one: str, other: str) -> int:
    """How many letters one word has more than the other, whatever their order."""
    mine, yours = Counter(one), Counter(other)
    return ((mine - yours) + (yours - mine)).total()


def _apart(spans: Sequence[_Span]) -> list[_Span]:
    """Spans that do not overlap, in order: the longest, exact ones and broad ones first."""

    def worth(span: _Span) -> tuple[int, bool, bool]:
        broad = any(one.title != "kecamatan" for one in span.regions)
        return span.start - span.end, not span.exact, not broad

    kept: list[_Span] = []
    for span in sorted(spans, key=worth):
        if all(span.end <= one.start or span.start >= one.end for one in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _narrowed(spans: Sequence[_Span]) -> list[_Span]:
    """'serang banten': of regions that share a name, those within another place of the question."""
    found = []
    for span in spans:
        others = [one.code for other in spans if other is not span for one in other.regions]
        within = tuple(
            one for one in span.regions if any(one.code.startswith(f"{code}.") for code in others)
        )
        found.append(_Span(span.start, span.end, within or span.regions, span.titled, span.exact))
    return found
