"""Schedules: dates in a rhythm, a sum in equal parts, and how they change. Pure Python."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, Words
from portal.pledges.rules import LONGEST_SCHEDULE, Part
from portal.share_rules import shares

RHYTHMS: Mapping[str, Words] = {
    "once": N_("Sekaligus"),
    "monthly": N_("Setiap bulan"),
    "quarterly": N_("Setiap tiga bulan"),
    "half_yearly": N_("Setiap enam bulan"),
    "yearly": N_("Setiap tahun"),
    "own": N_("Tanggal dan jumlah sendiri"),
}
MONTHS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def in_months(first: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def dates(first: date, rhythm: str, times: int) -> tuple[date, ...]:
    """So many dates in a rhythm, each counted from the first.

    Never from the one before: after 31 January and 28 February comes 31 March.
    """
    step = MONTHS.get(rhythm, 0)
    return tuple(in_months(first, step * turn) for turn in range(times))


def split(amount: int, parts: int) -> tuple[int, ...]:
    """A sum in equal parts, to its smallest unit: what does not divide goes to the first ones."""
    return shares(amount, [1] * parts)


def planned(amount: int, rhythm: str, first: date, times: int) -> tuple[tuple[int, date], ...]:
    """The instalments (amount, due) of a sum in a rhythm; once is one instalment."""
    times = times if rhythm in MONTHS else 1
    return tuple(zip(split(amount, times), dates(first, rhythm, times), strict=True))


@dataclass(frozen=True)
class Difference:
    """What was sent is `amount` less than an instalment, or more if `over`."""

    part: Part
    amount: int
    over: bool
    following: Part | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What may become of it; to leave the schedule as it is comes first."""
        if self.over:
            return ("kept", "shortened")
        carried = ("carried",) if self.following else ()
        return ("kept", *carried, "extended", "reduced")


def unsent(parts: Sequence[Part], under_way: int) -> Iterator[tuple[Part, int]]:
    """Instalments with what of each is neither received nor said to be under way."""
    for part in parts:
        free = max(0, part.remaining - under_way)
        under_way = max(0, under_way - part.remaining)
        if free:
            yield part, free


def difference(parts: Sequence[Part], covered: int, last: int) -> Difference | None:
    """How far the last of what covers a schedule is from an instalment; None where it fits.

    `covered` is all that was received or is under way, `last` the part of it that came last. Inside
    an instalment it is short of that one, unless it passed the end of the one before and is nearer
    to that.
    """
    standing = [part for part in parts if part.amount > part.released]
    start, before = 0, None
    for position, part in enumerate(standing):
        end = start + part.amount - part.released
        if start < covered < end and last > 0:
            over, short = covered - start, end - covered
            if before and covered - last < start and over <= short:
                return Difference(before, over, over=True, following=part)
            following = standing[position + 1] if position + 1 < len(standing) else None
            return Difference(part, short, over=False, following=following)
        start, before = end, part
    return None


Row = tuple[int, int, date]


def changed(
    parts: Sequence[Part], kind: str, part: int, amount: int, due_on: date | None = None
) -> tuple[Row, ...]:
    """The rows (number, amount, due) of the next revision; their sum is that of the parts.

    What was given up stands as a row of its own behind all others, where it is looked for.
    """
    held = {one.number: one.amount - one.released for one in parts if one.amount > one.released}
    days = {one.number: one.due_on for one in parts}
    given_up = sum(one.released for one in parts)
    held[part] += amount if kind == "shortened" else -amount
    if kind == "carried":
        held[_next(held, part)] += amount
    elif kind == "extended":
        assert due_on is not None  # noqa: S101  the service asks for it
        added = max(held) + 1
        held[added], days[added] = amount, due_on
    elif kind == "reduced":
        given_up += amount
    else:
        _take_from_the_last(held, part, amount)
    rows = [(number, size, days[number]) for number, size in held.items() if size]
    if given_up:
        rows.append((max(held) + 1, given_up, max(due for _, _, due in rows)))
    return tuple(rows)


def _next(held: Mapping[int, int], part: int) -> int:
    numbers = list(held)
    return numbers[numbers.index(part) + 1]


def _take_from_the_last(held: dict[int, int], part: int, amount: int) -> None:
    for number in reversed(list(held)):
        if number != part:
            taken = min(held[number], amount)
            held[number] -= taken
            amount -= taken


def one_more(parts: Sequence[Part], day: date) -> date:
    """The date of one more instalment, in the rhythm of the last two, from `day` on.

    Counted from the first, so that month ends stay month ends.
    """
    days = sorted({part.due_on for part in parts if part.amount > part.released})
    first, last = days[0], days[-1]
    gap = max(1, _months(days[-2], last)) if len(days) > 1 else 1
    away = _months(first, last) + gap
    while in_months(first, away) < day:
        away += gap
    return in_months(first, away)


def _months(sooner: date, later: date) -> int:
    return (later.year - sooner.year) * 12 + later.month - sooner.month


def extended_fault(due_on: date | None, parts: Sequence[Part], day: date) -> Words | None:
    """What is wrong with the date of one more instalment, or None."""
    last = max(part.due_on for part in parts)
    if due_on is None:
        return N_("Isi tanggal termin tambahan.")
    if due_on <= last or due_on < day:
        return N_("Isi tanggal sesudah termin terakhir, dan hari ini atau sesudahnya.")
    if due_on > day + LONGEST_SCHEDULE:
        return N_("Isi tanggal termin paling lama sepuluh tahun dari sekarang.")
    return None
