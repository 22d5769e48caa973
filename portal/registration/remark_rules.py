"""The claims of a registration on which a coordinator may write a remark, and what a remark is."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.directory.text_rules import fault
from portal.errors import N_, Words

LONGEST_REMARK = 500


@dataclass(frozen=True)
class Claim:
    """One claim: its name, the task in which it is answered, and whether remarks keep its value.

    Contacts, people and addresses are never copied beside a remark.
    """

    name: Words
    task: str
    kept: bool = True


CLAIMS: Mapping[str, Claim] = {
    "name": Claim(N_("Nama"), "identity"),
    "short_name": Claim(N_("Nama singkat"), "identity"),
    "other_names": Claim(N_("Nama lain"), "identity"),
    "kind": Claim(N_("Jenis"), "identity"),
    "region": Claim(N_("Berkedudukan di"), "identity"),
    "about": Claim(N_("Apa yang dilakukan"), "identity"),
    "year_founded": Claim(N_("Berdiri sejak"), "identity"),
    "website": Claim(N_("Situs web"), "identity"),
    "languages": Claim(N_("Bahasa"), "identity"),
    "handles_funds": Claim(N_("Menerima uang untuk program"), "identity"),
    "specialities": Claim(N_("Bidang keahlian"), "specialities"),
    "services": Claim(N_("Layanan"), "services"),
    "coverage": Claim(N_("Wilayah kerja"), "coverage"),
    "runs_shelter": Claim(N_("Mengelola rumah aman"), "coverage"),
    "places": Claim(N_("Tempat"), "coverage", kept=False),
    "contacts": Claim(N_("Kontak"), "contacts", kept=False),
    "people": Claim(N_("Penanggung jawab"), "contacts", kept=False),
    "identifiers": Claim(N_("Nomor dokumen"), "identifiers"),
}


def remark_fault(text: str) -> Words | None:
    """What is wrong with a remark, or None: it goes out by mail, so it repeats no number."""
    if len(text) > LONGEST_REMARK:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REMARK)
    if fault(text):
        return N_("Sebut tanpa menulis ulang nomor, alamat, atau email. Catatan ini dikirim email.")
    return None
