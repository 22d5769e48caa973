"""What codes of regions mean: pure text, no database."""

import re
from datetime import date, datetime, timedelta, timezone

CODE = re.compile(r"\d\d(\.\d\d(\.\d\d)?)?")
LEVELS = {2: "province", 5: "regency", 8: "district"}
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def is_code(text: str) -> bool:
    """Whether the text has the shape of a code such as 52, 52.71 or 52.71.01."""
    return bool(CODE.fullmatch(text)) and text.isascii()


def level(code: str) -> str:
    """The level that a code's length tells: province, regency or district."""
    return LEVELS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above this one, the nearest first: 52.71.01 → 52.71, 52."""
    parts = code.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))


def within(code: str, above: str) -> bool:
    """Whether `code` is `above` or lies below it."""
    return (code + ".").startswith(above + ".")


def local_date(at: datetime, hours: int) -> date:
    """The date of a moment on a clock so many hours ahead of UTC."""
    return at.astimezone(timezone(timedelta(hours=hours))).date()
