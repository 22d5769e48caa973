"""Rupiah as people write and read them; whole numbers only, never a float."""

import re

from portal.db import MOST

SCALES = {
    "": 1,
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "m": 10**9,
    "miliar": 10**9,
    "milyar": 10**9,
    "t": 10**12,
    "triliun": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHAPE = re.compile(r"(?:rp|idr)?\.?\s*([0-9][0-9.,\s]*)\s*([a-z]*)\.?", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}([.\s][0-9]{3})+|[0-9]{1,3}(,[0-9]{3})+")
_CENTS = re.compile(r"(.*),(00|-)")


def rupiah(text: str) -> int:
    """Whole rupiah from '20.000.000', '20 juta', 'Rp1,5 jt' or '20000000,00'.

    Raises ValueError for anything else: fractions of a rupiah, signs, sums above 10^15, zero.
    """
    if len(text) > 60:
        raise ValueError("too long")
    shape = _SHAPE.fullmatch(text.strip().removesuffix(",-").removesuffix(",00").strip())
    if not shape or shape.group(2).lower() not in SCALES:
        raise ValueError("not an amount")
    amount = _scaled(shape.group(1).strip(), SCALES[shape.group(2).lower()])
    if not 1 <= amount <= MOST:
        raise ValueError("out of range")
    return amount


def _scaled(digits: str, scale: int) -> int:
    if _GROUPED.fullmatch(digits):
        return int(re.sub(r"[.,\s]", "", digits)) * scale
    whole, _, part = digits.replace(".", ",", 1).partition(",")
    if not whole.isdecimal() or (part and not part.isdecimal()):
        raise ValueError("not an amount")
    if "," in digits.replace(".", ",") and not part:
        raise ValueError("not an amount")
    value = int(whole + part) * scale
    unit: int = 10 ** len(part)
    if value % unit:
        raise ValueError("a fraction of a rupiah")
    return value // unit


def show(amount: int) -> str:
    """The sum as Indonesians write it: 1250000 → 'Rp1.250.000', in one piece."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def show_short(amount: int, language: str = "id") -> str:
    """A large sum in words of scale, one decimal: 2340000000 → 'Rp2,3 miliar'."""
    names = {"id": ("juta", "miliar", "triliun"), "en": ("million", "billion", "trillion")}
    for power, name in zip((12, 9, 6), reversed(names.get(language, names["id"])), strict=True):
        if abs(amount) >= 10**power:
            tenths = abs(amount) * 10 // 10**power
            sign = "−" if amount < 0 else ""
            tail = f",{tenths % 10}" if tenths % 10 else ""
            return f"{sign}Rp{tenths // 10:,}".replace(",", ".") + f"{tail}\u00a0{name}"
    return show(amount)


def in_words(amount: int, language: str = "id") -> str:
    """The sum spelled out: 20000000 → 'dua puluh juta rupiah'."""
    from num2words import num2words  # every language it knows comes along, so only when needed

    return f"{num2words(amount, lang=language)} rupiah"
