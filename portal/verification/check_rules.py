"""What a coordinator ticks before approving, for each kind of organisation, and call-backs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.directory.text_rules import fault as text_fault
from portal.errors import N_, Words


@dataclass(frozen=True)
class Item:
    """One thing to tick; a required one stands in the way of an approval while it is open."""

    words: Words
    required: bool = True


ITEMS: Mapping[str, Item] = {
    "entry_read": Item(N_("Semua isian sudah dibaca dan masuk akal")),
    "not_listed": Item(N_("Bukan lembaga yang sudah ada di Simpul")),
    "public_text": Item(N_("Tulisan untuk umum tidak memuat penyintas, alamat, atau nomor")),
    "no_conflict": Item(
        N_("Saya bukan pengurus, keluarga pengurus, atau penerima bayaran lembaga ini")
    ),
    "deed": Item(N_("Akta dan keputusan Kemenkumham dilihat")),
    "tax_number": Item(N_("NPWP lembaga cocok dengan namanya"), required=False),
    "business_number": Item(N_("NIB atau NPWP badan usaha cocok dengan namanya")),
    "giving_contact": Item(N_("Orang yang mengurus TJSL sudah dikenal"), required=False),
    "village_decree": Item(N_("SK lurah, kepala desa, atau dinas dilihat")),
    "leader_known": Item(N_("Ketua dikenal kelurahan, desa, atau puskesmas"), required=False),
    "office_letter": Item(N_("Surat tugas atau SK pimpinan kantor dilihat")),
    "official_mail": Item(N_("Email atau situs memakai alamat resmi kantor"), required=False),
    "operating_licence": Item(N_("Izin operasional dilihat")),
    "practice_licence": Item(N_("Izin praktik (SIPP, STR, atau SIK) dilihat bila melayani")),
    "accreditation": Item(N_("Akreditasi bantuan hukum dilihat"), required=False),
    "advocates": Item(N_("Kartu advokat atau surat paralegal dilihat")),
    "press_council": Item(N_("Tercatat di Dewan Pers"), required=False),
    "shelter_rules": Item(N_("Ada aturan pelindungan anak dan tamu rumah aman")),
    "shelter_secret": Item(N_("Alamat rumah aman tidak tertulis di mana pun")),
    "account_name": Item(N_("Rekening atas nama lembaga, bukan atas nama orang")),
    "two_people": Item(N_("Sedikitnya dua orang mengurus uang")),
    "first_read": Item(N_("Centang dan catatan koordinator pertama sudah dibaca")),
}

EVERYBODY = ("entry_read", "not_listed", "public_text", "no_conflict")
KIND_ITEMS: Mapping[str, tuple[str, ...]] = {
    "ngo": ("deed", "tax_number"),
    "professional_association": ("deed", "practice_licence"),
    "company": ("business_number", "giving_contact"),
    "community_group": ("village_decree", "leader_known"),
    "government_agency": ("office_letter", "official_mail"),
    "service_unit": ("office_letter", "official_mail"),
    "legal_aid": ("deed", "advocates", "accreditation"),
    "law_enforcement": ("office_letter", "official_mail"),
    "health_facility": ("operating_licence", "practice_licence"),
    "education": ("operating_licence",),
    "faith_based": ("deed", "tax_number"),
    "philanthropy": ("deed", "tax_number"),
    "media": ("business_number", "press_council"),
}
SHELTER_ITEMS = ("shelter_rules", "shelter_secret")
FUNDS_ITEMS = ("account_name", "two_people")
SECOND_ITEMS = ("first_read", "no_conflict")

# An office of the state answers for its own letterhead; everybody else is called back.
NO_CALL = frozenset({"government_agency", "law_enforcement"})
SOURCES: Mapping[str, Words] = {
    "local_office": N_("Dari kantor desa, kelurahan, atau kecamatan"),
    "public_list": N_("Dari daftar resmi pemerintah"),
    "own_site": N_("Dari situs atau papan nama lembaga"),
    "partner": N_("Dari lembaga lain yang terverifikasi"),
    "archive": N_("Dari arsip kantor saya"),
}
RESULTS: Mapping[str, Words] = {
    "confirmed": N_("Dijawab lembaga ini, datanya benar"),
    "visited": N_("Saya datang sendiri, datanya benar"),
    "denied": N_("Dijawab, tetapi tidak mengenal pendaftaran ini"),
    "unanswered": N_("Tidak dijawab"),
}
GOOD = ("confirmed", "visited")
LONGEST_ROLE = 60
OLDEST_CALL = timedelta(days=365)


def items(
    kind: str, *, runs_shelter: bool, handles_funds: bool, second: bool = False
) -> tuple[str, ...]:
    """The codes to tick for such an organisation; whoever looks second has a short list."""
    if second:
        return SECOND_ITEMS
    found = (*EVERYBODY, *KIND_ITEMS.get(kind, ()))
    found += SHELTER_ITEMS if runs_shelter else ()
    return found + (FUNDS_ITEMS if handles_funds else ())


def open_items(asked: Iterable[str], ticks: Iterable[str]) -> tuple[str, ...]:
    """The required ones that nobody ticked."""
    done = set(ticks)
    return tuple(code for code in asked if ITEMS[code].required and code not in done)


def needs_call(kind: str) -> bool:
    """Whether somebody must have been called, or visited, before an approval."""
    return kind not in NO_CALL


def answered(results: Sequence[str]) -> bool:
    """Whether calls, the newest first, say that the organisation knows of its registration."""
    said = [result for result in results if result != "unanswered"]
    return bool(said) and said[0] in GOOD


def call_faults(
    source: str, called_on: date, answered_by: str, result: str, today: date
) -> dict[str, Words]:
    """What is wrong with a note of a call, by field."""
    faults: dict[str, Words] = {}
    if source not in SOURCES:
        faults["source"] = N_("Pilih dari mana nomornya. Nomor dari formulir tidak cukup.")
    if result not in RESULTS:
        faults["result"] = N_("Pilih hasilnya.")
    if called_on > today:
        faults["called_on"] = N_("Tanggal ini belum tiba.")
    elif today - called_on > OLDEST_CALL:
        faults["called_on"] = N_("Telepon lagi: catatan ini lebih dari satu tahun.")
    if len(answered_by) > LONGEST_ROLE:
        faults["answered_by"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_ROLE)
    elif text_fault(answered_by):
        faults["answered_by"] = N_("Tulis perannya saja, misalnya “ketua”.")
    elif not answered_by and result in ("confirmed", "denied"):
        faults["answered_by"] = N_("Tulis peran orang yang menjawab, misalnya “ketua”.")
    return faults
