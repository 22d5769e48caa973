"""How documents sort and what is kept of them for re-ranking."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from search.analysis import analyse, name_keys, rank, sort_keys
from search.documents import OrganisationDocument
from tests.search.writer import invented

PLAIN = replace(invented("a"), name="Yayasan Kenari", capacity="accepting")
NEW, OLD = date(2026, 5, 1), date(2024, 5, 1)


def test_capacity_then_freshness_break_ties() -> None:
    ranked = [
        replace(PLAIN, confirmed_on=NEW),
        replace(PLAIN, confirmed_on=OLD, verified_on=NEW),
        replace(PLAIN),
        replace(PLAIN, capacity="limited", confirmed_on=NEW),
        replace(PLAIN, capacity="unknown", confirmed_on=NEW),
        replace(PLAIN, capacity="full", confirmed_on=NEW),
        replace(PLAIN, capacity="full", verified_on=date(1900, 1, 1)),
        replace(PLAIN, capacity="full"),
    ]
    assert all(rank(one) < rank(other) for one, other in pairwise(ranked))
    assert rank(replace(PLAIN, confirmed_on=NEW)) == rank(replace(PLAIN, verified_on=NEW))
    assert rank(replace(PLAIN, id="b")) != rank(PLAIN)


def test_nothing_private_to_a_tie_falls_outside_its_bits() -> None:
    far = [date.min, date(2000, 1, 1), date.max]
    assert all(0 <= rank(replace(PLAIN, confirmed_on=day)) < 2**53 for day in far)


def test_keys_sort_as_people_expect() -> None:
    other = replace(PLAIN, id="b", name="Kenari Yayasan")
    longer = replace(PLAIN, id="0", name="Yayasan Kenari Emas")
    again = replace(PLAIN, id="b")
    assert _rises("by_name", other, PLAIN, again, longer)
    due = replace(other, due=True)
    assert _rises("by_browse", PLAIN, replace(other, capacity="full"), due)
    newest = replace(PLAIN, confirmed_on=NEW)
    oldest = replace(other, confirmed_on=OLD)
    assert _rises("by_confirmed", newest, oldest, PLAIN)


def _rises(key: str, *documents: OrganisationDocument) -> bool:
    keys = [sort_keys(one)[key] for one in documents]
    return all(one < other for one, other in pairwise(keys))


def test_name_keys_tell_the_name_from_other_names() -> None:
    named = replace(PLAIN, name="RS Umum Daerah Kenari", short_name="RSUDK", other_names=("K3",))
    assert name_keys(named) == [
        "=rs umum daerah kenari",
        "~rsud kenari",
        "+rsudk",
        "-rsudk",
        "+k3",
        "-k3",
    ]
    assert name_keys(replace(PLAIN, name="💥")) == []


def test_synonyms_of_names_are_kept_apart_from_those_of_the_rest() -> None:
    parts = analyse(replace(PLAIN, name="RSUD Kenari", about="bantuan hukum"))
    assert {"rumah", "sakit", "umum", "daerah"} <= set(parts.name_synonyms)
    assert "lbh" in parts.synonyms
    assert "lbh" not in parts.name_synonyms
    assert {"kenari", "rsud", "rumah", "lbh", "hukum"} <= set(parts.every())
