"""Words of generated organisations: the same for the same seed, and none of them anybody's name."""

import random

KINDS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("ngo", 24, ("Yayasan", "Perkumpulan", "Lembaga Swadaya Masyarakat")),
    ("community_group", 16, ("Kelompok PKK", "Forum", "Komunitas", "Posko")),
    ("health_facility", 16, ("Puskesmas", "RSUD", "Rumah Sakit", "Klinik")),
    ("government_agency", 10, ("Dinas Sosial", "DP3A", "DP3AKB", "Kantor")),
    ("education", 8, ("Universitas", "Pesantren", "Sekolah")),
    ("faith_based", 6, ("Majelis", "Paguyuban Gereja", "Muslimat")),
    ("service_unit", 5, ("UPTD PPA", "Puspaga", "P2TP2A")),
    ("legal_aid", 5, ("LBH", "Pusat Bantuan Hukum", "Posbakum")),
    ("professional_association", 4, ("Himpunan Psikolog", "Asosiasi", "Ikatan Pekerja Sosial")),
    ("law_enforcement", 3, ("Unit PPA Polres", "Kejaksaan Negeri")),
    ("company", 1, ("PT", "Koperasi")),
    ("philanthropy", 1, ("Dana", "Lumbung")),
    ("media", 1, ("Radio", "Warta")),
)
"""A kind, its share in a hundred, and how names of that kind begin."""

LANGUAGES = ("jv", "su", "mad", "bug", "ban", "bjn", "sas", "ms", "inl", "en")
LENT = (
    ("goods", "Mobil antar jemput", "vehicle_day"),
    ("facility", "Ruang pertemuan", "day"),
    ("services", "Jam konseling", "hour"),
    ("people", "Relawan terlatih", "person"),
)
SERVICES = ("Konsultasi", "Pendampingan", "Pelatihan", "Rujukan", "Kunjungan", "Kelas", "Layanan")
COMMON = (
    "anak dewasa keluarga remaja sekolah desa kelurahan warga kelompok kegiatan rutin minggu "
    "bulan pagi sore malam kantor balai rumah jalan tangga pasar kebun kerja usaha belajar "
    "dukungan pelayanan pertemuan pendampingan penyuluhan pemulihan pencegahan penanganan rujukan "
    "konseling kesehatan hukum psikologis sosial ekonomi mandiri gratis terbuka cepat aman ramah "
    "perempuan laki ibu bapak guru kader tokoh agama adat relawan petugas pendamping penyintas "
    "melayani membantu mendengar mengantar menjemput melatih mengajar menyusun mengelola bekerja "
    "sama setiap semua siapa kapan saja lewat telepon langsung tanpa biaya syarat data cerita"
).split()
_SYLLABLES = (
    "ba bi bu da di du ga gi ha ja ju ka ki ku la li lu ma mi mu na ni nu pa pi ra ri ru sa si su "
    "ta ti tu wa wi ya yu"
).split()
_ENDS = ("", "", "", "n", "ng", "r", "s", "t")


class Words:
    """A dictionary of invented words, few of them frequent as in any language, and its chance."""

    def __init__(self, chance: random.Random, many: int) -> None:
        self.chance = chance
        self.invented = [self._word() for _ in range(many)]
        self.kinds = [kind for kind, _, _ in KINDS]
        self.shares = [share for _, share, _ in KINDS]
        self.begins = {kind: begins for kind, _, begins in KINDS}

    def _word(self) -> str:
        parts = self.chance.choices(_SYLLABLES, k=self.chance.randint(2, 4))
        return "".join(parts) + self.chance.choice(_ENDS)

    def word(self) -> str:
        """An invented word; the first of the dictionary come more often than the last."""
        return self.invented[int(len(self.invented) * self.chance.random() ** 2)]

    def kind(self) -> str:
        """A kind of organisation, by its share."""
        return self.chance.choices(self.kinds, self.shares)[0]

    def name(self, kind: str, place: str) -> str:
        """A name that tells its kind, often its place, and that it is invented."""
        own = " ".join(self.word() for _ in range(self.chance.choice((1, 2, 2, 3)))).title()
        seat = f" {place}" if self.chance.random() < 0.5 else ""
        return f"{self.chance.choice(self.begins[kind])} {own}{seat} (contoh)"

    def text(self, most: int) -> str:
        """A text of up to `most` words, half of them common."""
        many = self.chance.randint(most // 2, most)
        common = self.chance.choices(COMMON, k=many // 2)
        return " ".join([*common, *(self.word() for _ in range(many - many // 2))]).capitalize()
