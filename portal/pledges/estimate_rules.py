"""What a promise that is no rupiah is worth in rupiah: an estimate, never money. Pure Python."""

from collections.abc import Mapping

from portal.errors import N_, Words

MOST_BASIS = 200
# In which state goods came, rooms were, hours were given: what a hand-over note says.
CONDITIONS: Mapping[str, Words] = {
    "good": N_("Baik, sesuai kesepakatan"),
    "fair": N_("Dapat dipakai, ada kekurangan"),
    "bad": N_("Rusak atau tidak sesuai"),
}


def estimate(amount: int, value: int, quantity: int) -> int:
    """Whole rupiah for `amount` when `quantity` is worth `value`; halves go up. Never negative."""
    return (2 * amount * value + quantity) // (2 * quantity)
