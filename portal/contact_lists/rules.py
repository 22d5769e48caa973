"""What holds for lists of closed contacts: two people, a reason, and one day."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

STATES: Mapping[str, Words] = {
    "waiting": N_("Menunggu koordinator kedua"),
    "open": N_("Disetujui, dapat diunduh"),
    "over": N_("Disetujui, waktunya sudah lewat"),
    "refused": N_("Ditolak"),
    "lapsed": N_("Tidak dijawab dalam tujuh hari"),
}
LASTS = timedelta(hours=24)
# A request that nobody answered is over after this long.
WAITS = timedelta(days=7)
SHORTEST, LONGEST = 10, 300
MOST_WAITING = 3


def state(outcome: str, asked_at: datetime, decided_at: datetime | None, now: datetime) -> str:
    """'waiting', 'lapsed', 'refused', 'open' (the file can be fetched) or 'over'."""
    if outcome == "refused":
        return "refused"
    if decided_at is None:
        return "waiting" if now < asked_at + WAITS else "lapsed"
    return "open" if now < decided_at + LASTS else "over"


def reason_fault(reason: str) -> Words | None:
    """What is wrong with the reason of a request, or None."""
    if len(reason) < SHORTEST:
        return N_("Tulis untuk apa Anda membutuhkannya, dalam satu kalimat.")
    return answer_fault(reason)


def answer_fault(text: str) -> Words | None:
    """What is wrong with a line of an answer, or None."""
    if len(text) > LONGEST:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST)
    return note_fault(text)
