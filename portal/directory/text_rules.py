"""Public free text gives nobody away: no address, place on a map, NIK, number or e-mail in it."""

import re
import unicodedata
from collections.abc import Mapping

from portal.errors import N_, Words

NIK = re.compile(r"(?<!\d)(?:\d{16}|\d{4}(?:[ .-]\d{4}){3}|\d{6}[ .-]\d{6}[ .-]\d{4})(?!\d)")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,100}\.[a-z]{2,}", re.IGNORECASE)
# Mobile numbers, free numbers, area codes with five digits or more. Hours such as 08.00-16.00
# and dates such as 02-11-2026 must pass.
PHONE = re.compile(
    r"(?<!\d)(?:"
    r"(?:\+?62|0)[ .-]?8[1-9](?:[ .-]?\d){7,10}"
    r"|0800[ -]?\d{3,4}[ -]?\d{3,4}"
    r"|\+62[ .-]?\(?\d{2,3}\)?(?:[ .-]?\d){5,9}"
    r"|\(0\d{2,3}\)[ -]?\d(?:[ -]?\d){4,8}"
    r"|0[2-7]\d{1,2}[ -]?(?:\d{5,8}|\d{3,4}[ -]\d{3,4})"
    r")(?!\d)"
)
PLACE = re.compile(
    r"-?\d{1,3}[.,]\d{4,}\s*[,; ]\s*-?\d{1,3}[.,]\d{4,}"
    r"|\d{1,3}\s*°"
    r"|(?i:goo\.gl/maps|maps\.app\.goo\.gl|google\.[a-z.]{2,6}/maps|maps\.google|openstreetmap\.org)"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
)
STREET = re.compile(
    r"\b(?i:jl|jln)\b\.?\s*[A-Z0-9]"
    r"|\b(?:Jalan|jalan|JALAN)\s+(?:(?i:raya)\s+)?[A-Z0-9]"
    r"|\b(?:Gang|gang|Gg|gg|Lorong|Lrg|Blok|blok)\b\.?\s+[A-Z0-9]"
    r"|\b(?i:rt|rw)\b\s*[.:]?\s*\d{1,3}\b"
)

_FOUND: tuple[tuple[re.Pattern[str], Words], ...] = (
    (NIK, N_("Hapus nomor NIK. Simpul tidak menyimpan data pribadi seperti itu.")),
    (PHONE, N_("Hapus nomor telepon dari sini. Isi nomor pada langkah Kontak.")),
    (EMAIL, N_("Hapus alamat email dari sini. Isi email pada langkah Kontak.")),
    (PLACE, N_("Hapus titik koordinat atau tautan peta. Tulisan ini dilihat umum.")),
    (
        STREET,
        N_("Hapus alamat jalan dari sini. Isi alamat pada langkah Wilayah kerja dan lokasi."),
    ),
)
_NOTE = N_("Hapus nomor, email, alamat, atau titik peta dari tulisan ini.")


def fault(text: str) -> Words | None:
    """What a public text gives away, as words that say what to do; None when it gives nothing."""
    seen = unicodedata.normalize("NFKC", text)
    return next((words for pattern, words in _FOUND if pattern.search(seen)), None)


def note_fault(text: str) -> Words | None:
    """The same for a line that is no part of an entry: there is no other step to put it in."""
    if fault(text) is None:
        return None
    return _FOUND[0][1] if NIK.search(unicodedata.normalize("NFKC", text)) else _NOTE


def faults(**fields: str) -> Mapping[str, Words]:
    """The faults of several texts, by the names of their fields."""
    return {name: words for name, text in fields.items() if (words := fault(text))}
