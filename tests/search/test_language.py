"""Folding, words, typos and synonyms of Indonesian."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.language import (
    allowed_typos,
    canonical,
    expansions,
    fold,
    prefix_typo_cost,
    query_words,
    typo_cost,
    words,
)
from search.lexicon import SYNONYMS

quick = settings(derandomize=True, max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jum'at Berkah", ["jumat", "berkah"]),
        ("JUM’AT", ["jumat"]),
        ("Jum´at", ["jumat"]),
        ("Kafé Đà Ørsted straße", ["kafe", "da", "orsted", "strasse"]),
        ("kupu-kupu/anak_anak", ["kupu", "kupu", "anak", "anak"]),
        ("e\u0301coute", ["ecoute"]),
        ("\ud800rusak\udfff \x00 teks", ["rusak", "teks"]),
        ("DP3AP2KB 24 jam", ["dp3ap2kb", "24", "jam"]),
        ("💥 !!! — ", []),
        ("ＰＵＳＫＥＳＭＡＳ", ["puskesmas"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


@quick
@given(st.text())
def test_folding_twice_changes_nothing_and_always_encodes(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    fold(text).encode()


@quick
@given(st.text())
def test_words_are_words_of_their_own_sentence(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


def test_long_words_and_questions_are_cut() -> None:
    assert [len(word) for word in words("a" * 500)] == [60]
    assert len(query_words(" ".join(f"kata{number}" for number in range(50)))) == 10
    assert query_words("x " * 5000) == ("x",)


def test_stop_words_go_unless_there_is_nothing_else() -> None:
    assert query_words("psikolog di Serang untuk anak anak") == ("psikolog", "serang", "anak")
    assert query_words("di dan untuk") == ("di", "dan", "untuk")


@pytest.mark.parametrize(
    ("word", "term", "cost"),
    [
        ("anak", "anek", None),
        ("anak", "anak", 0),
        ("mawar", "mawar", 0),
        ("mawar", "mawir", 1),
        ("mawar", "mawra", 1),
        ("mawar", "mwaar", 1),
        ("mawar", "mawarr", 1),
        ("mawar", "mawr", 1),
        ("mawar", "mxwxr", None),
        ("mawar", "kawar", None),
        ("perempuan", "perxmpxan", 2),
        ("perempuan", "xerempuan", 2),
        ("perempuan", "xerempxan", None),
        ("perempuan", "pxrxmpxan", None),
        ("dp3akb", "dp3akc", None),
    ],
)
def test_typos(word: str, term: str, cost: int | None) -> None:
    assert typo_cost(word, term) == cost


def test_typos_by_length() -> None:
    lengths = {letters: allowed_typos("a" * letters) for letters in (1, 4, 5, 8, 9, 30)}
    assert lengths == {1: 0, 4: 0, 5: 1, 8: 1, 9: 2, 30: 2}


def test_typos_in_the_beginning_of_a_word() -> None:
    assert prefix_typo_cost("flamb", "flamboyan") == 0
    assert prefix_typo_cost("flanb", "flamboyan") == 1
    assert prefix_typo_cost("klamb", "flamboyan") is None
    assert prefix_typo_cost("fla", "flamboyan") == 0
    assert prefix_typo_cost("fle", "flamboyan") is None
    assert prefix_typo_cost("perempxxn", "perempuanku") == 2
    assert prefix_typo_cost("xerempuan", "perempuanku") == 2
    assert prefix_typo_cost("flamboyan", "flamb") is None


def test_synonyms_work_both_ways() -> None:
    assert "lbh" in expansions(words("bantuan hukum bagi warga"))
    assert {"bantuan", "hukum"} <= set(expansions(["lbh"]))
    assert {"rumah", "sakit", "umum", "daerah"} <= set(expansions(["rsud"]))
    assert "rsud" in expansions(words("RS Umum Daerah"))
    assert expansions(["flamboyan"]) == []


def test_synonyms_are_folded_words_and_no_phrase_is_listed_twice_in_a_group() -> None:
    for group in SYNONYMS:
        assert len(set(group)) == len(group) > 1
        assert all(words(" ".join(phrase)) == phrase for phrase in group)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RS UMUM DAERAH BANTEN", "RSUD Banten"),
        ("PUSKESMAS KARANG II", "Pusat Kesehatan Masyarakat Karang 2"),
        ("Dinas Kesehatan Kab. Lebak", "dinkes kabupaten lebak"),
        ("Rumah Sakit Ibu dan Anak Kasih (contoh)", "RSIA Kasih"),
    ],
)
def test_names_made_alike(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_different_names_stay_different() -> None:
    assert canonical("RSUD Banten") != canonical("RSIA Banten")
