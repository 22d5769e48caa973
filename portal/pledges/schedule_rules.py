"""Schedules: dates in a rhythm, a sum in equal parts. Pure Python."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from portal.errors import N_, Words

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
    share, rest = divmod(amount, parts)
    return tuple(share + (turn < rest) for turn in range(parts))


def planned(amount: int, rhythm: str, first: date, times: int) -> tuple[tuple[int, date], ...]:
    """The instalments (amount, due) of a sum in a rhythm; once is one instalment."""
    times = times if rhythm in MONTHS else 1
    return tuple(zip(split(amount, times), dates(first, rhythm, times), strict=True))
