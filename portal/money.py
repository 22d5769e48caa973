"""Sums as people write and read them; whole numbers only, never a float.

What a sum means must never be a guess: '1.500 juta' is 1,5 juta to one reader and 1,5 miliar to
another, 'Rp 5 M' five thousand million here and five million abroad. Such a sum is asked back with
both readings; a wrong one would be off by a thousand.
"""

import re
import unicodedata

from portal.assets import RUPIAH, decimals
from portal.db import MOST

SCALES = {
    "": 1,
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "triliun": 10**12,
    "trilyun": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "mio": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
# What a letter may stand for: an English reader's million is a thousandth of an Indonesian M.
UNCLEAR_SCALES = {"m": (10**6, 10**9), "k": (10**3,), "t": (10**12, 10**3)}
LONGEST = 60
THOUSANDS = 3

_SHAPE = re.compile(r"([0-9][0-9., ]*?)(?: ?([a-z]+)\.?)?")
# The library writes 'juta satu ribu' where people write 'juta seribu'; 'dua puluh satu ribu' stays.
_THOUSAND = re.compile(r"(?<=juta )satu ribu|(?<=miliar )satu ribu|(?<=triliun )satu ribu")
_WHOLE = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"([0-9]+)([.,])([0-9]+)")
_MIXED = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<group>[., ])[0-9]{3})(?:(?P=group)[0-9]{3})*(?:([.,])([0-9]+))?"
)


class Unclear(ValueError):
    """A sum that may mean two things; `readings` are both, in the asset's smallest unit."""

    def __init__(self, *readings: int) -> None:
        super().__init__("may mean more than one thing")
        self.readings = readings


def rupiah(text: str) -> int:
    """Whole rupiah from '20.000.000', '1,500,000.00', 'Rp 1,5 juta' or '20000000,-'.

    Raises Unclear for what may be off by a thousand, and ValueError for anything else: fractions
    of a rupiah, signs, zero, sums above 10^15.
    """
    return amount(text, RUPIAH)


def amount(text: str, asset: str) -> int:
    """A sum in the smallest unit of a currency, or whole units. Raises as `rupiah` does."""
    number, word = _parts(text, asset)
    places = decimals(asset)
    scales = UNCLEAR_SCALES.get(word) or (SCALES[word],)
    found = sorted(
        {
            value
            for digits, part in _readings(number, scaled=scales != (1,), places=places)
            for scale in scales
            if (value := _exact(digits, part, scale * 10**places)) is not None
        }
    )
    if not found or not all(1 <= one <= MOST for one in found):
        raise ValueError("not an amount of whole units from 1 to 10^15")
    if len(found) == 1 and _slipped(
        number
    ):  # '1.500,755': no fraction there can be, and no million
        raise ValueError("thousands set apart by two signs")
    if len(found) > 1:
        raise Unclear(*found)
    return found[0]


def _parts(text: str, asset: str) -> tuple[str, str]:
    """The number and the word of scale behind it; raises ValueError when it has no such shape."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    sign = r"(?:rp|idr|rupiah)" if asset == RUPIAH else re.escape(asset.lower())
    plain = re.sub(rf"^{sign}\.? ?", "", plain)
    plain = re.sub(rf" ?{sign}$", "", plain)
    plain = re.sub(r",-$|,–$|,—$", "", plain).strip()
    shape = _SHAPE.fullmatch(plain)
    word = (shape.group(2) or "") if shape else ""
    if not shape or not (word in SCALES or word in UNCLEAR_SCALES):
        raise ValueError("not an amount")
    return shape.group(1).strip(), word


def _readings(number: str, *, scaled: bool, places: int) -> list[tuple[str, str]]:
    """What the digits may be: (whole, after the point), each reading once.

    One point or comma before three digits sets thousands apart, unless a fraction is possible
    there: before a word of scale, or in a currency with three decimals.
    """
    if _WHOLE.fullmatch(number):
        return [(number, "")]
    found = []
    mixed = _MIXED.fullmatch(number)
    decimal = _DECIMAL.fullmatch(number)
    if mixed and mixed.group(2) != mixed.group("group"):
        whole = re.sub(r"[., ]", "", number[: mixed.start(2)] if mixed.group(2) else number)
        part = mixed.group(3) or ""
        found.append((whole, part))
        if len(part) == THOUSANDS:  # '1.000,000': a million with a slip, or a thousand
            found.append((whole + part, ""))
    if decimal and (not mixed or scaled or places >= 3):
        found.append((decimal.group(1), decimal.group(3)))
    return found


def _slipped(number: str) -> bool:
    """Whether three digits follow another sign than the one that sets thousands apart."""
    mixed = _MIXED.fullmatch(number)
    if not mixed or mixed.group(2) in (None, mixed.group("group")):
        return False
    return len(mixed.group(3)) == THOUSANDS


def _exact(whole: str, part: str, scale: int) -> int | None:
    """The number times the scale when nothing is left over, or None."""
    value, unit = int(whole + part) * scale, 10 ** len(part)
    return None if value % unit else value // unit


def show(amount: int, asset: str = RUPIAH) -> str:
    """The sum as Indonesians write it: 1250000 → 'Rp1.250.000', 150075 US cents → 'USD 1.500,75'.

    Units of goods have no sign of their own: whoever shows them says which they are.
    """
    minus = "−" if amount < 0 else ""
    places = decimals(asset)
    whole, part = divmod(abs(amount), 10**places)
    digits = f"{whole:,}".replace(",", ".") + (f",{part:0{places}}" if places else "")
    if asset == RUPIAH:
        return f"{minus}Rp{digits}"
    return f"{minus}{asset}\u00a0{digits}" if asset.isupper() else f"{minus}{digits}"


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


def plain(amount: int, asset: str) -> int | float:
    """So much of an asset as a number for a sheet: whole, or with the digits of its currency."""
    places = decimals(asset)
    return round(amount / 10**places, places) if places else amount


def in_words(amount: int, language: str = "id", asset: str = RUPIAH) -> str:
    """The sum spelled out: 20000000 → 'dua puluh juta rupiah', 150075 US cents → '… USD 75/100'.

    Units have no word of their own here: whoever shows them adds it.
    """
    whole, part = divmod(amount, 10 ** decimals(asset))
    text = _spelled(whole, language)
    if asset == RUPIAH:
        return f"{text} rupiah"
    code = f" {asset}" if asset.isupper() else ""
    return text + code + (f" {part:0{decimals(asset)}}/{10 ** decimals(asset)}" if part else "")


def _spelled(number: int, language: str) -> str:
    from num2words import num2words  # every language it knows comes along, so only when needed

    text = str(num2words(number, lang=language))
    return _THOUSAND.sub("seribu", text) if language == "id" else text
