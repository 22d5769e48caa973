"""What holds for partners of a programme: their roles, and who may be asked when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

# The owner is the lead by itself. Codes of IATI's OrganisationRole: 1 funding, 4 implementing;
# a body that only benefits has none there.
ROLES: Mapping[str, Words] = {
    "implementing": N_("Pelaksana bersama"),
    "service": N_("Penyedia layanan"),
    "funding": N_("Pendana pendamping"),
    "beneficiary": N_("Lembaga penerima manfaat"),
}
ROLE_HINTS: Mapping[str, Words] = {
    "implementing": N_("Ikut mengerjakan program ini."),
    "service": N_("Memberi layanan tertentu, misalnya konseling."),
    "funding": N_("Ikut membiayai di luar janji yang tercatat di sini."),
    "beneficiary": N_("Menerima hasilnya, misalnya sekolah yang petugasnya dilatih."),
}
IATI: Mapping[str, str] = {"implementing": "4", "service": "4", "funding": "1"}
STATES: Mapping[str, Words] = {
    "waiting": N_("Menunggu jawaban"),
    "agreed": N_("Setuju, tampil di halaman program"),
    "declined": N_("Tidak bersedia"),
    "ended": N_("Berakhir"),
}
OPEN = ("waiting", "agreed")
MOST_PARTNERS = 30
LONGEST_TASK = 200
# Whoever said no is left alone for a while.
PAUSE = timedelta(days=30)


@dataclass(frozen=True)
class Part:
    """What a partner is asked to be: a role, and in a few words what it does."""

    role: str
    task: str = ""


def part_faults(part: Part) -> dict[str, Words]:
    """What is wrong with a role and its words, by field."""
    faults: dict[str, Words] = {}
    if fault := note_fault(part.task):
        faults["task"] = fault
    if part.role not in ROLES:
        faults["role"] = N_("Pilih peran dari daftar.")
    if len(part.task) > LONGEST_TASK:
        faults["task"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_TASK)
    return faults


def ask_fault(
    *,
    own: bool,
    listed: bool,
    managed: bool,
    others: int,
    state: str,
    since: datetime,
    now: datetime,
) -> Words | None:
    """Why an organisation cannot be asked now, or None.

    `state` is that of what it was asked before ('' for never) and `since` when that began;
    `others` counts the programme's other partners that were asked or agreed.
    """
    if own:
        return N_("Lembaga Anda sendiri sudah tercatat sebagai pemilik program.")
    if not listed:
        return N_("Lembaga ini tidak tampil dalam daftar. Pilih lembaga lain.")
    if not managed:
        return N_("Lembaga ini belum punya pengelola yang dapat menjawab.")
    if state == "agreed":
        return N_("Lembaga ini sudah menjadi mitra. Akhiri dahulu bila perannya berubah.")
    if state == "declined" and now < since + PAUSE:
        return N_("Lembaga ini tidak bersedia. Anda dapat bertanya lagi setelah 30 hari.")
    if others >= MOST_PARTNERS:
        return N_("Satu program memuat paling banyak %(n)s mitra.", n=MOST_PARTNERS)
    return None
