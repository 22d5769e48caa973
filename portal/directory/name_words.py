"""The words that names of institutions are made of: legal forms, kinds of office, titles."""

from collections.abc import Mapping

LEGAL_FORMS = frozenset(
    "yayasan ysn yys perkumpulan perhimpunan persatuan perserikatan persekutuan lsm pt cv ud "
    "lembaga ormas koperasi kop tbk ngo organisasi badan inc".split()
)
# They join words or honour a person, and are written or left out as it happens.
SMALL = frozenset(
    "dan dn di ke untuk utk bagi yang yg pada and the of "
    "dr drg h hj kh prof drs dra ir tgh tgkh st ust alm almh bin binti contoh uptd upt blud".split()
)
# What tells two namesakes apart: a word such as these is never the slip of a pen.
SIDES = frozenset(
    "barat timur utara selatan tengah tenggara hulu hilir atas bawah dalam luar lama baru "
    "besar kecil kidul lor wetan kulon".split()
)
LEVELS = frozenset("kota kabupaten provinsi kecamatan kelurahan desa".split())
# Words that so many names share that they weigh little.
LIGHT = frozenset(
    "indonesia indonesian nasional nusantara daerah wilayah pusat cabang forum rumah "
    "perempuan anak masyarakat keluarga".split()
)

ABBREVIATED: Mapping[str, str] = {
    "kab": "kabupaten", "kabupten": "kabupaten", "prov": "provinsi", "propinsi": "provinsi",
    "prop": "provinsi", "kec": "kecamatan", "kel": "kelurahan", "brt": "barat", "tmr": "timur",
    "tim": "timur", "utr": "utara", "sel": "selatan", "slt": "selatan", "sltn": "selatan",
    "tgh": "tengah", "tngh": "tengah", "bar": "barat", "ut": "utara", "sei": "sungai",
    "sungei": "sungai", "tg": "tanjung", "tj": "tanjung", "tjg": "tanjung",
    "muh": "muhammad", "moh": "muhammad", "mohammad": "muhammad", "mohamad": "muhammad",
    "muhamad": "muhammad", "abd": "abdul", "kes": "kesehatan", "psikologi": "psikolog",
    "psikologis": "psikolog",
}  # fmt: skip

ROMAN: Mapping[str, str] = {
    word: str(number)
    for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)
}

