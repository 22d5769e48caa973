"""What holds for taking something off public pages: what may be, and what a reason must be."""

from collections.abc import Mapping

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

KINDS: Mapping[str, Words] = {
    "story": N_("Tulisan program"),
    "update": N_("Kabar program"),
    "photo": N_("Foto kabar"),
}
OUTCOMES: Mapping[str, Words] = {
    "lift": N_("Tampilkan lagi"),
    "keep": N_("Belum, masih perlu diubah"),
}
LONGEST_REASON = 500
ENDED = N_("Ini sudah ditampilkan lagi. Buka lagi halamannya.")
TWICE = N_("Ini sudah diturunkan. Buka lagi halamannya.")


def reason_fault(reason: str) -> Words | None:
    """Why a reason will not do, or None: its reader must know what to change."""
    if not reason.strip():
        return N_("Tulis alasannya. Pemilik program membacanya.")
    if len(reason) > LONGEST_REASON:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REASON)
    return note_fault(reason)
