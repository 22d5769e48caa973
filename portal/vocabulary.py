"""The lists whose codes are fixed: each code with its words in the catalogue."""

from collections.abc import Mapping

from portal.errors import N_, Words

STAGES: Mapping[str, Words] = {
    "prevention": N_("Pencegahan"),
    "handling": N_("Penanganan"),
    "recovery": N_("Pemulihan"),
    "data": N_("Data"),
}

KINDS: Mapping[str, Words] = {
    "ngo": N_("LSM atau yayasan"),
    "professional_association": N_("Asosiasi profesi"),
    "company": N_("Perusahaan"),
    "community_group": N_("Kelompok masyarakat"),
    "government_agency": N_("Dinas atau perangkat daerah"),
    "service_unit": N_("UPTD PPA atau unit layanan"),
    "legal_aid": N_("Lembaga bantuan hukum"),
    "law_enforcement": N_("Kepolisian atau kejaksaan"),
    "health_facility": N_("Fasilitas kesehatan"),
    "education": N_("Kampus, sekolah, atau pesantren"),
    "faith_based": N_("Lembaga keagamaan"),
    "philanthropy": N_("Lembaga filantropi"),
    "media": N_("Media"),
}

LANGUAGES: Mapping[str, Words] = {
    "id": N_("Indonesia"),
    "jv": N_("Jawa"),
    "su": N_("Sunda"),
    "sas": N_("Sasak"),
    "smw": N_("Samawa"),
    "bhp": N_("Mbojo"),
    "bjn": N_("Banjar"),
    "vkt": N_("Kutai"),
    "lbx": N_("Paser"),
    "day": N_("Dayak"),
    "bug": N_("Bugis"),
    "mad": N_("Madura"),
    "ban": N_("Bali"),
    "ms": N_("Melayu"),
    "en": N_("Inggris"),
    "inl": N_("Bahasa isyarat (BISINDO/SIBI)"),
}

CASE_TYPES: Mapping[str, Words] = {
    "sexual_violence": N_("Kekerasan seksual"),
    "domestic_violence": N_("Kekerasan dalam rumah tangga"),
    "trafficking": N_("Perdagangan orang"),
    "online_violence": N_("Kekerasan di ruang digital"),
    "child_marriage": N_("Perkawinan anak"),
    "neglect": N_("Penelantaran"),
    "bullying": N_("Perundungan"),
    "exploitation": N_("Eksploitasi"),
}

SOURCES: Mapping[str, Words] = {
    "public_budget": N_("Anggaran pemerintah"),
    "csr": N_("TJSL perusahaan"),
    "community": N_("Masyarakat: iuran, zakat, infak, urunan"),
    "philanthropy": N_("Lembaga filantropi"),
    "international": N_("Bantuan internasional"),
}

BUDGET_LEVELS: Mapping[str, Words] = {
    "national": N_("APBN"),
    "provincial": N_("APBD provinsi"),
    "district": N_("APBD kabupaten/kota"),
    "village": N_("Dana desa"),
}

RESOURCE_KINDS: Mapping[str, Words] = {
    "cash": N_("Uang"),
    "goods": N_("Barang"),
    "services": N_("Jasa"),
    "facility": N_("Tempat"),
    "people": N_("Orang"),
}

UNITS: Mapping[str, Words] = {
    "rupiah": N_("rupiah"),
    "unit": N_("unit"),
    "package": N_("paket"),
    "hour": N_("jam"),
    "day": N_("hari"),
    "month": N_("bulan"),
    "meeting": N_("pertemuan"),
    "person": N_("orang"),
    "book": N_("buku"),
    "seat": N_("kursi"),
    "night": N_("malam"),
    "vehicle_day": N_("kendaraan-hari"),
}
# Money besides rupiah, as people call it; `portal.assets` knows how many decimals each has.
CURRENCY_NAMES: Mapping[str, Words] = {
    "IDR": N_("rupiah"),
    "USD": N_("dolar Amerika Serikat"),
    "EUR": N_("euro"),
    "AUD": N_("dolar Australia"),
    "SGD": N_("dolar Singapura"),
    "JPY": N_("yen Jepang"),
    "GBP": N_("pound sterling"),
    "MYR": N_("ringgit Malaysia"),
    "CAD": N_("dolar Kanada"),
    "CHF": N_("franc Swiss"),
    "SEK": N_("krona Swedia"),
    "NOK": N_("krone Norwegia"),
    "DKK": N_("krone Denmark"),
    "NZD": N_("dolar Selandia Baru"),
    "CNY": N_("yuan Tiongkok"),
    "SAR": N_("riyal Saudi"),
    "AED": N_("dirham Uni Emirat Arab"),
    "QAR": N_("riyal Qatar"),
    "KRW": N_("won Korea"),
    "KWD": N_("dinar Kuwait"),
    "BHD": N_("dinar Bahrain"),
    "OMR": N_("rial Oman"),
}
# Those that stand first in a list to choose from.
USUAL_CURRENCIES = ("IDR", "USD", "EUR", "AUD", "SGD", "JPY")

VISIBILITIES: Mapping[str, Words] = {
    "public": N_("Dilihat umum"),
    "partners": N_("Lembaga terverifikasi"),
    "coordinators": N_("Hanya koordinator"),
}

CAPACITIES: Mapping[str, Words] = {
    "accepting": N_("Menerima"),
    "limited": N_("Terbatas"),
    "full": N_("Penuh"),
    "unknown": N_("Belum menyebut daya tampung"),
}

SEXES: Mapping[str, Words] = {
    "female": N_("Perempuan"),
    "male": N_("Laki-laki"),
}

