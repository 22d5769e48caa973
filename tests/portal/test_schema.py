"""Migrations run up and down, make what the models say, and a missing guard stops the start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, create_engine, inspect, pool, text

from portal import schema
from portal.app import create_app
from portal.db import Database
from portal.migrations import HEAD, triggers
from portal.models import METADATA
from portal.settings import Settings
from tests import engines


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    engines.command("CREATE DATABASE empty_simpul")
    yield engines.address("empty_simpul")
    engines.command("DROP DATABASE empty_simpul WITH (FORCE)")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database that every step has made, for tests that only look at it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('made') / 'made.sqlite'}"
    else:
        engines.command("CREATE DATABASE made_simpul")
        address = engines.address("made_simpul")
    schema.upgrade(address)
    yield address
    if request.param == "postgresql":
        engines.command("DROP DATABASE made_simpul WITH (FORCE)")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at an address, for the length of a block."""
    database = Database(url)
    yield database
    database.dispose()


def held(url: str) -> set[str]:
    """The tables that are there."""
    engine = create_engine(url, poolclass=pool.NullPool)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def guards(url: str) -> frozenset[str]:
    """The triggers that are there."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        found = triggers.present(connection)
    engine.dispose()
    return found


def test_up_down_and_up_again(url: str) -> None:
    schema.upgrade(url)
    first = held(url)
    assert first == {*METADATA.tables, "alembic_version"}
    guarded = guards(url)
    assert guarded == triggers.names("sqlite" if url.startswith("sqlite") else "postgresql")
    schema.downgrade(url, "base")
    assert held(url) == {"alembic_version"}
    assert guards(url) == frozenset()
    schema.upgrade(url)
    assert held(url) == first
    assert guards(url) == guarded
    schema.upgrade(url)
    assert held(url) == first


def test_the_newest_step_is_the_one_that_is_compared() -> None:
    assert ScriptDirectory.from_config(schema.config()).get_heads() == [HEAD]


def test_migrations_make_what_the_models_say(built: str) -> None:
    engine = create_engine(built, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_constraints_have_the_models_names(built: str) -> None:
    engine = create_engine(built, poolclass=pool.NullPool)
    inspector = inspect(engine)
    for name, table in METADATA.tables.items():
        made = {one["name"] for one in inspector.get_check_constraints(name)}
        wanted = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
        assert made == wanted, name
    engine.dispose()


def test_the_ledgers_head_is_there_from_the_start(built: str) -> None:
    with opened(built) as database, database.reading() as session:
        head = session.execute(text("SELECT id, seq, hash FROM ledger_head")).all()
    assert head == [(1, 0, "0" * 64)]


def test_every_protected_table_is_guarded_against_every_way_of_change(database: Database) -> None:
    with database.reading() as session:
        names = triggers.present(session.connection())
    endings = ("fixed", "kept", "once") if database.sqlite else ("rows", "all")
    assert names == {f"{table}_{ending}" for table in triggers.PROTECTED for ending in endings}
    assert {"transfer", "pledge_step", "journal"} <= triggers.PROTECTED.keys()


def drop(database: Database, name: str) -> None:
    """Take one guard away, as a careless migration would."""
    table, _, _ = name.rpartition("_")
    with database.writing() as session:
        where = "" if database.sqlite else f" ON {table}"
        session.execute(text(f"DROP TRIGGER {name}{where}"))


def test_a_missing_trigger_is_named(database: Database) -> None:
    name = sorted(triggers.names("sqlite" if database.sqlite else "postgresql"))[-1]
    drop(database, name)
    with database.reading() as session, pytest.raises(schema.SchemaError, match=name):
        schema.check(session.connection())


def test_a_missing_trigger_stops_the_start(sqlite_database: Database, settings: Settings) -> None:
    create_app(settings)
    drop(sqlite_database, "transfer_once")
    with pytest.raises(schema.SchemaError, match="transfer_once"):
        create_app(settings)


def test_a_trigger_that_is_switched_off_counts_as_missing() -> None:
    """SQLite has no such switch."""
    told = pytest.raises(schema.SchemaError, match="journal_rows")
    with engines.postgresql() as database:
        with database.writing() as session:
            session.execute(text("ALTER TABLE journal DISABLE TRIGGER journal_rows"))
        with database.reading() as session, told:
            schema.check(session.connection())


def test_an_older_schema_says_what_to_do(url: str) -> None:
    told = pytest.raises(schema.SchemaError, match="portal init")
    with opened(url) as database, database.reading() as session, told:
        schema.check(session.connection())
