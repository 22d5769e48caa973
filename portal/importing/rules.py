"""What holds for imports: their states, what may come of a row, and the limits of a file."""

import re
import unicodedata
from collections.abc import Mapping

from portal.errors import N_, Words

# A file is staged when it arrives; the worker tries it out, and after a word takes it in.
STATES = ("checking", "checked", "importing", "done")
OUTCOMES = ("new", "same", "update", "look_alike", "error")
# What somebody may say of a row that resembles an entry.
CHOICES = ("same", "add", "skip")
SHEETS = ("organisations", "services")

MOST_BYTES = 10_000_000
MOST_ROWS = 60_000
MOST_COLUMNS = 100
MOST_CELL = 2_000
BATCH = 500
KEPT_DAYS = 30
LONGEST_SOURCE = 80
# A list without keys of its own is known by names and regions, whatever file it came in.
BY_NAME = "name"

STATE_WORDS: Mapping[str, Words] = {
    "checking": N_("sedang dicoba"),
    "checked": N_("menunggu Anda"),
    "importing": N_("sedang dimasukkan"),
    "done": N_("selesai"),
}
OUTCOME_WORDS: Mapping[str, Words] = {
    "new": N_("Baru"),
    "same": N_("Sudah sama"),
    "update": N_("Memperbarui"),
    "look_alike": N_("Mirip"),
    "error": N_("Perlu diperbaiki"),
}
_SIGNS = re.compile(r"[^\w .()-]+")
_SHELTER = re.compile(
    r"\b(rumah aman|shelter|safe ?house|rumah perlindungan|rumah singgah|penampungan)\b",
    re.IGNORECASE,
)


def clean_name(name: str) -> str:
    """A file's name as it is kept and shown: no folders, no hidden signs, at most 80 letters."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(
        one for one in unicodedata.normalize("NFKC", last) if unicodedata.category(one)[0] != "C"
    )
    found = " ".join(_SIGNS.sub(" ", seen).split()).strip(". ")
    return found[-LONGEST_SOURCE:].strip(". ") or "berkas"


def clean_source(text: str, file_name: str) -> str:
    """What a list is called: the given name, or the file's without its ending."""
    found = " ".join(_SIGNS.sub(" ", text).split())[:LONGEST_SOURCE].strip()
    return found or re.sub(r"\.\w{1,5}$", "", clean_name(file_name)) or "berkas"


def is_shelter(text: str) -> bool:
    """Whether a name tells that this may be a place that must stay hidden."""
    return bool(_SHELTER.search(text))


def ready(counts: Mapping[str, int]) -> int:
    """How many rows would be written now."""
    return sum(counts.get(key, 0) for key in ("new", "update", "chosen"))
