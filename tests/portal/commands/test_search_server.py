"""`portal search` and `portal doctor` with a search server, and while it is away."""

import pytest

from portal.db import Database, now
from tests.command import run, told
from tests.make import World
from tests.search import server


@pytest.fixture
def filled(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """An organisation to be indexed, and settings with a server."""
    running = server.shared()
    monkeypatch.setenv("PORTAL_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("PORTAL_SEARCH_URL", running.url)
    monkeypatch.setenv("PORTAL_SEARCH_KEY", server.MASTER)
    monkeypatch.setenv("PORTAL_SEARCH_PREFIX", running.index().name.split("_")[0])
    world = World(sqlite_database, now=now())
    with world.writing() as session:
        world.organisation(session)
    return world


def test_drain_fills_both_and_diff_is_clean(filled: World) -> None:
    assert not told("search", "status", status=1)["ok"], "no index is there yet"
    run("search", "drain")
    facts = told("search", "status")
    assert (facts["engine"], facts["ok"], facts["documents"]) == ("meilisearch", True, 1)
    assert (facts["waiting"], facts["set_aside"]) == (0, {})
    clean: dict[str, list[str]] = {"missing": [], "extra": [], "stale": []}
    assert told("search", "diff") == clean
    assert told("search", "rebuild") == {"documents": 1}
    assert told("search", "diff") == clean
    examined = run("doctor").output
    assert "ok   search server: answers, 1 documents" in examined
    assert "manage keys" in examined
    assert server.MASTER not in examined


def test_a_server_that_is_away_is_said_and_keeps_the_marks(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SEARCH_URL", "http://127.0.0.1:9")
    refused = run("search", "drain", status=1)
    assert "search server is away" in refused.stderr
    assert "Traceback" not in refused.stderr
    facts = told("search", "status", status=1)
    assert facts["documents"] == 1, "the standby has it"
    assert facts["waiting"] != 0
    assert "FAIL search server" in run("doctor", status=1).output
