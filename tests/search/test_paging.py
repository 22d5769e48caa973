"""Long lists: more hits than can be reached keep one order, and the total counts them all."""

from dataclasses import replace
from pathlib import Path

import pytest

from search.analysis import CAPACITY_ORDER, rank
from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.query import DEPTH, Query, Sort
from tests.search.writer import invented

MANY = DEPTH + 300


@pytest.fixture(scope="module")
def documents() -> dict[str, OrganisationDocument]:
    """Organisations that differ in nothing but capacity."""
    capacities = list(CAPACITY_ORDER)
    return {
        f"id{number}": replace(
            invented(f"id{number}"), name="Yayasan Kenari", capacity=capacities[number % 4]
        )
        for number in range(MANY)
    }


@pytest.fixture(scope="module")
def long(
    documents: dict[str, OrganisationDocument], tmp_path_factory: pytest.TempPathFactory
) -> EmbeddedIndex:
    index = EmbeddedIndex(tmp_path_factory.mktemp("long"))
    listed = list(documents.values())
    index.rebuild(listed[:900])
    index.put(listed[900:])
    return index


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("kenari", Sort.RELEVANCE),
        ("kenari tidakada", Sort.RELEVANCE),
        ("", Sort.RELEVANCE),
        ("kenari", Sort.NAME),
    ],
)
def test_a_thousand_can_be_reached_each_once(text: str, sort: Sort, long: EmbeddedIndex) -> None:
    pages = [long.search(Query(text=text, sort=sort, page=page)) for page in range(1, 53)]
    reached = [hit.id for page in pages for hit in page.hits]
    assert len(reached) == len(set(reached)) == DEPTH
    assert not pages[50].hits
    assert not pages[51].hits


def test_equal_hits_come_by_rank_though_only_a_part_can_be_reached(
    long: EmbeddedIndex, documents: dict[str, OrganisationDocument]
) -> None:
    results = long.search(Query(text="yayasan kenari", per_page=DEPTH))
    expected = sorted(documents.values(), key=rank)[:DEPTH]
    assert [hit.id for hit in results.hits] == [one.id for one in expected]
    assert results.total == MANY
    first = long.search(Query(text="yayasan kenari", per_page=10))
    assert first.hits == results.hits[:10]


def test_ranks_are_whole_numbers_any_engine_keeps(
    documents: dict[str, OrganisationDocument],
) -> None:
    ranks = {rank(one) for one in documents.values()}
    assert len(ranks) == MANY
    assert all(0 <= one < 2**53 for one in ranks)


def test_equal_hits_come_by_rank_where_the_lowest_ranks_have_other_points(tmp_path: Path) -> None:
    # Who has the lowest rank has the word in its description alone, and comes after all others.
    named = [
        replace(invented(f"n{number}"), name="Yayasan Kenari", capacity="full")
        for number in range(DEPTH + 50)
    ]
    told = [
        replace(invented(f"t{number}"), name="Yayasan Nuri", about="kenari", capacity="accepting")
        for number in range(300)
    ]
    index = EmbeddedIndex(tmp_path)
    index.rebuild([*told, *named])
    results = index.search(Query(text="kenari", per_page=20))
    assert results.total == len(named) + len(told)
    assert [hit.id for hit in results.hits] == [one.id for one in sorted(named, key=rank)[:20]]
