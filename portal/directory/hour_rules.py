"""Opening hours in their one form, and how people read and write them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_BLOCKS = 3
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?")
_ENTRY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) (\d\d:\d\d)-(\d\d:\d\d)")


class Block(NamedTuple):
    """Days with the same hours; a closing time before the opening one lies after midnight."""

    days: tuple[str, ...]
    opens: str
    closes: str


def clock(text: str) -> str | None:
    """A time of day as '08:00', from '8', '8.00', '08:30' or '24.00'; None when it is none."""
    found = _CLOCK.fullmatch(text.strip()) if text.isascii() else None
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return None if hour == 24 and minute else f"{hour:02}:{minute:02}"


def entries(blocks: Iterable[Block]) -> tuple[str, ...]:
    """What is kept: one 'mon 08:00-16:00' for each day and span, in the order of the week."""
    found = {f"{day} {one.opens}-{one.closes}" for one in blocks for day in one.days}
    return tuple(sorted(found, key=lambda text: (DAYS.index(text[:3]), text)))


def blocks(hours: Sequence[str]) -> tuple[Block, ...]:
    """Kept hours as blocks of days with the same times, the earliest day first."""
    days: dict[tuple[str, str], list[str]] = {}
    for text in hours:
        if found := _ENTRY.fullmatch(text):
            days.setdefault((found[2], found[3]), []).append(found[1])
    return tuple(Block(tuple(on), opens, closes) for (opens, closes), on in days.items())


def are_valid(hours: Sequence[str]) -> bool:
    """Whether every entry is a day with two different times, in few enough blocks."""
    found = [_ENTRY.fullmatch(text) for text in hours]
    whole = all(one and clock(one[2]) and clock(one[3]) and one[2] != one[3] for one in found)
    return whole and len(blocks(hours)) <= MOST_BLOCKS


def runs(days: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Days as runs of neighbours, first and last: Monday to Friday, and Sunday alone."""
    found: list[tuple[str, str]] = []
    for day in sorted(days, key=DAYS.index):
        if found and DAYS.index(day) == DAYS.index(found[-1][1]) + 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)
