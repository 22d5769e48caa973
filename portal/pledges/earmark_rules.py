"""How freely a promise may be used: it follows from what it was offered to, and is never asked.

The categories are those of the Grand Bargain; their codes those of IATI's EarmarkingCategory.
"""

from collections.abc import Mapping

from portal.errors import N_, Words

EARMARKS: Mapping[str, Words] = {
    "free": N_("Bebas: pengelola dana bersama memutuskan untuk apa"),
    "soft": N_("Longgar: untuk program ini, pemiliknya membagi ke kebutuhan"),
    "tight": N_("Terikat: hanya untuk kebutuhan ini"),
}
IATI: Mapping[str, tuple[str, str]] = {
    "free": ("1", "Unearmarked"),
    "soft": ("2", "Softly earmarked"),
    "tight": ("4", "Tightly earmarked"),
}


def earmark(*, money: bool, fund: bool, whole: bool) -> str:
    """One of EARMARKS: of money to a pooled fund, to a programme as a whole, or of all else."""
    if money and fund:
        return "free"
    return "soft" if whole else "tight"
