"""What readers of the demo looked for in vain: enough of them to be shown, and too few."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.counters import Counters
from portal.missed.services import note

# Words, the region's code, and how many networks looked for them.
SEARCHES = (
    ("terapi bermain", "36.73", 9),
    ("ambulans malam", "36.73", 6),
    ("hipnoterapi", "36.73", 3),
    ("penitipan anak", "52.71", 7),
    ("tes dna", "52", 5),
    ("antar jemput sekolah", "52.71", 4),
)
AGO = timedelta(days=2)


def load(counters: Counters, session: Session, key: str, *, now: datetime) -> int:
    """Count each search as often as invented networks asked; how many can be shown."""
    return sum(any(list(_ask(counters, session, key, one, now))) for one in SEARCHES)


def _ask(
    counters: Counters, session: Session, key: str, one: tuple[str, str, int], now: datetime
) -> Iterator[bool]:
    words, region, times = one
    for number in range(times):
        yield note(
            counters,
            session,
            words.split(),
            (region,),
            text=words,
            network=f"192.0.2.{number}",
            key=key,
            now=now - AGO,
        )