# Every way to write a kind of institution, the longest first when they are compared.
KINDS: Mapping[str, tuple[str, ...]] = {
    "rsud": (
        "rumah sakit umum daerah", "rs umum daerah", "rsu daerah", "rumah sakit daerah",
        "rs daerah", "rsd",
    ),
    "rsup": ("rumah sakit umum pusat", "rs umum pusat"),
    "rsu": ("rumah sakit umum", "rs umum"),
    "rsia": (
        "rumah sakit ibu dan anak", "rs ibu dan anak", "rumah sakit ibu anak", "rs ibu anak",
        "rumah sakit ibu & anak",
    ),
    "rsb": ("rumah sakit bersalin", "rs bersalin"),
    "rsj": ("rumah sakit jiwa", "rs jiwa"),
    "rsk": ("rumah sakit khusus", "rs khusus"),
    "rs": ("rumah sakit",),
    "pustu": ("puskesmas pembantu",),
    "puskesmas": ("pusat kesehatan masyarakat", "pkm", "puskes", "pusat kesehatan masy"),
    "uptdppa": (
        "uptd ppa", "upt ppa", "uptd p2a", "uptd perlindungan perempuan dan anak",
        "upt perlindungan perempuan dan anak", "uptd perlindungan perempuan anak",
        "unit pelaksana teknis daerah perlindungan perempuan dan anak",
        "unit pelaksana teknis dinas perlindungan perempuan dan anak",
        "unit pelaksana teknis daerah ppa", "unit pelaksana teknis dinas ppa",
    ),
    "p2tp2a": ("pusat pelayanan terpadu pemberdayaan perempuan dan anak",),
    "dinkes": ("dinas kesehatan",),
    "dinsos": ("dinas sosial",),
    "disdik": (
        "dinas pendidikan dan kebudayaan", "dinas pendidikan", "dikbud", "dindik", "disdikbud",
        "dinas dikbud",
    ),
    "lbh": ("lembaga bantuan hukum", "yayasan lembaga bantuan hukum", "ylbh"),
    "polres": ("kepolisian resor", "kepolisian resort"),
    "polsek": ("kepolisian sektor",),
    "polda": ("kepolisian daerah",),
    "kejari": ("kejaksaan negeri",),
    "pkk": ("tim penggerak pkk", "tp pkk", "pemberdayaan kesejahteraan keluarga"),
    "patbm": ("perlindungan anak terpadu berbasis masyarakat",),
    "puspaga": ("pusat pembelajaran keluarga",),
    "himpsi": ("himpunan psikologi indonesia",),
    "sdn": ("sd negeri", "sekolah dasar negeri"),
    "smpn": ("smp negeri", "sekolah menengah pertama negeri"),
    "sman": ("sma negeri", "sekolah menengah atas negeri"),
    "smkn": ("smk negeri", "sekolah menengah kejuruan negeri"),
    "kua": ("kantor urusan agama",),
}  # fmt: skip
DP3A = "dp3a"
# What a name of the office for women and children may contain, besides these two words.
DP3A_WORDS = frozenset(
    "pemberdayaan perempuan dan perlindungan anak pengendalian penduduk keluarga berencana "
    "kependudukan pencatatan sipil sosial masyarakat desa kb pembangunan hak pppa".split()
)
DP3A_SHORT = frozenset("dppa dpppa dp3kb dppkb dpppappkb bp3akb bpppa dp2pa".split())

PHRASES: Mapping[tuple[str, ...], str] = {
    tuple(phrase.split()): code for code, ways in KINDS.items() for phrase in (code, *ways)
}
LONGEST = max(map(len, PHRASES))
CODES = frozenset(KINDS) | {DP3A}
# One of a kind in a kabupaten/kota, or named after its own place: namesakes elsewhere are others.
LOCAL = frozenset(
    "puskesmas pustu uptdppa p2tp2a dinkes dinsos disdik dp3a polres polsek kejari pkk patbm "
    "puspaga sdn smpn sman smkn kua rsud".split()
)

# Words of five letters or more that a slip of the pen must not hide.
REPAIRED = frozenset(
    word
    for known in (*PHRASES, tuple(SIDES), tuple(LEVELS), tuple(LEGAL_FORMS), ("daerah", "umum"))
    for word in known
    if len(word) >= 5
)
# A kind whose words stand apart: "Jiwa Sambang Lihum RS". The fuller comes first.
SCATTERED: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), code)
    for words, code in (
        ("rumah sakit umum daerah", "rsud"), ("rs umum daerah", "rsud"),
        ("rs ibu anak", "rsia"), ("rumah sakit ibu anak", "rsia"), ("rs jiwa", "rsj"),
        ("rs umum", "rsu"), ("rumah sakit umum", "rsu"), ("rs bersalin", "rsb"),
        ("rumah sakit jiwa", "rsj"), ("rumah sakit", "rs"), ("dinas kesehatan", "dinkes"),
        ("dinas sosial", "dinsos"), ("dinas pendidikan", "disdik"), ("ppa", "uptdppa"),
        ("pusat kesehatan masyarakat", "puskesmas"), ("bantuan hukum lembaga", "lbh"),
    )
)  # fmt: skip
# The words of a kind, for names that leave its first one out: "Ibu dan Anak Bunda".
PARTS: Mapping[str, frozenset[str]] = {
    code: frozenset(word for phrase, to in PHRASES.items() if to == code for word in phrase)
    for code in CODES
}
