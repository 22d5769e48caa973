"""Names that are one institution, names that are two, and the figure over the real names."""

from pathlib import Path

import pytest

from portal.directory.likeness import NEAR, agreement, known, likeness, near, normal
from portal.regions.rules import nearest
from tests.pairs import SECOND, institutions, measure

SERANG = ("36.73", "Kota Serang")
REGENCY = ("36.04", "Kabupaten Serang")
BIMA = ("52.06", "Kabupaten Bima")

ONE = [
    ("Yayasan Sahabat Perempuan", "LSM Sahabat Perempuan"),
    ("Perkumpulan Sahabat Perempuan Serang", "Sahabat Perempuan"),
    ("RSUD Banten", "RS UMUM DAERAH BANTEN"),
    ("Rumah Sakit Umum Daerah dr. Drajat Prawiranegara", "RSUD Drajat Prawiranegara"),
    ("PKM Sumur", "UPTD Puskesmas Sumur"),
    ("Pusat Kesehatan Masyarakat Sumur", "SUMUR PUSKESMAS"),
    ("UPTD PPA Kota Serang", "UPTD Perlindungan Perempuan dan Anak"),
    ("DP3AKB Kota Serang", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Serang"),
    ("DP3A Kota Serang", "Dinas PPPA dan Keluarga Berencana Kota Serang"),
    ("Dinkes Kota Serang", "Dinas Kesehatan Serang"),
    ("LBH Apik Banten", "Lembaga Bantuan Hukum APIK Banten"),
    ("LPA Banten", "Lembaga Perlindungan Anak Banten"),
    ("Himpunan Psikologi Indonesia Wilayah Banten", "HIMPSI Banten"),
    ("Puskesmas Tiga Raksa", "Puskesmas Tigaraksa"),
    ("Yayasan Soekarno Djaja", "Yayasan Sukarno Jaya"),
    ("Puskesmas Sepaku I", "Puskesmas Sepaku 1"),
    ("SMP Negeri 1 Serang", "SMPN 1 Serang"),
    ("Puksesmas Sumur", "Puskesmas Sumur"),
    ("IBU DAN ANAK BHUMI BUNDA", "RSIA Bhumi Bunda"),
]
TWO = [
    ("Puskesmas Sepaku I", "Puskesmas Sepaku II"),
    ("Puskesmas Sepaku", "Puskesmas Sepaku II"),
    ("SMPN 1 Serang", "SMPN 2 Serang"),
    ("SMPN 1 Serang", "SMAN 1 Serang"),
    ("Dinas Sosial Kota Serang", "Dinas Sosial Kabupaten Serang"),
    ("Puskesmas Ciputat", "Puskesmas Ciputat Timur"),
    ("Puskesmas Tapin Utara", "Puskesmas Tapin Selatan"),
    ("RS Sari Asih Ciledug", "RS Sari Asih Karawaci"),
    ("Puskesmas Serang Kota", "RSUD Kota Serang"),
    ("Dinas Sosial", "Dinas Kesehatan"),
    ("Yayasan Sahabat Perempuan", "Yayasan Sahabat Anak"),
    ("Forum Anak Serang", "Forum Ibu Serang"),
    ("", "Yayasan"),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_institution_however_it_is_written(one: str, other: str) -> None:
    assert likeness(known((one,), *SERANG), known((other,), *SERANG)) >= NEAR
    assert likeness(known((other,), *SERANG), known((one,), *SERANG)) >= NEAR


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_institutions_however_alike(one: str, other: str) -> None:
    assert likeness(known((one,), *SERANG), known((other,), *SERANG)) < NEAR
    assert likeness(known((other,), *SERANG), known((one,), *SERANG)) < NEAR


def test_namesakes_in_two_regions() -> None:
    for name in ("Puskesmas Curug", "Dinas Kesehatan", "UPTD PPA"):
        assert likeness(known((name,), *SERANG), known((name,), *REGENCY)) == 0
    same = ("Yayasan Sahabat Perempuan",)
    assert likeness(known(same, *SERANG), known(same, *REGENCY)) == 100


def test_any_of_the_names_counts() -> None:
    long = ("Forum Komunikasi Pemerhati Keluarga", "FKPK", "Rumah Belajar Kasih")
    assert likeness(known(long, *SERANG), known(("Rumah Belajar Kasih",), *SERANG)) == 100
    assert near({normal("Yayasan Kasih Ibu")}, {normal("LSM Kasih Ibu"), "lain"})
    assert agreement(normal("Kasih Ibu Yayasan"), normal("Yayasan Ibu Kasih")) >= NEAR


def test_normal_form() -> None:
    assert normal("PT. Niaga, Samudra") == "niaga samudra"
    assert normal("RS. Umum Daerah Banten") == normal("rsud BANTEN")
    assert normal("Yayasan") == "yayasan"
    assert normal("\u202e\x00 !!") == ""
    assert normal("Puskesmas Sungai Tabuk 02") == normal("PKM Sei Tabuk II")


def test_neighbours_are_the_nearest_and_the_close() -> None:
    points = {f"11.{n:02d}": (0.0, n * 1.0) for n in range(1, 20)}
    assert set(nearest("11.10", points)) == {f"11.{n:02d}" for n in (7, 8, 9, 11, 12, 13)}
    close = {f"12.{n:02d}": (0.0, n * 0.01) for n in range(1, 20)}
    assert len(nearest("12.10", close)) == 18
    assert nearest("99.99", points) == ()


@pytest.mark.real_data
def test_real_names_are_noticed_and_rarely_mistaken(real_data: Path) -> None:
    """At least 80 % of the pairs are flagged, at most 4 % of the newcomers see somebody else.

    A pair is a real institution and what a newcomer might type for it in the same kabupaten/kota
    (`tests/pairs.py`, one fixed seed), by each of six rules where the rule changes the name and
    does not give another real name:

    - abbreviated: institution and place words shortened (PKM, RSUD, Dinkes, Kab., Sel.);
    - written out: the kind of institution in full (RSUD: Rumah Sakit Umum Daerah);
    - reordered: the same words, turned round at one place;
    - misspelt: one letter lost, doubled, changed or swapped in a word of five or more;
    - one word missing, from names of three or more, but not all that is the name's own;
    - cut: the long official form with its region, cut at 50 letters.

    A false alarm is a newcomer, each real name once as it is, who is shown a different real
    institution of the same or a neighbouring kabupaten/kota. The words and weights were tuned on
    one half of the names; this is the other half.
    """
    found = measure(institutions(real_data), SECOND)
    assert found.recall >= 0.80
    assert found.alarms <= 0.04
    assert found.newcomers > 600
    assert found.pairs > 3000
