"""Empty files to fill in: XLSX with a page of help, and CSV."""

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from portal.errors import N_, Words
from portal.importing.column_rules import FIELDS
from portal.vocabulary import KINDS

SHEETS = {"organisations": "Lembaga", "services": "Layanan"}
# The titles are those that are recognised, whatever language the reader has chosen.
TITLES: Mapping[str, Mapping[str, str]] = {
    "organisations": {
        "external_key": "Kode Lembaga", "name": "Nama Lembaga", "short_name": "Nama Singkat",
        "kind": "Jenis Lembaga", "province": "Provinsi", "region": "Kab/Kota",
        "coverage": "Wilayah Kerja", "specialities": "Bidang Keahlian",
        "phone": "Telepon", "whatsapp": "WhatsApp", "email": "Email", "website": "Situs",
        "year_founded": "Tahun Berdiri", "npwp": "NPWP", "nib": "NIB", "about": "Tentang Lembaga",
    },
    "services": {
        "organisation": "Kode atau Nama Lembaga", "region": "Kab/Kota", "name": "Nama Layanan",
        "specialities": "Bidang Keahlian", "cost": "Biaya", "schedule": "Jadwal",
        "open_24h": "Buka 24 Jam", "takes_referrals": "Menerima Rujukan",
        "note": "Catatan Layanan",
    },
}  # fmt: skip
EXAMPLES: Mapping[str, Sequence[str]] = {
    "organisations": (
        "L-001", "Rumah Curhat Banten (contoh)", "RCB", "LSM atau yayasan", "Banten",
        "Kota Serang", "Kota Serang; Kabupaten Serang", "Konseling psikologis; Bantuan hukum",
        "0254 000 000", "0800-0000-0011", "halo@contoh.example", "https://contoh.example",
        "2015", "", "", "Mendampingi keluarga di Serang (contoh).",
    ),
    "services": (
        "L-001", "Kota Serang", "Konseling tatap muka (contoh)", "Konseling psikologis",
        "Gratis", "Senin sampai Jumat, 08.00–15.00", "tidak", "ya", "",
    ),
}  # fmt: skip
HELP: Sequence[Words] = (
    N_("Satu lembaga tiap baris. Jangan ubah judul kolom; kolom boleh dikosongkan atau dihapus."),
    N_("Wajib: nama, jenis, dan kabupaten/kota. Tulis “Kota” atau “Kabupaten” di depannya."),
    N_("Kode lembaga boleh kosong. Bila ada, kode itu harus tetap sama setiap kali."),
    N_("Beberapa isi dalam satu sel dipisah dengan titik koma."),
    N_("Kontak hanya dilihat koordinator sampai lembaganya sendiri yang mengatur."),
    N_("Jangan menulis kasus, nama orang, NIK, atau alamat. Kolom seperti itu tidak dibaca."),
    N_("Hapus baris contoh sebelum berkas diunggah."),
)


def as_csv() -> bytes:
    """The organisations' titles and an example, in UTF-8 that spreadsheet programs recognise."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(TITLES["organisations"].values())
    writer.writerow(EXAMPLES["organisations"])
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(help_title: str, lines: Sequence[str], kinds: Sequence[str]) -> bytes:
    """Two sheets with titles and an example, and one of help in the reader's language."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        for sheet, name in SHEETS.items():
            page = book.add_worksheet(name)
            page.set_column(0, len(TITLES[sheet]) - 1, 22, text)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, TITLES[sheet].values(), bold)
            for place, value in enumerate(EXAMPLES[sheet]):
                page.write_string(1, place, value, text)
            if sheet == "organisations":
                place = list(TITLES[sheet]).index("kind")
                listed = {"validate": "list", "source": list(kinds), "error_type": "warning"}
                page.data_validation(1, place, 5000, place, listed)
        page = book.add_worksheet(help_title[:31])
        page.set_column(0, 0, 90, plain)
        for place, line in enumerate(lines):
            page.write_string(place, 0, line, plain)
    return made.getvalue()


def kind_names() -> list[str]:
    """The kinds as the list in a cell offers them; they are recognised as written."""
    found = [words.text for words in KINDS.values()]
    while len(",".join(found)) > 250:  # a spreadsheet's list holds no more
        found.pop()
    return found


def titled() -> bool:
    """Whether every title stands for a field that there is; a test asks."""
    return all(field in FIELDS[sheet] for sheet in TITLES for field in TITLES[sheet])
