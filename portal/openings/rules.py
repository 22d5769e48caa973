"""What holds for opening closed contacts: why it may be done, and the line that goes with it."""

from collections.abc import Mapping

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

PURPOSES: Mapping[str, Words] = {
    "refer": N_("Merujuk"),
    "check": N_("Memeriksa data"),
    "forum": N_("Undangan forum"),
    "other": N_("Lainnya"),
}
# What the owner reads also names what no form offers: a whole region, allowed by two people.
READ_PURPOSES: Mapping[str, Words] = {
    **PURPOSES,
    "export": N_("Mengunduh daftar wilayah, disetujui koordinator kedua"),
}
LONGEST_NOTE = 200
# Pressed so often in a day (`portal.counters` keeps the count), the button rests till tomorrow.
LIMIT = "open_contacts_person"
# Who took more closed contacts than this in a day is told to administrators.
MANY = 50


def faults(purpose: str, note: str) -> Mapping[str, Words]:
    """What is wrong with a reason, by field: one of the list, and a line for anything else."""
    if purpose not in PURPOSES:
        return {"purpose": N_("Pilih untuk apa Anda membuka kontak ini.")}
    if purpose == "other" and not note:
        return {"note": N_("Tulis keperluan Anda dalam satu kalimat.")}
    if len(note) > LONGEST_NOTE:
        return {"note": N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_NOTE)}
    if words := note_fault(note):
        return {"note": words}
    return {}
