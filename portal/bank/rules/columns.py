"""What the columns of a bank's CSV mean: guessed from their titles, and chosen by whoever reads."""

import re
from collections.abc import Mapping, Sequence

from portal.errors import N_, Words

FIELDS: Mapping[str, Words] = {
    "date": N_("Tanggal"),
    "amount": N_("Jumlah"),
    "direction": N_("Tanda masuk atau keluar"),
    "credit": N_("Uang masuk (kredit)"),
    "debit": N_("Uang keluar (debet)"),
    "description": N_("Keterangan"),
    "reference": N_("Nomor rujukan"),
}
# Banks break one description over several columns.
SEVERAL = frozenset({"description"})
SEARCHED = 40
FEWEST_TITLES = 2
MOST_COLUMNS = 40

_WORDS: Mapping[str, str] = {
    "date": "tanggal tgl date",
    "direction": "dk dc dbcr crdb cd kd jenis tipe type arah",
    "credit": "kredit credit cr masuk deposit setoran",
    "debit": "debet debit db dr keluar withdrawal penarikan",
    "amount": "jumlah nominal amount mutasi nilai",
    "reference": "referensi reference ref jurnal journal",
    "description": "keterangan uraian deskripsi description remark remarks berita transaksi narasi",
}
_KNOWN = {field: frozenset(text.split()) for field, text in _WORDS.items()}
_NEVER = frozenset("saldo balance rekening account cabang branch teller".split())
_PAIRS = frozenset({"debet kredit", "debit kredit", "debit credit", "db cr", "d k", "d c", "cr db"})


def tidy(title: str) -> str:
    """A title as it is compared and remembered: plain lower-case words."""
    return " ".join(re.findall(r"[a-z0-9]+", title.lower()))


def meaning(title: str) -> str:
    """The field that a title most likely names, or ''."""
    said = tidy(title)
    if said in _PAIRS or said.replace(" ", "") in _KNOWN["direction"]:
        return "direction"
    words = set(said.split())
    if words & _NEVER:
        return ""
    return next((field for field, known in _KNOWN.items() if words & known), "")


def meanings(titles: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The field of each column: as it was chosen before, else by its title; each once."""
    found: list[str] = []
    known = [key(place, title) for place, title in enumerate(titles)]
    chosen = bool(known) and all(one in remembered for one in known)
    for place, title in enumerate(titles):
        field = remembered[known[place]] if chosen else meaning(title)
        taken = field in found and field not in SEVERAL
        found.append("" if taken else field)
    if not chosen and "amount" in found and {"credit", "debit"} & set(found):
        found[found.index("amount")] = ""
    return found


def key(place: int, title: str) -> str:
    """Under what a column's meaning is remembered: its title, or its place where it has none."""
    return tidy(title)[:60] or f"#{place + 1}"


def title_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows holds the titles; None when none does."""
    best, most = None, FEWEST_TITLES - 1
    for number, row in enumerate(rows[:SEARCHED]):
        known = len({meaning(cell) for cell in row} - {""})
        if known > most and not any(re.fullmatch(r"[\d.,/ -]{4,}", cell) for cell in row):
            best, most = number, known
    return best


def faults(fields: Sequence[str]) -> dict[str, Words]:
    """Why such a choice of columns cannot be read, by field; empty when it can."""
    twice = {one for one in fields if one and one not in SEVERAL and fields.count(one) > 1}
    if twice:
        return {"columns": N_("Satu arti dipilih untuk dua kolom. Pilih satu kolom saja.")}
    chosen = set(fields)
    if "date" not in chosen:
        return {"columns": N_("Pilih kolom tanggal.")}
    split = chosen & {"credit", "debit"}
    if "amount" in chosen and split:
        return {
            "columns": N_(
                "Pilih satu kolom jumlah, atau kolom uang masuk dan uang keluar. Jangan keduanya."
            )
        }
    if "amount" not in chosen and not split:
        return {"columns": N_("Pilih kolom jumlah, atau kolom uang masuk.")}
    return {}
