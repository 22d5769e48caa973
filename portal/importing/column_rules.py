"""What a column of somebody's spreadsheet means, by its title; and which ones are never read."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from portal.errors import N_, Words

# Fields of the two sheets, in the order in which they are offered.
ORGANISATION_FIELDS: Mapping[str, Words] = {
    "name": N_("Nama"),
    "short_name": N_("Nama singkat"),
    "other_names": N_("Nama lain"),
    "kind": N_("Jenis lembaga"),
    "region": N_("Kabupaten/kota"),
    "province": N_("Provinsi"),
    "coverage": N_("Wilayah kerja"),
    "specialities": N_("Bidang keahlian"),
    "about": N_("Tentang lembaga"),
    "year_founded": N_("Tahun berdiri"),
    "website": N_("Situs"),
    "phone": N_("Telepon: hanya koordinator"),
    "whatsapp": N_("WhatsApp: hanya koordinator"),
    "email": N_("Email: hanya koordinator"),
    "hotline": N_("Nomor pengaduan: hanya koordinator"),
    "npwp": N_("NPWP"),
    "nib": N_("NIB"),
    "ahu": N_("Nomor AHU (Kemenkumham)"),
    "sk": N_("Nomor surat keputusan"),
    "external_key": N_("Kode tetap dalam daftar ini"),
}
SERVICE_FIELDS: Mapping[str, Words] = {
    "organisation": N_("Nama atau kode lembaga"),
    "region": N_("Kabupaten/kota"),
    "province": N_("Provinsi"),
    "name": N_("Nama layanan"),
    "specialities": N_("Bidang keahlian"),
    "cost": N_("Biaya"),
    "schedule": N_("Jadwal"),
    "open_24h": N_("Buka 24 jam"),
    "takes_referrals": N_("Menerima rujukan"),
    "note": N_("Catatan layanan untuk umum"),
}
FIELDS: Mapping[str, Mapping[str, Words]] = {
    "organisations": ORGANISATION_FIELDS,
    "services": SERVICE_FIELDS,
}
# Numbers that may have sixteen digits and are no person's.
NUMBERED = frozenset(("npwp", "nib", "ahu", "sk", "external_key", "organisation"))

_CALLED: Mapping[str, str] = {
    "name": """nama; nama lembaga; nama organisasi; nama instansi; nama mitra; nama yayasan;
        nama unit; nama faskes; nama fasilitas kesehatan; nama puskesmas; nama rumah sakit;
        nama perusahaan; nama komunitas; nama lembaga organisasi; lembaga; organisasi; instansi;
        mitra; name; organisation; organization; organisation name; organization name;
        institution; institution name; partner; nama lembaga mitra; nama opd; opd; nama kantor""",
    "short_name": "nama singkat; singkatan; akronim; short name; acronym; abbreviation",
    "other_names": "nama lain; alias; other names; other name; also known as",
    "kind": """jenis; jenis lembaga; jenis organisasi; jenis instansi; jenis mitra; tipe;
        tipe lembaga; type; kind; organisation type; organization type; kategori;
        kategori lembaga; category; bentuk; bentuk lembaga; unsur; jenis faskes""",
    "region": """kab kota; kabupaten kota; kabupaten; kota; kota kabupaten; kabkota; kab; wilayah;
        daerah; lokasi; regency; city; regency city; district; region; nama kabupaten kota;
        kedudukan; tempat kedudukan; kode wilayah; kode kabupaten kota; region code""",
    "province": "provinsi; propinsi; prov; province; nama provinsi",
    "coverage": """wilayah kerja; wilayah layanan; cakupan; cakupan wilayah; jangkauan; coverage;
        area served; service area; area layanan""",
    "specialities": """bidang; bidang keahlian; bidang kerja; bidang layanan; keahlian; fokus;
        isu; bidang isu; specialities; specialties; speciality; specialty; focus; sector;
        sektor; bidang kegiatan""",
    "about": "tentang; tentang lembaga; profil; deskripsi; about; description; profile",
    "year_founded": """tahun berdiri; tahun pendirian; berdiri; didirikan; founded; year founded;
        established""",
    "website": "situs; situs web; website; web; laman; url; homepage",
    "phone": """telepon; telp; tlp; no telp; no telepon; nomor telepon; no hp; nomor hp; hp; no tlp;
        kontak; no kontak; nomor kontak; phone; phone number; telephone; mobile; contact;
        telepon lembaga; telepon kantor; no telepon kantor; fax telp""",
    "whatsapp": "whatsapp; wa; no wa; nomor wa; no whatsapp; nomor whatsapp; whatsapp number",
    "email": "email; e mail; surel; alamat email; email lembaga; email address; e mail address",
    "hotline": "hotline; nomor pengaduan; no pengaduan; call center; layanan pengaduan",
    "npwp": "npwp; no npwp; nomor npwp; tax number",
    "nib": "nib; no nib; nomor nib; nomor induk berusaha",
    "ahu": "ahu; no ahu; nomor ahu; sk kemenkumham; no sk kemenkumham; nomor sk kemenkumham",
    "sk": "sk; no sk; nomor sk; nomor surat keputusan; surat keputusan",
    "external_key": """id; kode; kode lembaga; id lembaga; kode organisasi; id organisasi; uuid;
        kode faskes; kode instansi; kode mitra; external key; external id; code; organisation id;
        organization id; kode puskesmas; kode rumah sakit; kode tetap; kode unik""",
}
_CALLED_SERVICES: Mapping[str, str] = {
    "organisation": f"""kode atau nama lembaga; nama atau kode lembaga; {_CALLED["external_key"]};
        nama lembaga; nama organisasi; lembaga; organisasi; organisation; organization; instansi;
        nama instansi""",
    "region": _CALLED["region"],
    "province": _CALLED["province"],
    "name": "nama layanan; layanan; jenis layanan; service; service name; nama; name",
    "specialities": _CALLED["specialities"],
    "cost": "biaya; tarif; cost; fee; price",
    "schedule": "jadwal; jam layanan; jam buka; waktu; schedule; hours; opening hours",
    "open_24h": "24 jam; buka 24 jam; open 24 hours; 24h",
    "takes_referrals": "menerima rujukan; rujukan; takes referrals; referrals",
    "note": "catatan layanan; catatan untuk umum; catatan layanan untuk umum; service note",
}
# Words in a title that announce cases or persons: such a column is neither shown nor kept.
_PERSONS = frozenset(
    """kasus korban penyintas klien pelapor terlapor pelaku kronologi kronologis nik ktp kk
    pasien umur usia lahir agama kelamin gender keterangan catatan ket pic narahubung ketua
    pimpinan direktur direktris penanggungjawab pengurus pendiri sekretaris bendahara pendamping
    petugas penyidik wali suami istri case cases victim victims survivor survivors client clients
    perpetrator perpetrators suspect notes note remark remarks comments chronology birth age
    sex religion identity patient person chairman chairperson director leader staff""".split()
)
_PERSON_PHRASES = (
    "nama anak", "nama ibu", "nama ayah", "nama orang", "nama lengkap", "nama kontak",
    "contact name", "penanggung jawab", "kepala dinas", "nama kepala", "kontak person",
    "full name", "first name", "last name", "tempat tinggal",
)  # fmt: skip
# A place is told by the organisation itself, which is asked whether it must stay hidden.
_ADDRESSES = frozenset(
    """alamat address jalan street koordinat coordinates latitude longitude lat lng long lintang
    bujur gps maps peta desa kelurahan rt rw kodepos""".split()
)

PERSONS = N_("Mungkin memuat data orang. Simpul tidak menyimpannya; hapus juga dari berkas Anda.")
ADDRESSES = N_("Alamat diisi lembaga sendiri, karena rumah aman tidak boleh punya alamat di sini.")
REFUSED: Mapping[str, Words] = {"persons": PERSONS, "addresses": ADDRESSES}


def tidy(title: str) -> str:
    """A title as it is compared: plain lower-case words."""
    bare = unicodedata.normalize("NFKD", title.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def refused(title: str, sheet: str = "organisations") -> str:
    """Why a column is never read: 'persons' or 'addresses'; '' when it may be."""
    said = tidy(title)
    if sheet == "services" and said in _names("services")["note"]:
        return ""
    if said in _names("organisations")["email"]:
        return ""
    found = set(said.split())
    if found & _PERSONS or any(phrase in said for phrase in _PERSON_PHRASES):
        return "persons"
    return "addresses" if found & _ADDRESSES else ""


def meaning(title: str, sheet: str = "organisations") -> str:
    """The field that a title names; '' when it names none, or must not be read."""
    said = tidy(title)
    if not said or refused(title, sheet):
        return ""
    return next((field for field, names in _names(sheet).items() if said in names), "")


def meanings(titles: Sequence[str], sheet: str = "organisations") -> list[str]:
    """The field of each title; of two that name the same, the first has it."""
    found: list[str] = []
    for title in titles:
        field = meaning(title, sheet)
        found.append(field if field and field not in found else "")
    return found


def is_services(name: str) -> bool:
    """Whether a sheet's name says that it lists services."""
    return tidy(name) in ("layanan", "services", "service", "daftar layanan")


def _parse(table: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    return {
        field: frozenset(" ".join(one.split()) for one in text.split(";"))
        for field, text in table.items()
    }


_NAMES = {"organisations": _parse(_CALLED), "services": _parse(_CALLED_SERVICES)}


def _names(sheet: str) -> Mapping[str, frozenset[str]]:
    return _NAMES[sheet]
