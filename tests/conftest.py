"""What every test can ask for: real databases, the cast, the application and a checking client."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.db import Database, now
from portal.settings import Settings
from tests import engines, scratch
from tests.make import World
from tests.site import Site


def pytest_configure() -> None:
    """Have the files of a run in memory; its processes share the place."""
    scratch.begin()


def pytest_collection_finish() -> None:
    """Leave alone what was loaded so far: no search for garbage need look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database with reference data, on each engine in turn."""
    made = engines.sqlite(tmp_path) if request.param == "sqlite" else engines.postgresql()
    with made as ready:
        yield ready


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """The same, on SQLite alone."""
    with engines.sqlite(tmp_path) as ready:
        yield ready


@pytest.fixture
def world(database: Database) -> World:
    """The cast and a maker of rows, over each engine in turn."""
    return World(database)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real data; the test is skipped, in one line, when there is none."""
    folder = os.environ.get("PORTAL_TEST_DATA", "")
    if not folder:
        pytest.skip("PORTAL_TEST_DATA names no folder with real data")
    return Path(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a development portal in a folder of its own."""
    return Settings(data_dir=tmp_path, _env_file=None)


@pytest.fixture
def site(sqlite_database: Database, settings: Settings) -> Iterator[Site]:
    """The application over SQLite with the cast in it."""
    made = Site(World(sqlite_database, now=now()), settings)
    yield made
    made.close()
