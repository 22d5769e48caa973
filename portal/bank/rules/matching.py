"""Which incoming line may be which support that is awaited, ranked, with the reasons. Pure Python.

Nothing here books anything: a proposal leads to the form in which a person says what arrived.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.directory.likeness import NEAR, agreement, normal

MOST_OPTIONS = 3
# So many days before and after its day something may show in the account.
BEFORE, AFTER = 45, 120
# A sum that was said already is the same money when it is dated so near.
SAME_MONEY = 7
NAME_ONLY = 14
SHORTEST_NUMBER = 6
# The parts of a score. A number alone stands behind the same sum, which another line may have.
NUMBER, SUM, NAME, NEARNESS = 50, 60, 30, 20


@dataclass(frozen=True)
class Line:
    """An incoming line: its key, day, sum in its asset, and all that the bank wrote on it."""

    key: int
    day: date
    amount: int
    asset: str
    text: str


@dataclass(frozen=True)
class Awaited:
    """Support that may have arrived: a delivery that was sent, or an instalment that is due.

    `numbers` are those of its pledge, its papers and the sender's transfer; `donor` its names.
    """

    key: str
    kind: str
    day: date
    amount: int
    asset: str
    numbers: tuple[str, ...] = ()
    donor: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A proposal: what the line may be, how well it fits, and why.

    `days`: the line's day minus the awaited one. `number` is one that stands in the line's text.
    """

    line: Line
    awaited: Awaited
    score: int
    same_sum: bool
    days: int
    number: str
    named: bool


def weigh(line: Line, awaited: Awaited) -> Match | None:
    """How well a line fits what is awaited; None when it is not to be proposed."""
    if line.asset != awaited.asset:
        return None
    days = (line.day - awaited.day).days
    number = next((one for one in awaited.numbers if holds(line.text, one)), "")
    same = line.amount == awaited.amount
    near = -BEFORE <= days <= AFTER
    if not number and not near:
        return None
    part = abs(days) <= NAME_ONLY and line.amount < awaited.amount
    if not (number or same or part):
        return None
    named = any(names(line.text, one) for one in awaited.donor)
    if not (number or same or named):
        return None
    score = NUMBER * bool(number) + SUM * same + NAME * named + max(0, NEARNESS - abs(days))
    return Match(line, awaited, score, same, days, number, named)


def ranked(lines: Sequence[Line], awaited: Sequence[Awaited]) -> Mapping[int, Sequence[Match]]:
    """For each line's key its proposals, the best first, at most three.

    What fits two lines is proposed for the one that it fits better: the same money is never
    proposed twice. A line that names a number is first of all for that one.
    """
    found = sorted(_pairs(lines, awaited), key=_order)
    numbered = {one.line.key for one in found if one.number}
    first: dict[int, Match] = {}
    taken: set[str] = set()
    for one in found:
        meant = bool(one.number) or one.line.key not in numbered
        if meant and one.line.key not in first and one.awaited.key not in taken:
            first[one.line.key] = one
            taken.add(one.awaited.key)
    options = {key: [one] for key, one in first.items()}
    for one in found:
        if one.line.key in first and one.awaited.key not in taken:
            options[one.line.key].append(one)
    return {key: some[:MOST_OPTIONS] for key, some in options.items()}


def _order(one: Match) -> tuple[int, int, str, int]:
    # Equal scores: the nearer day, then a delivery before an instalment, then the earlier line.
    return (-one.score, abs(one.days), f"{one.awaited.kind}{one.awaited.key}", one.line.key)


def _pairs(lines: Sequence[Line], awaited: Sequence[Awaited]) -> Iterator[Match]:
    for line in lines:
        for one in awaited:
            if (found := weigh(line, one)) is not None:
                yield found


@lru_cache(maxsize=65536)
def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def holds(text: str, number: str) -> bool:
    """Whether a number stands in a text, however it is broken up; a longer one is another."""
    wanted, letters = _letters(number), _letters(text)
    if len(wanted) < SHORTEST_NUMBER or wanted not in letters:
        return False
    return re.search(rf"{wanted}(?![0-9])", letters) is not None


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(normal(text).split())


def names(text: str, name: str) -> bool:
    """Whether a bank's text has a name in it, also one that it cut off or spelt otherwise."""
    mine, theirs = _words(text), _words(name)
    if not mine or not any(len(word) >= 4 for word in theirs):
        return False
    begins = {word[:3] for word in theirs if len(word) >= 4}
    if not any(word[:3] in begins for word in mine):
        return False
    wanted = " ".join(theirs)
    if len(theirs) == 1:
        return theirs[0] in mine
    sizes = {len(theirs) - 1, len(theirs), len(theirs) + 1} - {0, 1}
    windows = (
        " ".join(mine[start : start + size])
        for size in sorted(sizes)
        for start in range(len(mine) - size + 1)
    )
    return any(agreement(window, wanted) >= NEAR for window in windows)


def covered(lines: Iterable[Line], said: Iterable[tuple[str, date, int, str]]) -> Mapping[int, str]:
    """Which lines were said already: {line's key: key of the word}; each word covers one line.

    `said` are (key, day, sum, asset). The same sum within a week is the same money, the nearest
    day first.
    """
    by_sum: dict[tuple[int, str], list[tuple[str, date]]] = defaultdict(list)
    for key, day, amount, asset in said:
        by_sum[amount, asset].append((key, day))
    near = sorted(
        (abs((line.day - day).days), line.key, key)
        for line in lines
        for key, day in by_sum.get((line.amount, line.asset), ())
        if abs((line.day - day).days) <= SAME_MONEY
    )
    found: dict[int, str] = {}
    used: set[str] = set()
    for _days, line_key, key in near:
        if line_key not in found and key not in used:
            found[line_key] = key
            used.add(key)
    return found
