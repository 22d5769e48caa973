"""Judged cases: what a question must bring, written so that any engine can be put to it.

A case is an object: `ask` (text, and optionally `filters` {facet: codes}, `sort`, `near`,
`facets`), with any of these demands. `first`: this key leads; `top`: these are the first ones, in
any order; `order`: these come in this order; `has`: among the first ten;
`finds`: among the first fifty; `not`: nowhere among the
hits; `total`: exactly so many; `least`: at least so many; `relaxed`: words were relaxed or not;
`counts`: {facet: {code: organisations}}; `marks`: {key: the marked parts of its name}.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from search.marks import mark
from search.query import Filters, Query, Sort
from search.results import Results
from tests.search.sample import documents

Case = dict[str, Any]


def cases() -> list[Case]:
    """All judged cases."""
    text = (Path(__file__).parent / "cases.json").read_text(encoding="utf-8")
    return list(json.loads(text))


def query(case: Case) -> Query:
    """The question of a case, with a page of 50 hits."""
    near = case.get("near")
    return Query(
        text=case["ask"],
        filters=Filters(
            **{facet: tuple(codes) for facet, codes in case.get("filters", {}).items()}
        ),
        sort=Sort(case.get("sort", "relevance")),
        near=(near[0], near[1]) if near else None,
        per_page=50,
        facets=tuple(case.get("counts", {})),
    )


def faults(case: Case, search: Callable[[Query], Results]) -> list[str]:
    """What is wrong with the answer to a case; empty when nothing is."""
    results = search(query(case))
    keys = [hit.id for hit in results.hits]
    places = [keys.index(key) if key in keys else -1 for key in case.get("order", [])]
    counts = {
        facet: {code: results.facets[facet].get(code, 0) for code in wanted}
        for facet, wanted in case.get("counts", {}).items()
    }
    marked = {key: _marked(key, case["ask"]) for key in case.get("marks", {})}
    top = case.get("top", [])
    checks = {
        "first": keys[:1] == [case.get("first")],
        "top": set(keys[: len(top)]) == set(top),
        "order": -1 not in places and places == sorted(places),
        "has": set(case.get("has", [])) <= set(keys[:10]),
        "finds": set(case.get("finds", [])) <= set(keys),
        "not": not set(case.get("not", [])) & set(keys),
        "total": results.total == case.get("total"),
        "least": results.total >= case.get("least", 0),
        "relaxed": results.relaxed == case.get("relaxed"),
        "counts": counts == case.get("counts", {}),
        "marks": set(marked) <= set(keys) and marked == case.get("marks", {}),
    }
    wrong = [name for name, holds in checks.items() if name in case and not holds]
    seen = f"{marked or ''}{results.total} hits, relaxed={results.relaxed}, {keys[:6]}, {counts}"
    return [f"{name}: wanted {case[name]}, got {seen}" for name in wrong]


def _marked(key: str, text: str) -> list[str]:
    names = {one.id: one.name for one in documents()}
    return [part for part, on in mark(names[key], text) if on]
