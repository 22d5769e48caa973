"""What holds for printed papers: their numbers, their periods, and what a gift became."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, Words
from portal.share_rules import shares

KINDS: Mapping[str, Words] = {
    "statement": N_("Surat keterangan dukungan"),
    "receipt": N_("Tanda terima"),
    "handover": N_("Catatan serah terima"),
    "intent": N_("Surat kesediaan dukungan"),
}
LETTERS: Mapping[str, str] = {
    "statement": "SK",
    "receipt": "TT",
    "handover": "ST",
    "intent": "SD",
}
# No signs that are taken for each other, no vowels that make words.
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
MARK = 4
EARLIEST = date(2000, 1, 1)


def number(kind: str, day: date, count: int, mark: str) -> str:
    """How a paper is called: its kind, year and month, a number within the month, and a mark.

    The mark is drawn by lot, so that nobody reads papers by counting.
    """
    return f"{LETTERS[kind]}-{day:%y%m}-{count:04}-{mark}"


def tidy(text: str) -> str:
    """A number as it is kept, from what somebody read off a paper."""
    return text.strip().upper().replace(" ", "")


def period_fault(start: date, end: date, today: date) -> Mapping[str, Words]:
    """What is wrong with a period, by field."""
    if end > today:
        return {"until": N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya.")}
    if start > end:
        return {"since": N_("Tanggal awal sesudah tanggal akhir. Tukar keduanya.")}
    if start < EARLIEST:
        return {"since": N_("Tanggal ini terlalu lama berlalu. Periksa tahunnya.")}
    return {}


@dataclass(frozen=True)
class Became:
    """What one giver's part of a line became; with `unspent` it is exactly what it gave."""

    spent: int = 0
    passed_on: int = 0
    unspent: int = 0


def became(given: Sequence[int], spent: int, passed_on: int) -> tuple[Became, ...]:
    """What each of a line's givers can say of its own: used, passed on, not yet used.

    Money on a line is one pot: each giver has a part of everything, as large as its part of
    what came. All parts of the spending are exactly the spending, so with what was passed on.
    """
    used = shares(spent, given)
    rest = [one - part for one, part in zip(given, used, strict=True)]
    onward = shares(passed_on, rest)
    parts = zip(rest, used, onward, strict=True)
    return tuple(Became(part, on, left - on) for left, part, on in parts)
