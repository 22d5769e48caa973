"""Counters for rate limits, on a connection of their own: a refused request counts as well."""

import hashlib
import time
from pathlib import Path

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, create_engine, text

from portal.errors import N_, TooMany

# What is limited, and how often. Addresses stand for networks that many people may share.
LIMITS = {
    "sign_in_account": "10 per 15 minutes",
    "sign_in_known_device": "20 per 15 minutes",
    "sign_in_address": "100 per 15 minutes",
    "sign_up_address": "60 per hour",
    "mail_account": "6 per hour",
    "invite_account": "40 per day",
    "code_address": "20 per 15 minutes",
    "claim_account": "20 per day",
    "suggest_address": "10 per hour",
    "mail_address": "60 per hour",
    "report_address": "10 per hour",
    "dispute_address": "10 per hour",
    "open_contacts_person": "50 per day",
    "missed_address": "100 per day",
    "paper_address": "120 per 15 minutes",
}

TABLE = Table(
    "counter",
    MetaData(),
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
)

# Searches that found nothing, by quarter and region: words only (see `portal.missed`).
MISSED = Table(
    "missed_search",
    TABLE.metadata,
    Column("period", String(10), primary_key=True),
    Column("region", String(8), primary_key=True),
    Column("words", String(200), primary_key=True),
    Column("count", Integer, nullable=False),
)

# One atomic statement: parallel tries can never pass a limit together.
_ADD = text(
    "INSERT INTO counter (key, count, expires_at) VALUES (:key, :amount, :until) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN counter.expires_at <= :now THEN :amount ELSE counter.count + :amount END, "
    "expires_at = CASE WHEN counter.expires_at <= :now THEN :until ELSE counter.expires_at END "
    "RETURNING count"
)
_READ = text("SELECT count, expires_at FROM counter WHERE key = :key AND expires_at > :now")
_FORGET = text("DELETE FROM counter WHERE key = :key")
_SWEEP = text("DELETE FROM counter WHERE expires_at <= :now")


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class SqlStorage(Storage):
    """Fixed windows in one table, shared by every process; keys are kept hashed."""

    STORAGE_SCHEME = None  # not made from an address

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a failing storage raises."""
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a window that lasts `expiry` seconds; answers the count so far."""
        now = time.time()
        values = {"key": _hashed(key), "amount": amount, "now": now, "until": now + expiry}
        with self.engine.begin() as connection:
            return int(connection.execute(_ADD, values).scalar_one())

    def get(self, key: str) -> int:
        """The count of a window that still runs."""
        row = self._row(key)
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        """When a window ends, in seconds since the epoch."""
        row = self._row(key)
        return float(row[1]) if row else time.time()

    def check(self) -> bool:
        """Whether the table can be read."""
        with self.engine.connect() as connection:
            connection.execute(_READ, {"key": "", "now": 0.0})
        return True

    def reset(self) -> int | None:
        """Forget the windows that are over; how many."""
        with self.engine.begin() as connection:
            return connection.execute(_SWEEP, {"now": time.time()}).rowcount

    def clear(self, key: str) -> None:
        """Forget one window."""
        with self.engine.begin() as connection:
            connection.execute(_FORGET, {"key": _hashed(key)})

    def _row(self, key: str) -> tuple[int, float] | None:
        with self.engine.connect() as connection:
            row = connection.execute(_READ, {"key": _hashed(key), "now": time.time()}).first()
        return (row[0], row[1]) if row else None


class Counters:
    """The limits of `LIMITS` over a store beside the database."""

    def __init__(self, engine: Engine) -> None:
        self.storage = SqlStorage(engine)
        self._window = FixedWindowRateLimiter(self.storage)
        self._items = {name: parse(limit) for name, limit in LIMITS.items()}

    @classmethod
    def open(cls, database_url: str, data_dir: Path) -> "Counters":
        """Counters beside the database: a file of their own, or the same PostgreSQL server."""
        if database_url.startswith("sqlite"):
            data_dir.mkdir(parents=True, exist_ok=True)
            engine = create_engine(f"sqlite:///{data_dir.absolute() / 'counters.sqlite'}")
            TABLE.metadata.create_all(engine)
        else:
            engine = create_engine(database_url, pool_size=2)
        return cls(engine)

    def check(self, name: str, key: str) -> None:
        """Raise TooMany when the limit is used up; counts nothing."""
        if not self._window.test(self._items[name], name, key):
            raise self._refusal(self._items[name], name, key)

    def hit(self, name: str, key: str) -> None:
        """Count one; raise TooMany beyond the limit."""
        if not self._window.hit(self._items[name], name, key):
            raise self._refusal(self._items[name], name, key)

    def forget(self, name: str, key: str) -> None:
        """Start a limit afresh, as after a right password."""
        self._window.clear(self._items[name], name, key)

    def _refusal(self, item: RateLimitItem, name: str, key: str) -> TooMany:
        ends = self._window.get_window_stats(item, name, key).reset_time
        wait = max(1, int(ends - time.time()) + 1)
        return TooMany(
            N_("Terlalu banyak percobaan. Coba lagi %(n)s menit lagi.", n=-(-wait // 60)),
            retry_after=wait,
        )
