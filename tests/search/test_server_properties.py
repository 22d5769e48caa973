"""A Meilisearch server against the same brute force: words, filters, facets, order and pages."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import OrganisationDocument
from search.meili import MeiliIndex
from search.query import Query
from tests.search import server
from tests.search.test_properties import (
    check_counts,
    check_pages,
    check_same,
    listed,
    question,
)

few = settings(
    derandomize=True,
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def empty() -> MeiliIndex:
    """An index that each example fills anew."""
    return server.shared().index()


@few
@given(listed, st.lists(question, min_size=12, max_size=12))
def test_same_as_brute_force(
    empty: MeiliIndex, documents: list[OrganisationDocument], questions: list[Query]
) -> None:
    empty.rebuild(documents[::2])
    empty.put(documents[1::2])
    for query in questions:
        check_same(empty, documents, query)


@settings(few, max_examples=4)
@given(listed, st.lists(question, min_size=2, max_size=2), st.integers(3, 5))
def test_pages_join_without_gap_or_repeat(
    empty: MeiliIndex, documents: list[OrganisationDocument], questions: list[Query], per_page: int
) -> None:
    empty.rebuild(documents)
    for query in questions:
        check_pages(empty, query, per_page)


@few
@given(listed, st.lists(question, min_size=2, max_size=2))
def test_a_count_is_what_choosing_it_brings(
    empty: MeiliIndex, documents: list[OrganisationDocument], questions: list[Query]
) -> None:
    empty.rebuild(documents)
    for query in questions:
        check_counts(empty, replace(query, facets=("kind", "region")))
