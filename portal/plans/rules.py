"""What holds for drafts of next year's support: pure rules over plain values."""

import calendar
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, Words

MOST_SUM = 10**15
MOST_PLANS = 200
YEARS_AHEAD = 3
# So many days before a season closes its donor is written to, each once.
STAGES = (21, 7)
MOST_FITS = 3


@dataclass(frozen=True, kw_only=True)
class Intention:
    """About how much (whole rupiah) in which year; the line's public id, or '' for anything."""

    year: int
    amount: int
    line: str = ""


def years(today: date) -> tuple[int, ...]:
    """The budget years that may be planned for, next year's first."""
    return (*range(today.year + 1, today.year + 1 + YEARS_AHEAD), today.year)


def faults(told: Intention, today: date) -> dict[str, Words]:
    """What is wrong with a draft, by field; empty when nothing is."""
    found: dict[str, Words] = {}
    if told.year not in years(today):
        found["year"] = N_("Pilih tahun dari daftar.")
    if not 1 <= told.amount <= MOST_SUM:
        found["amount"] = N_("Isi perkiraan paling sedikit satu rupiah.")
    return found


def in_season(months: tuple[str, ...], today: date) -> bool:
    """Whether next year's budget is being made this month; `months` are '1' to '12'."""
    return str(today.month) in months


def last_month(months: tuple[str, ...], today: date) -> bool:
    """Whether the budget closes with this month: it is made now, and no more in the next."""
    return in_season(months, today) and str(today.month % 12 + 1) not in months


def closes_on(months: tuple[str, ...], today: date) -> date | None:
    """The last day of the season that runs; None outside of it, or where it never ends."""
    if not in_season(months, today) or len(set(months)) == 12:
        return None
    year, month = today.year, today.month
    while str(month % 12 + 1) in months:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def stage(closing: date, today: date) -> int | None:
    """Which letter is due so near to the close: 21 or 7; None before them, or when it is over."""
    left = (closing - today).days
    return min((one for one in STAGES if 0 <= left <= one), default=None)
