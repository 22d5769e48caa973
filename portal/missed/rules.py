"""What may be kept of a search that found nothing: words without a person in them, and where.

No reader is in it, and a word is kept only once five networks asked for it within a quarter.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from portal.directory.text_rules import fault
from portal.regions.rules import ancestors

LEAST = 5
KEPT = timedelta(days=365)
MOST_WORDS, LONGEST_WORD = 5, 24
# A network counts once a day for the same words, and for so many words at most.
DAY = 24 * 3600.0
QUARTER = 93 * 24 * 3600.0

_PLAIN = re.compile(r"[a-z]{2,}")
# Everyday words of such searches; two that nobody knows in a row may be a name, these are none.
COMMON = frozenset(
    "terapi bermain bantuan dana uang makan makanan gizi obat kesehatan reproduksi hamil bayi "
    "balita remaja lansia tuli netra daksa antar jemput transportasi mobil motor ambulans "
    "kendaraan penitipan daycare sekolah kursus kerja modal kos sewa kontrakan tempat tinggal "
    "sementara rumah singgah panti asuhan gratis malam online daring bahasa daerah mediasi "
    "cerai perceraian hak asuh nafkah akta kelahiran surat nikah adopsi narkoba rehab hiv "
    "aids tes dna gigi kandungan trauma depresi stres cemas konsultasi kelas yoga menjahit "
    "memasak seni musik olahraga pijat salon beasiswa perlengkapan popok susu pakaian".split()
)
# Before a name, or inside one.
_CALLED = frozenset(
    "an atas nama bpk bapak pak bu ibu ibunya sdr sdri saudara saudari ny nyonya tn tuan mbak "
    "mas kak kakak adik dik bang abang om tante haji hajah ustaz ustad ustadz kyai kiai bin "
    "binti alias inisial korban pelaku terduga tersangka istri suami mantan anaknya".split()
)
_NAMES = frozenset(
    "abdul abdullah achmad ade adi aditya agung agus ahmad aisyah ajeng akbar ali amalia "
    "amelia aminah amir andi andika andre anggi anggraini anisa anita anton ari arief arif "
    "aris arya asep astuti ayu bagus bambang bayu bella budi cahya cahyani candra citra clara "
    "cindy dani daniel darmawan dedi deni denny desi dewi dian dika dimas dina dini dita dodi "
    "dwi edi eka eko elisa endang erna evi fadil fajar fani farah farhan fatimah febri ferdi "
    "fitri fitriani galih gita hadi hafiz halimah hana handayani hasan hendra heni heri "
    "herman hidayat husna ilham imam indah indra intan irfan irma ismail iwan jaya joko julia "
    "juli kartika khadijah kurniawan kusuma laila lestari lia lina linda lisa lukman maharani "
    "mahmud maria marlina maya mega muhamad muhammad mohamad mohammad mulyani mulyono nabila "
    "nanda ningsih nisa nita novi novita nugroho nur nurul okta pertiwi pratama pratiwi "
    "purnama purwanto putra putri rahayu rahma rahman rahmat rahmawati ramadhan ratna reni "
    "retno reza ria rian rika rina rini riski rizal rizki rizky rohmah rosmini rudi rusdi "
    "safitri salsabila salim samsul sandi santi santoso sari saputra saputri setiawan shinta "
    "sinta siska siti slamet sri suci sudirman sugeng suharto sukma sulaiman sulastri sumarni "
    "supriyadi suryani susanti susi sutrisno syifa taufik teguh tika tina titi tono tri tuti "
    "udin umar utami vina wahyu wahyuni wati wawan widodo widya wijaya winda wulan wulandari "
    "yani yanti yanto yati yohanes yudi yuli yuliana yulianti yunita yusuf zahra zainal "
    "zulfikar".split()
)


def personal(text: str, words: Sequence[str], known: Collection[str]) -> bool:
    """Whether a search may name a person: a number, an address, a title, a name, or two words in
    a row that the directory's own language does not have.
    """
    if fault(text) or any(not _PLAIN.fullmatch(word) or len(word) > LONGEST_WORD for word in words):
        return True
    if any(word in _NAMES for word in words):
        return True
    strange = [word not in known for word in words]
    after = zip(words, strange, strange[1:], strict=False)
    return any(unknown and (word in _CALLED or before) for word, before, unknown in after)


def telling(text: str, words: Sequence[str], known: Collection[str]) -> str:
    """The words of a search as they may be kept; '' when nothing of it may."""
    if not words or len(words) > MOST_WORDS or personal(text, words, known):
        return ""
    return " ".join(words)


def level(codes: Sequence[str]) -> str:
    """Under which region a search is counted: its kabupaten/kota or province; '' is the nation."""
    cut = {(ancestors(code)[0] if code.count(".") == 2 else code) for code in codes}
    if len(cut) == 1:
        return cut.pop()
    provinces = {code[:2] for code in cut}
    return provinces.pop() if len(provinces) == 1 else ""


def period(now: datetime) -> date:
    """The first day of the quarter that a search is counted in."""
    return date(now.year, 3 * ((now.month - 1) // 3) + 1, 1)
