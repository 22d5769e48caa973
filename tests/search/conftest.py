"""Indexes for the tests: one filled with the invented organisations, and fresh ones."""

from pathlib import Path
from typing import cast

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from tests.search import sample, server


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The invented organisations in the embedded engine; read only."""
    index = EmbeddedIndex(tmp_path_factory.mktemp("filled"))
    index.rebuild(sample.documents())
    return index


@pytest.fixture(scope="session")
def served() -> Index:
    """The invented organisations on a Meilisearch server; read only."""
    index = server.shared().index()
    index.rebuild(sample.documents())
    return index


@pytest.fixture(params=["embedded", "meilisearch"])
def engine(request: pytest.FixtureRequest) -> Index:
    """The invented organisations in each engine in turn; read only."""
    name = "filled" if request.param == "embedded" else "served"
    return cast(Index, request.getfixturevalue(name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an index may be made."""
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> EmbeddedIndex:
    """An index that was never written."""
    return EmbeddedIndex(folder)
