"""What holds for reports of wrong data: what may be said, the clock, and how long contacts stay."""

from collections.abc import Mapping
from datetime import timedelta

from portal.errors import N_, Words

PARTS: Mapping[str, Words] = {
    "phone": N_("Nomor telepon atau kontak lain"),
    "address": N_("Alamat"),
    "closed": N_("Lembaga sudah tutup atau pindah"),
    "service": N_("Layanan, jadwal, atau daya tampung"),
    "other": N_("Hal lain"),
}
OUTCOMES: Mapping[str, Words] = {
    "corrected": N_("Sudah diperbaiki"),
    "not_wrong": N_("Datanya tidak salah"),
    "passed_on": N_("Diteruskan kepada lembaga"),
}
WORKING_DAYS = 3
SOON = 1
LONGEST = 500
# A way to reach the reporter is deleted so long after the answer, and at the latest after LAST.
CONTACT_STAYS = timedelta(days=30)
CONTACT_LAST = timedelta(days=180)


def urgency(left: int) -> str:
    """How pressing an answer is by its working days left: 'late', 'soon' or 'later'."""
    if left < 0:
        return "late"
    return "soon" if left <= SOON else "later"
