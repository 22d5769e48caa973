"""Adds rows in bulk: keys in advance, many rows a statement, no model objects in between."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from portal.db import Base

Row = Mapping[str, Any]
AHEAD = 1000


class Rows:
    """Rows of new tables in the caller's transaction, in the order in which they are added."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._free: dict[str, list[int]] = {}
        self._last: dict[str, int] = {}

    def keys(self, model: type[Base], many: int) -> list[int]:
        """So many keys that nobody else gets, rising."""
        free = self._free.setdefault(model.__tablename__, [])
        if len(free) < many:
            free += self._fetched(model, max(many, AHEAD))
        taken, free[:many] = free[:many], []
        return taken

    def _fetched(self, model: type[Base], many: int) -> list[int]:
        """Keys from the database, or, where only one may write, those after the last."""
        table = model.__tablename__
        if self._session.get_bind().dialect.name == "postgresql":
            given = text(
                "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :n)"
            )
            return list(self._session.scalars(given, {"table": table, "n": many}))
        column = model.__table__.c.id
        last = self._session.scalar(select(func.max(column))) or 0
        last = max(last, self._last.get(table, 0))
        self._last[table] = last + many
        return list(range(last + 1, last + many + 1))

    def add(self, model: type[Base], rows: Sequence[Row]) -> None:
        """Insert rows; each names every column that has no default in the database."""
        if rows:
            self._session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]  # a table
