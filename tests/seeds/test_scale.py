"""Generated rows: as many as asked, the same for the same seed, and a ledger that is whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import indexing, models  # noqa: F401  every table is known
from portal.db import Database
from portal.directory import in_bulk
from portal.directory.models import Organisation, Service
from portal.documents import documents
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import MOVES as MOVES_THERE_ARE
from portal.ledger.rules import Entry
from portal.pledges.models import Pledge
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from portal.settings import Settings
from search.query import FACETS, Query
from seeds import scale
from tests.command import run, told
from tests.engines import sqlite

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
MANY, MOVES = 120, 900


def loaded(database: Database, **given: Any) -> dict[str, int]:
    """Generate into a database."""
    with database.writing() as session:
        return scale.load(session, MANY, MOVES, now=NOW, **given)


def rows(database: Database, *columns: Any) -> Sequence[Any]:
    """Some columns of every row."""
    with database.reading() as session:
        return session.execute(select(*columns).order_by(columns[0])).all()


def test_there_is_what_was_asked_for_and_the_ledger_is_whole(database: Database) -> None:
    heard: list[int] = []
    counts = loaded(database, tell=heard.append)
    assert sum(heard) == MANY
    with database.reading() as session:
        held = {
            name: session.scalar(select(func.count()).select_from(model))
            for name, model in (
                ("organisations", Organisation),
                ("programmes", Programme),
                ("pledges", Pledge),
                ("transfers", Transfer),
            )
        }
        assert counts == {**held, "accounts": counts["accounts"]}
        assert (held["organisations"], held["transfers"]) == (MANY, MOVES)
        report = verify(session, full=True)
        assert report.clean, report.violations
        assert session.get_one(LedgerHead, 1).seq == MOVES
        kinds = set(session.scalars(select(Transfer.kind)))
        assert kinds == set(MOVES_THERE_ARE)
        assert session.scalar(select(func.count()).where(Transfer.reverses.is_not(None)))
        assert {"IDR", "USD", "unit"} <= set(session.scalars(select(Transfer.asset)))
    # Whoever comes next gets keys of its own.
    with database.writing() as session:
        some = session.scalars(select(Organisation).limit(1)).one()
        some.services.append(Service(name="Layanan baru (contoh)"))


def test_the_same_seed_gives_the_same_rows_and_another_others(
    sqlite_database: Database, tmp_path: Path
) -> None:
    loaded(sqlite_database)
    sealed = [getattr(Transfer, name) for name in Entry._fields]
    for seed, same in ((scale.SEED, True), (8, False)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with sqlite(folder) as other:
            loaded(other, seed=seed)
            for columns in (
                (Organisation.public_id, Organisation.name, Organisation.region_code),
                (Transfer.seq, Transfer.hash, *sealed),
            ):
                assert (rows(other, *columns) == rows(sqlite_database, *columns)) is same


def test_plain_rows_make_the_same_documents_as_objects(sqlite_database: Database) -> None:
    loaded(sqlite_database)
    with sqlite_database.reading() as session:
        made = list(session.scalars(select(Organisation).order_by(Organisation.id)))
        plain = in_bulk.organisations(session, [one.id for one in made])
        assert list(documents(session, plain)) == list(documents(session, made))


def test_a_loading_that_breaks_off_leaves_nothing(sqlite_database: Database) -> None:
    class Stop(Exception):
        pass

    def stop(_many: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        loaded(sqlite_database, tell=stop)
    assert not rows(sqlite_database, Organisation.id)


class TestCommand:
    """`portal seed scale`."""

    @pytest.fixture(autouse=True)
    def _a_place_of_its_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in Settings.model_fields:
            monkeypatch.delenv(f"PORTAL_{name.upper()}", raising=False)
        monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
        monkeypatch.chdir(tmp_path)

    def test_it_fills_the_portal_and_its_index_once(
        self, sqlite_database: Database, settings: Settings
    ) -> None:
        counts = told("seed", "scale", "--organisations", "60", "--transfers", "20")
        assert (counts["organisations"], counts["transfers"], counts["indexed"]) == (60, 20, 60)
        index = indexing.of(settings)
        assert indexing.diff(sqlite_database, index).clean
        found = index.search(Query(facets=FACETS))
        assert found.total == 60
        assert sum(found.facets["kind"].values()) == 60
        assert len(found.facets["kind"]) > 3
        assert told("ledger", "verify", "--full")["clean"]
        assert "organisations already" in run("seed", "scale", status=1).stderr

    def test_it_is_refused_in_production(
        self, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PORTAL_ENV", "production")
        monkeypatch.setenv("PORTAL_SECRET_KEY", "x7" * 24)
        monkeypatch.setenv("PORTAL_BASE_URL", "https://simpul.contoh.example")
        monkeypatch.setenv("PORTAL_MAIL_URL", "smtp://127.0.0.1:25")
        assert "refused in production" in run("seed", "scale", status=1).stderr
        assert not rows(sqlite_database, Organisation.id)

    @pytest.mark.parametrize("given", ["1", "-3", "many"])
    def test_a_number_that_is_none_is_wrong_usage(
        self, given: str, sqlite_database: Database
    ) -> None:
        run("seed", "scale", "--organisations", given, status=2)
