"""1,214 real names as found, capitals and abbreviations and all, asked for in many ways."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from search.query import Filters, Query
from tests import pairs, real
from tests.pairs import Real
from tests.real import Question
from tests.search import sample
from tests.search.conftest import fresh_served

pytestmark = pytest.mark.real_data

MOST = {"embedded": 400, "meilisearch": 200}
"""Questions of one sort that are put to an engine; `make bench` puts them all."""

Made = Callable[[Sequence[Real]], list[Question]]


@pytest.fixture(scope="module")
def reals(real_data: Path) -> list[Real]:
    found = pairs.institutions(real_data)
    assert len(found) == 1214
    return found


@pytest.fixture(scope="module")
def embedded(reals: list[Real], tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = EmbeddedIndex(tmp_path_factory.mktemp("real"), sample.GAZETTEER)
    index.rebuild(map(real.document, reals))
    return index


@pytest.fixture(scope="module")
def meilisearch(reals: list[Real]) -> Index:
    index = fresh_served()
    index.rebuild(map(real.document, reals))
    return index


@pytest.fixture(params=list(MOST))
def engine(request: pytest.FixtureRequest) -> tuple[str, Index]:
    return request.param, cast(Index, request.getfixturevalue(request.param))


def _about(rule: real.Rule) -> Made:
    return lambda reals: real.about_names(reals, rule)


@pytest.mark.parametrize(
    ("made", "first", "ten"),
    [
        pytest.param(_about(real.shuffled), 0.99, 1, id="shuffled"),
        pytest.param(_about(real.one_typo), 0.9, 0.97, id="one typo"),
        pytest.param(_about(real.two_typos), 0.9, 0.97, id="two typos"),
        pytest.param(_about(real.three_letters), 0.7, 0.9, id="last word three letters"),
        pytest.param(real.about_pairs, 0.8, 0.92, id="as another office writes it"),
        pytest.param(real.about_places, 0.73, 0.95, id="type and misspelt regency"),
    ],
)
def test_shares_of_right_answers(
    made: Made, first: float, ten: float, engine: tuple[str, Index], reals: list[Real]
) -> None:
    name, index = engine
    questions = made(reals)
    step = max(1, len(questions) // MOST[name])
    share = real.measure(index, questions[::step])
    assert share.questions >= 200
    assert (share.first >= first, share.ten >= ten) == (True, True), share


def test_each_is_found_by_its_name_within_its_regency(embedded: Index, reals: list[Real]) -> None:
    for one in reals:
        narrowed = Query(text=one.name, filters=Filters(region=(one.region,)), per_page=1)
        assert [hit.id for hit in embedded.search(narrowed).hits] == [str(one.number)]


def test_most_are_found_with_a_word_too_many(embedded: Index, reals: list[Real]) -> None:
    asked = [
        Question(f"{one.name} terpercaya {one.place}", frozenset({str(one.number)}))
        for one in reals[::3]
    ]
    share = real.measure(embedded, asked)
    assert (share.first >= 0.97, share.ten >= 0.99) == (True, True), share
