"""Regions that a question names, however they are written."""

import pytest

from search.gazetteer import NOWHERE
from search.index import Index
from search.query import Filters, Query
from tests.search.sample import GAZETTEER


def named(text: str, *unknown: str) -> list[tuple[str, ...]]:
    return [place.codes for place in GAZETTEER.recognise(text, unknown)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("psikolog serang", [("36.04", "36.73")]),
        ("psikolog di Kota Serang", [("36.73",)]),
        ("psikolog KAB. SERANG", [("36.04",)]),
        ("kabupaten serang", [("36.04",)]),
        ("lbh ntb", [("52",)]),
        ("lbh nusa tenggara barat", [("52",)]),
        ("provinsi banten", [("36",)]),
        ("lotim", [("52.03",)]),
        ("puskesmas kota baru", [("63.02",)]),
        ("puskesmas kotabaru", [("63.02",)]),
        ("puskesmas tanahlaut", [("63.01",)]),
        ("kota waringin barat", [("62.01",)]),
        ("jakarta selatan", [("31.74",)]),
        ("banjar", [("32.79", "63.03")]),
        ("banjar kalsel", [("63.03",), ("63",)]),
        ("gorontalo", [("75", "75.01", "75.71")]),
        ("kec. kasemen", [("36.73.02",)]),
        ("ampenan", [("52.71.01",)]),
        ("batu ampar", []),
        ("kab bontang", [("64.74",)]),
        ("mataram lombok timur", [("52.71",), ("52.03",)]),
        ("kota", []),
        ("rumah aman ibu", []),
        ("yayasan mawar melati", []),
        ("", []),
        ("!!! 💥", []),
    ],
)
def test_places_are_recognised(text: str, codes: list[tuple[str, ...]]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    ("text", "unknown", "codes"),
    [
        ("puskesmas lbak", "lbak", [("36.02",)]),
        ("puskesmas lmobok barat", "lmobok", [("52.01",)]),
        ("puskesmas lombokbart", "lombokbart", [("52.01",)]),
        ("puskesmas mtaarm", "mtaarm", [("52.71",)]),
        ("kota bissa", "bissa", [("52.72",)]),
        ("bissa", "bissa", []),
        ("penajm paser utara", "penajm", [("64.09",)]),
        ("kec kasemn", "kasemn", [("36.73.02",)]),
        ("kasemn", "kasemn", []),
        ("yayasan bakti", "bakti", []),
        ("yayasan sentosa", "sentosa", []),
        ("lbk", "lbk", []),
        ("xerang", "xerang", []),
    ],
)
def test_places_may_be_misspelt_where_nothing_has_the_word(
    text: str, unknown: str, codes: list[tuple[str, ...]]
) -> None:
    assert named(text, unknown) == codes
    if codes:
        assert named(text) != codes, "a word that somebody has is taken as it is typed"


def test_a_place_says_what_remains_of_the_question() -> None:
    (place,) = GAZETTEER.recognise("Psikolog di Kota Serang, untuk anak")
    assert (place.rest, place.words) == ("Psikolog , untuk anak", ("kota", "serang"))
    assert (place.named, place.exact, place.firm) == (("kota", "serang"), True, True)
    (loose,) = GAZETTEER.recognise("psikolog ampenan")
    assert not loose.firm


def test_without_a_list_nothing_is_a_place() -> None:
    assert NOWHERE.recognise("psikolog serang") == ()


def test_answers_name_the_places(engine: Index) -> None:
    found = engine.search(Query(text="psikolog serang"))
    assert [place.codes for place in found.places] == [("36.04", "36.73")]
    assert engine.search(Query(text="psikolog")).places == ()
    narrowed = Query(text=found.places[0].rest, filters=Filters(region=("36.73",)))
    assert engine.search(narrowed).total == found.total


def test_a_kecamatan_counts_only_where_the_words_find_nobody(engine: Index) -> None:
    """Whoever serves all of Kota Mataram serves Ampenan, though no text of theirs says so."""
    ids = [hit.id for hit in engine.search(Query(text="psikolog ampenan")).hits]
    assert ids[:1] == ["psikolog-mataram"]
    named = engine.search(Query(text="forum anak ampenan"))
    assert [hit.id for hit in named.hits] == ["forum-anak"]


@pytest.mark.parametrize("text", ["psikolog kotaserang", "psikolog kota srang"])
def test_joined_and_misspelt_places_are_answered(text: str, engine: Index) -> None:
    found = engine.search(Query(text=text))
    assert not found.relaxed
    assert {hit.id for hit in found.hits} >= {"psikolog-serang", "himpsi-banten"}
