"""Phone numbers and e-mail addresses in the one form in which they are kept and compared."""

import re
import unicodedata

from portal.errors import N_

PHONE_FAULT = N_("Isi nomor seperti 0812-3456-7890 atau (0254) 123-456.")
EMAIL_FAULT = N_("Isi alamat email lengkap, misalnya nama@lembaga.or.id.")

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")
_WRITTEN = re.compile(r"\+?[\d\s().\-/]+")


def phone(text: str, *, short: bool = False) -> str | None:
    """A number as digits from 62 (`0812…`, `+62 812-…`, `(0254) 123-456`); None when it is none.

    `short` lets service numbers of 3 to 6 digits through as they are, such as 129.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text.isascii() or not _WRITTEN.fullmatch(text):
        return None
    digits = re.sub(r"\D", "", text)
    if short and not text.startswith("+") and 3 <= len(digits) <= 6 and digits[0] != "0":
        return digits
    if text.startswith("+") and not digits.startswith("62"):
        return None
    national = digits[2:] if digits.startswith("62") else digits.removeprefix("0")
    national = national.removeprefix("0")  # as in +62 (0)812
    if national == digits or not 7 <= len(national) <= 12 or national[0] == "0":
        return None
    return f"62{national}"


def shown_phone(digits: str) -> str:
    """The digits as people write them here: 628123456789 → 0812-3456-789, 129 → 129."""
    if not digits.startswith("62") or len(digits) < 9:
        return digits
    national = "0" + digits[2:]
    if national[1] == "8":
        return "-".join(part for part in (national[:4], national[4:8], national[8:]) if part)
    cut = 3 if national[1:3] in ("21", "22", "24", "31", "61") else 4
    rest = national[cut:]
    last = 4 if len(rest) > 6 else 3
    return f"({national[:cut]}) {rest[:-last]}-{rest[-last:]}" if len(rest) > 4 else national


def email(text: str) -> str | None:
    """An address in lower case; None when it cannot be one."""
    bare = text.strip().lower()
    fits = len(bare) <= 254 and ".." not in bare and _EMAIL.fullmatch(bare)
    return bare if fits else None
