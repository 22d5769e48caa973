"""Indexes for the tests: one filled with the invented organisations, and fresh ones."""

import secrets
from pathlib import Path
from typing import cast

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from search.meili import MeiliIndex
from tests.search import sample, server


def fresh_served(beside: EmbeddedIndex | None = None) -> MeiliIndex:
    """An index of its own on the test's server, which knows the regions."""
    prefix, url = f"t{secrets.token_hex(4)}", server.shared().url
    return MeiliIndex(
        url, server.MASTER, prefix, seconds=60, gazetteer=sample.GAZETTEER, beside=beside
    )


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The invented organisations in the embedded engine; read only."""
    index = EmbeddedIndex(tmp_path_factory.mktemp("filled"), sample.GAZETTEER)
    index.rebuild(sample.documents())
    return index


@pytest.fixture(scope="session")
def served() -> Index:
    """The invented organisations on a Meilisearch server; read only."""
    index = fresh_served()
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


@pytest.fixture(params=["embedded", "meilisearch"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """An index that was never written, of each engine in turn; it knows the regions."""
    if request.param == "embedded":
        return EmbeddedIndex(tmp_path / "fresh", sample.GAZETTEER)
    return fresh_served()
