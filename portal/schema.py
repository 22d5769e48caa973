"""Migrations: bring a database to the newest schema, and say whether it is there."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, inspect, pool, text

from portal import models  # noqa: F401  the tables must be known before a step runs
from portal.migrations import HEAD, triggers

if TYPE_CHECKING:  # Alembic is large: only what migrates loads it
    from alembic.config import Config

HERE = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database is not what this version needs; the message says what to do."""


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["connection"] = connection
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (the tables' owner) to a revision."""
    from alembic import command

    with _connection(url) as connection:
        command.upgrade(config(connection), revision)
        connection.commit()


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision; 'base' empties it."""
    from alembic import command

    with _connection(url) as connection:
        command.downgrade(config(connection), revision)
        connection.commit()


def present(connection: Connection) -> str | None:
    """The step that the database is at; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def check(connection: Connection) -> None:
    """Raise SchemaError unless the schema is the newest and every guard is in place."""
    at = present(connection)
    if at != HEAD:
        raise SchemaError(f"the database is at {at or 'nothing'}, not {HEAD}: run `portal init`")
    gone = triggers.missing(connection)
    if gone:
        raise SchemaError(f"triggers are missing: {', '.join(gone)}")


def grant(url: str, role: str) -> None:
    """Let the application's role use the tables it does not own (PostgreSQL with split roles)."""
    with _connection(url) as connection:
        for statement in (
            f'GRANT USAGE ON SCHEMA public TO "{role}"',
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
            f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
            *(f'REVOKE UPDATE, DELETE ON {name} FROM "{role}"' for name in triggers.PROTECTED),
        ):
            connection.execute(text(statement))
        connection.commit()


class _connection:  # noqa: N801  used as a `with` block only
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, poolclass=pool.NullPool)
        if url.startswith("sqlite"):
            # SQLite's driver would commit before each CREATE; the whole step is one transaction.
            event.listen(self.engine, "connect", _bare)
            event.listen(self.engine, "begin", _begin)

    def __enter__(self) -> Connection:
        self.connection = self.engine.connect()
        return self.connection

    def __exit__(self, *_error: object) -> None:
        self.connection.close()
        self.engine.dispose()


def _bare(raw: Any, _record: object) -> None:
    raw.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