# Whom a service is for, as searches ask; the years are in `portal.directory.rules.AGES`.
AGES: Mapping[str, Words] = {
    "child": N_("Anak (0–11 tahun)"),
    "teen": N_("Remaja (12–17 tahun)"),
    "adult": N_("Dewasa (18–59 tahun)"),
    "elder": N_("Lanjut usia (60 tahun ke atas)"),
}

# What a service has or has not; the codes of the search's facets of one value.
REFERRALS: Mapping[str, Words] = {"yes": N_("Menerima rujukan")}
OPENINGS: Mapping[str, Words] = {"24h": N_("Buka 24 jam")}
COSTS: Mapping[str, Words] = {"free": N_("Gratis")}
DISABILITY: Mapping[str, Words] = {"yes": N_("Dapat dipakai penyandang disabilitas")}

LOCATION_KINDS: Mapping[str, Words] = {
    "office": N_("Kantor"),
    "service_point": N_("Tempat layanan"),
    "mobile": N_("Layanan keliling"),
    "shelter": N_("Rumah aman"),
}

# What makes a service usable for people with disabilities.
ACCESSIBILITY: Mapping[str, Words] = {
    "wheelchair": N_("Jalan masuk dan ruang untuk kursi roda"),
    "toilet": N_("Toilet yang dapat dipakai dengan kursi roda"),
    "sign_language": N_("Juru bahasa isyarat"),
    "large_print": N_("Huruf braille atau cetak besar"),
    "easy_words": N_("Bahasa sederhana dan gambar"),
    "quiet_room": N_("Ruang tenang"),
    "companion": N_("Boleh membawa pendamping"),
    "home_visit": N_("Petugas dapat datang"),
    "online": N_("Dapat lewat telepon atau daring"),
}

HOLIDAYS: Mapping[str, Words] = {
    "open": N_("Tetap buka pada hari libur nasional"),
    "closed": N_("Tutup pada hari libur nasional"),
    "ask": N_("Tanyakan dulu pada hari libur nasional"),
}

DAYS: Mapping[str, Words] = {
    "mon": N_("Senin"),
    "tue": N_("Selasa"),
    "wed": N_("Rabu"),
    "thu": N_("Kamis"),
    "fri": N_("Jumat"),
    "sat": N_("Sabtu"),
    "sun": N_("Minggu"),
}

# Networks on which organisations are found; the names are the same in every language.
NETWORKS: Mapping[str, str] = {
    "instagram": "Instagram",
    "facebook": "Facebook",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "x": "X",
    "linkedin": "LinkedIn",
    "threads": "Threads",
}

CONTACT_KINDS: Mapping[str, Words] = {
    "phone": N_("Telepon"),
    "whatsapp": N_("WhatsApp"),
    "email": N_("Email"),
    "hotline": N_("Nomor pengaduan"),
}

IDENTIFIER_SCHEMES: Mapping[str, Words] = {
    "npwp": N_("NPWP"),
    "nib": N_("NIB"),
    "ahu": N_("Nomor AHU (Kemenkumham)"),
    "sk": N_("Nomor surat keputusan"),
    "sipp": N_("SIPP (psikolog, HIMPSI)"),
    "sippk": N_("SIPPK (psikolog klinis)"),
    "silp": N_("SILP (layanan psikologi)"),
    "npsn": N_("NPSN (sekolah)"),
}

# The names of the public numbers as they are loaded first; administrators may add others.
CHANNELS = (
    N_("Polisi"),
    N_("Darurat, bila tersedia"),
    N_("Pendampingan (SAPA)"),
    N_("WhatsApp SAPA"),
)

STATUSES: Mapping[str, Words] = {
    "draft": N_("Rancangan"),
    "submitted": N_("Sedang diperiksa"),
    "changes_requested": N_("Perlu perbaikan"),
    "rejected": N_("Ditolak"),
    "verified": N_("Terverifikasi"),
    "due": N_("Perlu dikonfirmasi"),
    "stale": N_("Lama tidak dikonfirmasi"),
    "suspended": N_("Ditangguhkan"),
    "closed": N_("Ditutup"),
    "unverified": N_("Belum terverifikasi"),
}

MEMBER_ROLES: Mapping[str, Words] = {
    "owner": N_("Pengelola utama"),
    "editor": N_("Pengelola"),
    "steward": N_("Pendamping kelompok"),
}

# Other words for a kind as a whole; they feed search only. A word that fits only some of a kind
# (puskesmas, polisi, psikolog) is left out: it would find all the others too.
KIND_ALIASES: Mapping[str, tuple[str, ...]] = {
    "ngo": ("LSM", "ormas", "OMS", "NGO"),
    "professional_association": ("asosiasi", "himpunan", "ikatan", "organisasi profesi"),
    "company": ("perusahaan", "CSR", "TJSL", "swasta", "badan usaha"),
    "community_group": ("komunitas", "kelompok warga", "paguyuban"),
    "government_agency": ("pemerintah", "OPD", "perangkat daerah", "pemda"),
    "service_unit": ("unit layanan", "pusat layanan", "UPTD"),
    "legal_aid": ("LBH", "OBH", "lembaga bantuan hukum", "pengacara", "advokat"),
    "law_enforcement": ("penegak hukum", "APH"),
    "health_facility": ("faskes", "layanan kesehatan"),
    "education": ("pendidikan",),
    "faith_based": ("lembaga agama", "keagamaan"),
    "philanthropy": ("filantropi", "dana sosial", "penyandang dana", "donor"),
    "media": ("pers", "media"),
}
