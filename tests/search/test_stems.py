"""Roots of Indonesian words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index import Index
from search.stems import stem
from tests import real


@pytest.mark.parametrize(
    "family",
    [
        "pendampingan mendampingi didampingi pendamping damping",
        "perlindungan melindungi dilindungi pelindung",
        "pengaduan mengadu adu",
        "penduduk kependudukan",
        "kirim mengirim pengiriman ngirim",
        "tulis penulis menulis nulis",
        "siksa menyiksa penyiksaan",
        "pakai memakai pemakaian",
        "perkosa memperkosa pemerkosaan diperkosa perkosaan",
        "rawat perawatan perawat dirawat",
        "ubah perubahan mengubah",
        "daya berdaya pemberdayaan memberdayakan",
        "ajar belajar pelajaran pengajar",
        "adil keadilan pengadilan mengadili",
        "relawan rela",
        "sehat sehatnya",
    ],
)
def test_one_root(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "word", ["perempuan", "pelita", "yayasan", "serang", "kekerasan", "dp3akb"]
)
def test_words_that_stay_whole(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("perempuan", "empu"),
        ("serang", "penyerangan"),
        ("perawatan", "awat"),
        ("menari", "mencari"),
        ("kekerasan", "keras"),
        ("terapi", "api"),
        ("makan", "makam"),
        ("tangan", "tang"),
    ],
)
def test_other_roots(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="abdeghiklmnprstuy", min_size=1, max_size=14))
def test_any_word_has_a_root(word: str) -> None:
    assert stem(word)
    assert len(stem(word)) <= len(word) + 2


def test_forms_and_roots_find_each_other(fresh: Index) -> None:
    """The word stands in the description only; who is found besides has another root."""
    fresh.rebuild(real.forms_documents())
    found = real.inflections(fresh)
    assert found.questions > 1000
    assert found.found >= 0.9, found
    assert found.unrelated <= 0.05, found
