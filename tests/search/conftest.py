"""Indexes for the tests: one filled with the invented organisations, and fresh ones."""

from pathlib import Path

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from tests.search import sample


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The invented organisations in the embedded engine; read only."""
    index = EmbeddedIndex(tmp_path_factory.mktemp("filled"))
    index.rebuild(sample.documents())
    return index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an index may be made."""
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> EmbeddedIndex:
    """An index that was never written."""
    return EmbeddedIndex(folder)
