"""What holds for agreements: their kinds, their dates, and how near their end is."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal.errors import N_, Words

KINDS: Mapping[str, Words] = {
    "mou": N_("Nota kesepahaman (MoU)"),
    "pks": N_("Perjanjian kerja sama (PKS)"),
}
STATES: Mapping[str, Words] = {
    "valid": N_("Berlaku"),
    "ending": N_("Segera berakhir"),
    "ended": N_("Sudah berakhir"),
}
READERS: Mapping[str, Words] = {
    "owner": N_("pengelola program"),
    "donor": N_("donatur"),
    "coordinator": N_("koordinator"),
    "auditor": N_("pemeriksa"),
}
SOON = timedelta(days=60)
LONGEST = timedelta(days=30 * 366)
EARLIEST = date(1990, 1, 1)
MOST_NUMBER = 80
MOST_PARTIES = 300
MOST_AGREEMENTS = 20
FULL = N_("Paling banyak %(n)s perjanjian pada satu janji.", n=MOST_AGREEMENTS)
NOT_AGREED = N_("Perjanjian dicatat sesudah penawaran diterima.")
CHANGED = N_("Isi berkas ini tidak lagi sama dengan yang diunggah. Hubungi koordinator.")


def state(expires_on: date, day: date) -> str:
    """How near its end an agreement is on a day; on its last day it still holds."""
    if day > expires_on:
        return "ended"
    return "ending" if day >= expires_on - SOON else "valid"


def date_faults(signed_on: date, expires_on: date, latest: date) -> Mapping[str, Words]:
    """What is wrong with the dates of an agreement, by field."""
    if signed_on > latest:
        return {"signed_on": N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya.")}
    if signed_on < EARLIEST:
        return {"signed_on": N_("Tanggal ini terlalu lama berlalu. Periksa tahunnya.")}
    if expires_on <= signed_on:
        return {"expires_on": N_("Isi tanggal sesudah tanggal tanda tangan.")}
    if expires_on > signed_on + LONGEST:
        return {"expires_on": N_("Isi paling lama 30 tahun sesudah tanggal tanda tangan.")}
    return {}
