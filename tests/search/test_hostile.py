"""Whatever a person can send: an answer, never a fault."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index import Index
from search.marks import mark
from search.query import DEPTH, FACETS, Filters, Query, Sort

NASTY = [
    "",
    " ",
    "\x00",
    "mawar\x00melati",
    "\ud800",
    "mawar \udfff",
    "💥" * 300,
    "a" * 10_000,
    "mawar " * 2_000,
    " ".join(f"kata{number}" for number in range(2_000)),
    "* ? \\ / [ ] { } ( ) ^ $ | + ~ : \" '",
    "name:mawar AND NOT (kind:ngo) OR *",
    '-mawar +melati "lbh',
    "'; DROP TABLE organisations; --",
    "<script>alert(1)</script>",
    "\u202emawar\u200b",
    "e\u0301" * 3_000,
    "ﷺ ½ ㎏ ①",
    "पुलिस เด็ก 女性 حقوق",
    "1/2 -0 1e400 NaN",
    "\\",
    "mawar melati \\",
    'mawar "melati',
    "x",
    "di",
]


def _ask(index: Index, text: str) -> None:
    results = index.search(Query(text=text, facets=FACETS))
    assert results.total >= len(results.hits)
    assert index.search(Query(text="mawar", filters=Filters(kind=(text,)))).total == 0
    index.search(Query(text=text, sort=Sort.NAME, filters=Filters(region=(text, "36.73.01"))))
    mark("Yayasan Mawar Melati", text)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_is_answered(text: str, engine: Index) -> None:
    _ask(engine, text)


@pytest.mark.real_data
def test_strings_that_break_programs_are_answered(filled: Index, real_data: Path) -> None:
    strings = json.loads((real_data / "naughty_strings.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    for text in strings:
        _ask(filled, text)


def test_a_thousand_filters_are_answered_and_let_nobody_else_through(engine: Index) -> None:
    kinds = tuple(f"jenis-{number}" for number in range(1_000))
    regions = tuple(f"{number:02}.{other:02}" for number in range(11, 61) for other in range(20))
    nobody = Query(text="yayasan", filters=Filters(kind=kinds, region=regions), facets=FACETS)
    assert engine.search(nobody).total == 0
    results = engine.search(Query(filters=Filters(kind=(*kinds, "ngo")), facets=("kind",)))
    assert results.total == results.facets["kind"]["ngo"] > 0


@settings(derandomize=True, max_examples=150, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_answered(text: str, filled: Index) -> None:
    filled.search(Query(text=text, facets=("kind",)))


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "yayasan", "yayasan flamboyan jaya makmur sentosa"])
def test_beyond_the_last_page(sort: Sort, text: str, engine: Index) -> None:
    near = (-6.1, 106.1)
    total = engine.search(Query(text=text)).total
    assert total > 0
    for page in (40, DEPTH // 20, DEPTH // 20 + 1, 10**9):
        results = engine.search(Query(text=text, sort=sort, near=near, page=page))
        assert (results.hits, results.total) == ((), total)


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": 0},
        {"page": -1},
        {"per_page": -1},
        {"per_page": DEPTH + 1},
        {"facets": ("name",)},
        {"near": (float("nan"), 1.0)},
        {"near": (1.0, float("inf"))},
    ],
)
def test_a_question_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"page|facet|place"):
        Query(**wrong)  # type: ignore[arg-type]  # wrong on purpose
