"""Judged cases of programmes: by the same rules as organisations, in an index beside theirs."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import Index
from search.programmes import ProgrammeDocument, as_document
from tests.search import judge, sample
from tests.search.conftest import fresh_served

HERE = Path(__file__).parent


def _read(name: str) -> list[dict[str, Any]]:
    return list(json.loads((HERE / name).read_text(encoding="utf-8")))


def _document(row: dict[str, Any]) -> OrganisationDocument:
    # What a programme shares with organisations is made as theirs.
    shared = sample.document({**row, "name": row["title"], "kind": "ngo"})
    return as_document(
        ProgrammeDocument(
            id=row["key"],
            slug=row["key"],
            title=row["title"],
            owner_names=tuple(row["owner"]),
            stage=row["stage"],
            specialities=shared.specialities,
            speciality_labels=shared.speciality_labels,
            aliases=shared.aliases[: -len(sample.kind_words("ngo"))],
            needs=tuple(row["needs"]),
            need_kinds=tuple(row["kinds"]),
            summary=row["summary"],
            places=shared.places,
            regions=shared.regions,
            regions_whole=shared.regions_whole,
            published_on=date.fromisoformat(row["published"]),
            version=1,
        )
    )


@pytest.fixture(scope="module", params=["embedded", "meilisearch"])
def programmes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The invented programmes in each engine in turn, beside one organisation; read only."""
    engine: Index
    if request.param == "embedded":
        engine = EmbeddedIndex(tmp_path_factory.mktemp("programmes"), sample.GAZETTEER)
    else:
        engine = fresh_served()
    engine.rebuild(sample.documents()[:1])
    engine.programmes.rebuild(map(_document, _read("programmes.json")))
    return engine.programmes


@pytest.mark.parametrize("case", _read("programme_cases.json"), ids=lambda case: case["why"])
def test_case(case: judge.Case, programmes: Index) -> None:
    assert judge.faults(case, programmes.search) == []


def test_organisations_are_no_programmes(programmes: Index) -> None:
    assert programmes.count() == len(_read("programmes.json"))
    assert programmes.search(judge.query({"ask": "lbh melati"})).total == 1
