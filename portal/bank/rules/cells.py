"""Cells of a bank's CSV as days, sums and directions. What is unclear raises, it is never guessed.

Banks differ in all of it: `20/11/2026`, `2026-11-20 10:15`, `20 Nov 26`, `'20/11`; `1.500.000,00`,
`1,500,000.00 CR`, `(1.500.000)`, `-1500000`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal import money
from portal.assets import decimals

# By their first three letters: Indonesian, English, and the short forms of older systems.
MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "agu": 8, "ags": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11,
    "des": 12, "dec": 12,
}  # fmt: skip
IN = frozenset("cr c k kr + in kredit credit masuk".split())
OUT = frozenset("db dr d dbt - out debet debit keluar".split())

_TIME = re.compile(r"[ t,]+\d{1,2}[:.]\d{2}([:.]\d{2})?( ?(am|pm|wib|wita|wit))?$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_WORDY = re.compile(r"(\d{1,2})[-/. ]?([a-z]{3,})[-/. ,]*(\d{4}|\d{2})")
_MARK = re.compile(r"(?:(cr|c|k|kr|db|dr|d)[. ]+)?(.*?)(?:[ ]?(cr|c|k|kr|db|dr|d)\.?)?")
_NOTHING = re.compile(r"[-–]|[0.,]*0[0.,]*(?:,-)?|")


class Fraction(ValueError):
    """A sum with a part of the smallest unit: interest or tax, which nobody promised."""


@dataclass(frozen=True)
class Read:
    """A cell's sum in the smallest unit, and the direction that its sign or mark tells, or ''."""

    amount: int
    direction: str = ""


def sum_of(cell: str, asset: str) -> Read:
    """The sum of a cell; 0 for an empty one. Raises Fraction, money.Unclear or ValueError."""
    text = " ".join(cell.lower().replace("\u2212", "-").split()).strip("'\"")
    before, rest, after = _parts(text)
    signed, negative = _unsigned(rest)
    if _NOTHING.fullmatch(signed):
        return Read(0)
    marks = {mark for mark in (before, after) if mark}
    if negative and marks & IN:
        raise ValueError("a mark against its sign")
    if negative or marks & OUT:
        return Read(_whole(signed, asset), "out")
    return Read(_whole(signed, asset), "in" if marks or rest.startswith("+") else "")


def _parts(text: str) -> tuple[str, str, str]:
    found = _MARK.fullmatch(text)
    if found is None or not found[2]:
        return "", text, ""
    return found[1] or "", found[2].strip(), found[3] or ""


def _unsigned(text: str) -> tuple[str, bool]:
    """The sum without its sign, and whether it says minus; '1.500.000,-' has none."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if len(text) > 1 and text[0] in "+-":
        return text[1:].strip(), text[0] == "-"
    if len(text) > 1 and text[-1] == "-" and text[-2].isdigit():
        return text[:-1], True
    return re.sub(r"^((?:rp|idr)\.? ?)-", r"\1", text), bool(re.match(r"(?:rp|idr)\.? ?-", text))


def _whole(text: str, asset: str) -> int:
    try:
        return money.amount(text, asset)
    except money.Unclear:
        raise
    except ValueError:
        if decimals(asset) == 0 and _has_cents(text):
            raise Fraction from None
        raise


def _has_cents(text: str) -> bool:
    """Whether it is a sum with two digits behind the point, as banks write interest."""
    try:
        money.amount(re.sub(r"^(?:rp|idr)\.? ?", "", text), "USD")
    except ValueError:
        return False
    return True


def direction_of(cell: str) -> str:
    """'in' or 'out' from what a bank writes of it; raises ValueError for anything else."""
    bare = cell.strip().lower()
    words = [bare] if bare in ("+", "-") else re.findall(r"[a-z]+", bare)
    found = {"in" if word in IN else "out" for word in words if word in IN | OUT}
    if len(found) != 1:
        raise ValueError("no direction")
    return found.pop()


def days(cells: Iterable[str], today: date) -> Callable[[str], date]:
    """How to read the days of one column: day first, unless its cells can only mean month first.

    A day without a year is the latest such day that is not ahead of `today`.
    """
    numeric = [found for cell in cells if (found := _NUMERIC.fullmatch(_bare(cell)))]
    first = any(int(one[1]) > 12 for one in numeric)
    second = any(int(one[3]) > 12 for one in numeric)
    turned = second and not first
    return lambda cell: _day(_bare(cell), today, turned=turned)


def says_day(cell: str) -> bool:
    """Whether a cell means to be a day, right or wrong: titles and totals do not."""
    bare = _bare(cell)
    return any(form.fullmatch(bare) for form in (_ISO, _PLAIN, _NUMERIC, _WORDY))


def _bare(cell: str) -> str:
    return _TIME.sub("", " ".join(cell.lower().split()).strip("'\""))


def _day(text: str, today: date, *, turned: bool) -> date:
    if found := _ISO.fullmatch(text) or _PLAIN.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), today)
    if found := _WORDY.fullmatch(text):
        month = MONTHS.get(found[2][:3], 0)
        return _checked(_year(found[3]), month, int(found[1]), today)
    found = _NUMERIC.fullmatch(text)
    if found is None:
        raise ValueError("not a day")
    number, month = (int(found[3]), int(found[1])) if turned else (int(found[1]), int(found[3]))
    if found[4]:
        return _checked(_year(found[4]), month, number, today)
    return _latest(month, number, today)


def _latest(month: int, number: int, today: date) -> date:
    try:
        found = date(today.year, month, number)
    except ValueError:  # 29 February of another year
        found = date.max
    return found if found <= today else date(today.year - 1, month, number)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _checked(year: int, month: int, number: int, today: date) -> date:
    """The day; raises ValueError for one that is not in the calendar, ahead, or of long ago."""
    found = date(year, month, number)
    if year < 2000 or found > today + timedelta(days=1):
        raise ValueError("no day of a statement")
    return found
