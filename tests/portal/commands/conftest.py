"""A folder of its own for every command, and the cast over each engine in turn."""

from pathlib import Path

import pytest

from portal.db import Database, now
from portal.settings import Settings
from tests.make import World


@pytest.fixture(autouse=True)
def _a_place_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PORTAL_{name.upper()}", raising=False)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """The cast over each engine in turn; the commands' settings name that database."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database.url)
    return World(database, now=now())
