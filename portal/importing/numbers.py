"""The contacts and official numbers of a row, in the one form of each."""

from collections.abc import Iterable, Mapping

from portal.directory import number_rules
from portal.directory.identifiers import bare
from portal.errors import N_, Words
from portal.importing.understood import Understood, parts
from portal.vocabulary import IDENTIFIER_SCHEMES

CONTACTS = ("phone", "whatsapp", "email", "hotline")


def contacts(cells: Mapping[str, str], row: Understood) -> Iterable[list[str]]:
    """Each contact of a row as [kind, value], once; what is none is told."""
    seen = set()
    for kind_ in CONTACTS:
        written = cells.get(kind_, "")
        written = written if kind_ == "email" else written.replace("/", ";")
        for one in parts(written, commas=True):
            kept = number_rules.email(one) if kind_ == "email" else phone(one, kind_ == "hotline")
            if kept is None:
                words = number_rules.EMAIL_FAULT if kind_ == "email" else number_rules.PHONE_FAULT
                row.blame(kind_, words)
            elif (kind_, kept) not in seen:
                seen.add((kind_, kept))
                yield [kind_, kept]


def phone(text: str, short: bool) -> str | None:
    """A number in its one form; spreadsheets drop the zero that it begins with."""
    found = number_rules.phone(text, short=short)
    bare_ = "".join(sign for sign in text if sign.isdecimal())
    if found is None and bare_.startswith("8") and 9 <= len(bare_) <= 12:
        found = number_rules.phone(f"0{bare_}")
    return found


def identifiers(cells: Mapping[str, str], row: Understood) -> Iterable[list[str]]:
    """Each number of a row as [scheme, as written, bare]; what cannot be one is told."""
    for scheme in IDENTIFIER_SCHEMES:
        value = cells.get(scheme, "")[:80]
        if not value:
            continue
        found = bare(scheme, value)
        if found is None:
            row.blame(scheme, _wrong(scheme, value))
        else:
            yield [scheme, value, found]


def _wrong(scheme: str, value: str) -> Words:
    digits = sum(one.isdecimal() for one in value)
    if scheme == "npwp" and digits not in (15, 16):
        return N_("NPWP %(n)s angka. Seharusnya 15 atau 16.", n=digits)
    if scheme == "npwp":
        return N_("Angka NPWP ini tidak cocok. Periksa lagi.")
    if scheme == "nib":
        return N_("NIB %(n)s angka. Seharusnya 13.", n=digits)
    return N_("Isi nomor dokumen, 3 sampai 80 huruf dan angka.")
