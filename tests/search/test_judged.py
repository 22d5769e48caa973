"""The judged cases hold on both engines, however their documents came in."""

from dataclasses import replace
from pathlib import Path

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from search.query import Query
from tests.search import judge, sample


@pytest.mark.parametrize("case", judge.cases(), ids=lambda case: str(case["why"]))
def test_case(case: judge.Case, engine: Index) -> None:
    assert judge.faults(case, engine.search) == []


def test_cases_are_many_and_each_demands_something() -> None:
    demands = {"first", "top", "order", "has", "finds", "not", "total", "least", "counts", "marks"}
    assert len(judge.cases()) >= 250
    assert len(sample.documents()) >= 390
    assert all(demands & set(case) for case in judge.cases())


def test_who_only_counts_counts_the_same(engine: Index) -> None:
    for query in map(judge.query, judge.cases()[::6]):
        whole, count = engine.search(query), engine.search(replace(query, per_page=0))
        assert (count.total, count.facets) == (whole.total, whole.facets), query
        assert (count.hits, count.relaxed) == ((), whole.relaxed), query


def test_near_answers_say_which_words_they_miss(engine: Index) -> None:
    results = engine.search(Query(text="radio suara qwxzv"))
    assert (results.hits[0].id, results.hits[0].missing) == ("radio-suara", ("qwxzv",))
    assert not any(hit.missing for hit in engine.search(Query(text="radio suara")).hits)


def test_answers_do_not_depend_on_how_documents_came_in(folder: Path) -> None:
    """Many small commits, replacements and a removal leave the same answers as a rebuild."""
    index = EmbeddedIndex(folder, sample.GAZETTEER)
    documents = list(sample.documents())
    for start in range(0, len(documents), 7):
        index.put(documents[start : start + 7])
    index.put(documents[:20])
    index.put([sample.document({**EXTRA, "key": "gone"})])
    index.remove(["gone", "never-was"])
    wrong = {case["why"]: found for case in judge.cases() if (found := _faults(case, index))}
    assert wrong == {}


EXTRA = {"name": "Yayasan Mawar", "kind": "ngo", "serves": ["36.01"], "whole": True}


def _faults(case: judge.Case, index: Index) -> list[str]:
    return judge.faults(case, index.search)
