"""Search pages with a search server: whole, broken in seven ways, emptied, and back again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from portal import indexing, worker
from portal.db import Database, now
from portal.settings import Settings
from search.query import Query
from search.standby import StandbyIndex
from tests.make import World
from tests.search import server
from tests.search.broken import FAULTS, broken
from tests.site import Site

PAGES = (
    "/organisations?q=psikolog",
    "/organisations/print?q=psikolog",
    "/organisations.csv?q=psikolog",
    "/api/v1/organisations?q=psikolog",
)
# Well under the five seconds of the slow server; how quick it is, the drill in the README says.
LIMIT = 4.0


def served(tmp_path: Path, url: str, prefix: str = "t") -> Settings:
    """Settings with a search server."""
    return Settings(
        data_dir=tmp_path,
        search_url=url,
        search_key=SecretStr(server.MASTER),
        search_prefix=prefix,
        _env_file=None,
    )


@pytest.fixture
def filled(sqlite_database: Database) -> World:
    """A world with organisations to find."""
    world = World(sqlite_database, now=now())
    with world.writing() as session:
        for _ in range(4):
            owner = world.organisation(session)
        world.programme(session, owner)
    return world


@pytest.fixture
def real(filled: World, tmp_path: Path) -> Iterator[Site]:
    """The portal with a real server, both engines up to date."""
    running = server.shared()
    site = Site(filled, served(tmp_path, running.url, running.index().name.split("_")[0]))
    patient(site)
    site.drain()
    yield site
    site.close()


def patient(site: Site) -> StandbyIndex:
    """The site's index, with all the time a busy machine may take."""
    index = site.index
    assert isinstance(index, StandbyIndex)
    index.server.seconds = 60
    return index


def engine(site: Site) -> str:
    """Which engine answers now."""
    answer = site.visitor().client.get("/api/v1/organisations?q=psikolog")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["total"] == 4
    return str(found["engine"])


@pytest.mark.parametrize("fault", FAULTS)
def test_every_page_answers_in_time_whatever_the_server_does(
    fault: str, filled: World, tmp_path: Path
) -> None:
    with broken(fault) as running:
        site = Site(filled, served(tmp_path, running.url))
        index = site.index
        assert isinstance(index, StandbyIndex)
        indexing.drain(filled.database, index.standby, tmp_path, now=now())
        reader = site.visitor().client
        for page in PAGES:
            assert _seconds(site, page) < LIMIT or _seconds(site, page) < LIMIT
        assert "mesin cadangan" in reader.get(PAGES[0]).get_data(as_text=True)
        assert engine(site) == "standby"
        site.close()


def _seconds(site: Site, page: str) -> float:
    """How long a page takes that asks the broken server; once more, should the machine be busy."""
    index = site.index
    assert isinstance(index, StandbyIndex)
    index.breaker.tell(well=True)
    started = time.monotonic()
    assert site.visitor().client.get(page).status_code == 200
    return time.monotonic() - started


def test_with_a_server_that_is_well_it_answers_and_the_page_says_nothing(real: Site) -> None:
    assert engine(real) == "meilisearch"
    assert "cadangan" not in real.visitor().text(PAGES[0])
    assert indexing.diff(real.world.database, real.index).clean


def test_a_server_that_lost_its_documents_is_noticed_and_filled_anew(real: Site) -> None:
    index, database, folder = patient(real), real.world.database, real.settings.data_dir
    organisations, programmes = index.server.names
    for way in (f"{organisations}/documents", organisations, programmes):
        with index.server._client(60) as client:
            task = client.http.delete(f"indexes/{way}")["taskUid"]
            client.wait_for_task(task, timeout_in_ms=60_000)
        assert engine(real) == "standby" or way == programmes
        assert indexing.mend(database, index, folder)
        assert not indexing.mend(database, index, folder)
        index.breaker.tell(well=True)
        assert engine(real) == "meilisearch"
        assert index.programmes.search(Query(text="bermain")).engine == "meilisearch"
        assert indexing.diff(database, index).clean


def test_what_changes_while_the_server_is_away_is_found_and_reaches_it_later(
    filled: World, tmp_path: Path
) -> None:
    running = server.shared()
    site = Site(filled, served(tmp_path, running.url, running.index().name.split("_")[0]))
    index, database = patient(site), filled.database
    site.drain()
    away, index.server.url = index.server.url, "http://127.0.0.1:9"
    with filled.writing() as session:
        filled.organisation(session)
    # The writer did not wait; the worker serves the standby, and keeps what the server lacks.
    assert worker.index_marks(database, index, tmp_path, now=now()) == 0
    found = index.search(Query(text="psikolog"))
    assert (found.engine, found.total) == ("standby", 5)
    index.server.url = away
    later = now() + worker.CATCH_UP
    assert worker.index_marks(database, index, tmp_path, now=later) > 0
    index.breaker.tell(well=True)
    found = index.search(Query(text="psikolog"))
    assert (found.engine, found.total) == ("meilisearch", 5)
    assert indexing.diff(database, index).clean
    site.close()


def test_a_document_the_server_refuses_is_set_aside_with_its_reason(real: Site) -> None:
    database, index = real.world.database, patient(real)
    with real.world.writing() as session:
        made = real.world.organisation(session)
        key, code, before = made.public_id, made.region_code, indexing.set_aside(database)
    with database.writing() as session:
        held = session.execute(
            text("SELECT latitude, longitude FROM region WHERE code = :code"), {"code": code}
        ).one()
        session.execute(
            text("UPDATE region SET latitude = 95, longitude = 1 WHERE code = :code"),
            {"code": code},
        )
    assert before == {}
    real.drain()
    assert "globe" in indexing.set_aside(database)[key]
    assert key in indexing.diff(database, index).stale
    with database.writing() as session:
        session.execute(
            text("UPDATE region SET latitude = :a, longitude = :b WHERE code = :code"),
            {"a": held.latitude, "b": held.longitude, "code": code},
        )
    indexing.rebuild(database, index, real.settings.data_dir)
    assert indexing.set_aside(database) == {}
    assert indexing.diff(database, index).clean
