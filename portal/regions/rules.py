"""What codes of regions mean: pure text, no database."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

CODE = re.compile(r"\d\d(\.\d\d(\.\d\d)?)?")
LEVELS = {2: "province", 5: "regency", 8: "district"}
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def is_code(text: str) -> bool:
    """Whether the text has the shape of a code such as 52, 52.71 or 52.71.01."""
    return bool(CODE.fullmatch(text)) and text.isascii()


def level(code: str) -> str:
    """The level that a code's length tells: province, regency or district."""
    return LEVELS[len(code)]


@lru_cache(maxsize=16_384)
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


# Beside the nearest, whoever lies this close is a neighbour too (kilometres between points).
NEIGHBOURS = 6
CLOSE = 40.0


def nearest(code: str, points: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """The neighbours of a kabupaten/kota: the six nearest points and all within 40 km.

    `points` are (latitude, longitude) in degrees by code; () when its own is not among them.
    """
    if code not in points:
        return ()
    here = points[code]
    far = sorted((_kilometres(here, there), one) for one, there in points.items() if one != code)
    return tuple(one for place, (km, one) in enumerate(far) if place < NEIGHBOURS or km <= CLOSE)


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a plane that is wide enough for neighbours near the equator."""
    width = math.cos(math.radians((one[0] + other[0]) / 2))
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * width)
