"""The database: engine set-up, the base of every model, column types, two kinds of transaction."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic, sleep
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    MappedAsDataclass,
    Session,
    mapped_column,
)
from sqlalchemy.types import TypeDecorator

# Measured: the defaults of both engines overspend a limited sum when several processes write.
# WAL keeps readers going; FULL survives a power loss; IMMEDIATE (below) takes the lock first.
SQLITE_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("wal", "wal"),
    "synchronous": ("full", 2),
    "foreign_keys": ("on", 1),
    # For all but the begin of writers, which wait in a way of their own (`_lock_first`).
    "busy_timeout": ("30000", 30000),
    "recursive_triggers": ("on", 1),
    "secure_delete": ("on", 1),
}

# How long a writer waits for its turn, in seconds, and how often it asks after so long a wait.
PATIENCE = 30.0
PAUSES = ((0.02, 0.004), (0.08, 0.002), (float("inf"), 0.0007))

# The largest sum of one row: keeps SQLite's sum() of a whole ledger far from overflowing.
MOST = 1_000_000_000_000_000


def whole(column: str, least: int = 1) -> str:
    """A condition in SQL: whole rupiah from `least` to MOST.

    Without the cast SQLite keeps a fraction even in a column of integers.
    """
    return f"{column} BETWEEN {least} AND {MOST} AND {column} = CAST({column} AS BIGINT)"


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database. Refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@lru_cache(maxsize=8192)
def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text) or ()) if text else ()


class Codes(TypeDecorator[tuple[str, ...]]):
    """A short list of codes or words, kept as JSON; a tuple in Python, so it is replaced whole.

    Rows older than their column hold NULL there: that reads as an empty list.
    """

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> list[str] | None:
        """Store any sequence of text as a JSON list."""
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        """Give the list back as a tuple."""
        return tuple(value or ())

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite gives text; a page reads hundreds of lists, and most of them again and again."""
        if dialect.name == "sqlite":
            return _codes
        return super().result_processor(dialect, coltype)


BigKey = BigInteger().with_variant(Integer, "sqlite")
Key = Annotated[int, mapped_column(BigKey, primary_key=True)]
Money = Annotated[int, mapped_column(BigInteger)]
Time = Annotated[datetime, mapped_column(Moment)]
Label = Annotated[str, mapped_column(String(200))]
Code = Annotated[str, mapped_column(String(40))]
PublicId = Annotated[str, mapped_column(String(36), unique=True)]


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The base of every model: a typed dataclass whose constraints have names."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        int: BigKey,
        datetime: Moment,
        tuple[str, ...]: Codes,
    }


def public_id() -> str:
    """A new public key: a random UUID as text, the same in pages, JSON and the index."""
    return str(uuid.uuid4())


class Database:
    """Two engines over one database: readers that cannot write, writers that lock first.

    `url` is an SQLAlchemy address. Raises RuntimeError when SQLite did not take a setting.
    """

    def __init__(self, url: str, *, pool: int = 8) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        make = _sqlite_engine if self.sqlite else _postgresql_engine
        self.reader: Engine = make(url, pool, write=False)
        self.writer: Engine = make(url, pool, write=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one unchanging picture of the data; what it writes fails."""
        session = self.session(write=False)
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when its block ends well, and leaves nothing behind otherwise."""
        session = self.session(write=True)
        try:
            yield session
            session.commit()
        finally:
            session.close()

    def session(self, *, write: bool) -> Session:
        """A bare session for whoever ends the transaction: the web floor, one per request."""
        return Session(self.writer if write else self.reader, autoflush=True)

    def dispose(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def _sqlite_engine(url: str, pool: int, *, write: bool) -> Engine:
    engine = create_engine(url, pool_size=pool, max_overflow=pool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def tune(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # BEGIN is ours, or the driver delays it until the first write
        for name, (wanted, reads) in SQLITE_SETTINGS.items():
            raw.execute(f"PRAGMA {name}={wanted}")
            got = raw.execute(f"PRAGMA {name}").fetchone()[0]
            if got != reads:
                raise RuntimeError(f"SQLite keeps {name}={got}, {wanted} is needed")
        if not write:
            raw.execute("PRAGMA query_only=on")

    @event.listens_for(engine, "checkin")
    def end(raw: Any, _record: object) -> None:
        # A commit that failed may leave its transaction open, and with it the lock of all writers.
        with suppress(sqlite3.ProgrammingError):  # it is closed already
            if raw is not None and raw.in_transaction:
                raw.rollback()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if write:
            _lock_first(connection)
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def _lock_first(connection: Any) -> None:
    """Begin with the write lock, waiting for it in turn as far as SQLite lets one.

    SQLite's own way to wait sleeps longer the longer it has waited, up to 100 ms: whoever came last
    goes first, and of 16 writers some wait for seconds. Here they ask the more often.
    """
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA busy_timeout=0")
    began = monotonic()
    try:
        while (waited := monotonic() - began) < PATIENCE:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            sleep(next(pause for until, pause in PAUSES if waited < until))
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails in SQLAlchemy's own words
    finally:
        raw.execute(f"PRAGMA busy_timeout={SQLITE_SETTINGS['busy_timeout'][1]}")


def _postgresql_engine(url: str, pool: int, *, write: bool) -> Engine:
    engine = create_engine(
        url, pool_size=pool, max_overflow=pool, pool_pre_ping=True, hide_parameters=True
    )
    if write:
        return engine.execution_options(isolation_level="READ COMMITTED")
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def now() -> datetime:
    """The present moment, aware and in UTC. Only entry points call it; services are handed it."""
    return datetime.now(UTC)


def lock(session: Session, model: type[Base], key: int) -> None:
    """Lock one row until the transaction ends (SQLite's writers hold the whole file already)."""
    primary = model.__mapper__.primary_key[0]
    # NO KEY UPDATE: rows elsewhere that refer to this one may still be added, or two transactions
    # that lock and refer crosswise would wait for each other.
    session.execute(select(primary).where(primary == key).with_for_update(key_share=True))


def take_turn(session: Session, turn: int) -> None:
    """Wait until no other transaction holds the turn of this number; held until the end.

    For what no single row stands for. SQLite's writers queue by themselves.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(turn)))
