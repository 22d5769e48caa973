"""What holds for offers to whole programmes: their state, and how their sum is split over lines."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.errors import N_, Words

STATES: Mapping[str, Words] = {
    "offered": N_("Ditawarkan, menunggu jawaban"),
    "lapsed": N_("Gugur, batas waktunya lewat"),
    "accepted": N_("Diterima dan dibagi"),
    "declined": N_("Tidak diterima"),
    "withdrawn": N_("Ditarik donatur"),
}
OPEN = ("offered", "lapsed")


def state(answer: str, valid_until: date, day: date) -> str:
    """One of STATES: from the kind of its answer ('' for none) and the day."""
    return answer or ("lapsed" if day > valid_until else "offered")


def weights(unmet: Sequence[int], values: Sequence[int]) -> Sequence[int]:
    """By what a sum is split over lines first: what each lacks; what each needs once none lacks."""
    return unmet if any(unmet) else values


def split_fault(amount: int, parts: Sequence[int]) -> Words | None:
    """What is wrong with the parts of a sum, or None; zero leaves a line out.

    A sentence about sums carries them as numbers `sum` and `amount`; who shows it writes them.
    """
    if any(one < 0 for one in parts):
        return N_("Isi bagian yang tidak kurang dari nol.")
    total = sum(parts)
    if total != amount:
        return N_(
            "Jumlah semua bagian %(sum)s, seharusnya %(amount)s. Samakan keduanya.",
            sum=total,
            amount=amount,
        )
    return None


def schedules(
    instalments: Sequence[tuple[int, date]], parts: Sequence[int]
) -> list[tuple[tuple[int, date], ...]]:
    """The instalments of each part: the first money fills the first part, and so on.

    So every instalment keeps its sum and its day, every part is exactly the sum of its own, and
    as few transfers as possible have to be said and confirmed. Both sums have to be the same.
    """
    coming = iter(instalments)
    left, due = 0, date.min
    found: list[tuple[tuple[int, date], ...]] = []
    for part in parts:
        rows: list[tuple[int, date]] = []
        missing = part
        while missing:
            if not left:
                left, due = next(coming)
            taken = min(missing, left)
            rows.append((taken, due))
            missing, left = missing - taken, left - taken
        found.append(tuple(rows))
    return found


def reference(day: date, number: int) -> str:
    """How people call an offer: TP, year and month, and a number within the month."""
    return f"TP-{day:%y%m}-{number:04}"
