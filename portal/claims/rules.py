"""What holds for claims: which entries can be claimed, with what proof, and how it ends."""

from collections.abc import Iterable, Mapping

from portal.errors import N_, Words

# Listed, or listed once, or brought in by an import that nobody has confirmed yet.
CLAIMABLE = ("verified", "due", "stale", "unverified")
# Such an entry may be named to whoever asks: it was public, or its address was given to them.
TOLD = (*CLAIMABLE, "closed")
PROOFS = ("letter", "call")
OUTCOMES = ("granted", "refused")
STATES: Mapping[str, Words] = {
    "waiting": N_("Menunggu jawaban"),
    "granted": N_("Diterima"),
    "refused": N_("Ditolak"),
    "overtaken": N_("Didahului"),
}
TEXT_MOST = 300
REASON_MOST = 1000
# Shorter numbers, such as 129, are public services: calling one back proves nothing.
SERVICE_NUMBER = 6


def endings(numbers: Iterable[str]) -> tuple[str, ...]:
    """The last three digits of the numbers on file that can be called back, each once."""
    found = (one[-3:] for one in numbers if "@" not in one and len(one) > SERVICE_NUMBER)
    return tuple(dict.fromkeys(found))
