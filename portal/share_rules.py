"""A whole sum in whole parts that add up to it. Pure Python."""

from collections.abc import Sequence


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split a whole sum by weights, to the last rupiah: the largest remainders get what is left.

    The parts add up to `total`; none is more than one away from its exact share, none above its
    weight while `total` is not above all weights together. Equal remainders: who stands first.
    Raises ValueError for a sum or weight below zero, and for a sum with nobody to share it.
    """
    whole = sum(weights)
    if total < 0 or min(weights, default=0) < 0 or (total and not whole):
        raise ValueError("no shares of that")
    if not total:
        return tuple(0 for _ in weights)
    exact = [divmod(total * weight, whole) for weight in weights]
    left = total - sum(part for part, _ in exact)
    first = sorted(range(len(exact)), key=lambda n: (-exact[n][1], n))[:left]
    return tuple(part + (n in first) for n, (part, _) in enumerate(exact))
