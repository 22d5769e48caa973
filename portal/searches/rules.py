"""What holds for saved searches: how many, how often, what is new, what is never kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

MOST = 10
LONGEST_NAME, LONGEST = 120, 2000
EVERY: Mapping[str, Words] = {
    "day": N_("Setiap hari, bila ada yang baru"),
    "week": N_("Setiap minggu, bila ada yang baru"),
    "none": N_("Tidak perlu surat"),
}
# The job runs once a day, never at the very minute: a little less than the whole time is enough.
WAITS = {"day": timedelta(hours=20), "week": timedelta(days=6, hours=12)}
# Where somebody stands is asked for one search and never kept; an order finds nothing new.
DROPPED = frozenset({"near", "from", "sort", "page", "per_page"})


def tidy(pairs: Iterable[tuple[str, str]]) -> str:
    """A search as it is kept: its words and filters as a query string."""
    return urlencode([(name, value) for name, value in pairs if name not in DROPPED])


def fault(asked: str) -> Words | None:
    """Why a search cannot be kept, or None."""
    if not asked:
        return N_("Isi kata atau pilih saringan dahulu, lalu simpan pencariannya.")
    if len(asked) > LONGEST:
        return N_("Pencarian ini terlalu panjang untuk disimpan. Kurangi saringannya.")
    words = " ".join(value for name, value in parse_qsl(asked) if name == "q")
    return note_fault(words)


def name_fault(name: str) -> Words | None:
    """What is wrong with the name of a saved search, or None."""
    if not name:
        return N_("Beri nama, supaya Anda mengenalinya.")
    if len(name) > LONGEST_NAME:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_NAME)
    return note_fault(name)


def due(every: str, looked_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to look again; those without letters are not looked at."""
    if every not in WAITS:
        return False
    return looked_at is None or now - looked_at >= WAITS[every]


def fresh(found: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """What is found and was not known, in the order in which it was found."""
    before = set(known)
    return tuple(one for one in dict.fromkeys(found) if one not in before)
