"""Which fields leave their former words behind, and what a reason must be."""

from collections.abc import Mapping
from datetime import date

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

LONGEST_REASON = 300
FIELDS: Mapping[str, Words] = {
    "title": N_("Judul"),
    "summary": N_("Ringkasan"),
    "story": N_("Cerita program"),
    "expected": N_("Hasil yang diharapkan"),
    "results": N_("Sasaran hasil"),
    "starts_on": N_("Tanggal mulai"),
    "ends_on": N_("Tanggal selesai"),
    "description": N_("Kebutuhan"),
    "quantity": N_("Jumlah"),
    "unit": N_("Satuan"),
    "unit_value": N_("Nilai per satuan"),
    "basis": N_("Dasar nilai"),
    "needed_by": N_("Dibutuhkan sebelum"),
}
DAYS = ("starts_on", "ends_on", "needed_by")
# Texts of several lines are folded on the page.
LONG = ("summary", "story", "expected", "results")


def changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[str, str]]:
    """{field: (before, after)} as texts, for the fields that leave something behind."""
    return {
        name: (written(before[name]), written(after[name]))
        for name in FIELDS
        if name in before and before[name] != after[name]
    }


def written(value: object) -> str:
    """A value as it is kept: digits, an ISO date, the text itself; '' for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def reason_fault(reason: str) -> Words | None:
    """Why a reason will not do, or None."""
    if not reason.strip():
        return N_("Program ini sudah diumumkan. Tulis alasan perubahannya; alasan dilihat umum.")
    if len(reason) > LONGEST_REASON:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REASON)
    return note_fault(reason)
