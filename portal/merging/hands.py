"""The hands of a merge: they change rows of any table, write down each value, and put it back."""

from typing import Any

from sqlalchemy import Table, and_, exists, select, update
from sqlalchemy.orm import Session

from portal.db import Base
from portal.errors import N_, Conflict
from portal.merging.models import Merge, MergeChange
from portal.merging.rules import FOLLOWS

CHANGED = N_("Penggabungan ini tidak dapat dibatalkan: isinya sudah berubah sesudahnya.")


class Hands:
    """Changes rows for one merge, in order; the session holds both entries' locks."""

    def __init__(self, session: Session, merge: Merge) -> None:
        self.session = session
        self.merge = merge

    def put(self, table: str, column: str, key: Any, after: Any) -> None:
        """Set one value of one row, and write down what stood there."""
        held = Base.metadata.tables[table]
        mine = _primary(held) == key
        before = self.session.scalar(select(held.c[column]).where(mine))
        if _plain(before) == _plain(after):
            return
        self.session.execute(update(held).where(mine).values({column: after}))
        self.merge.changes.append(
            MergeChange(
                number=len(self.merge.changes) + 1,
                of_table=table,
                of_column=column,
                row_key=str(key),
                before=_plain(before),
                after=_plain(after),
            )
        )

    def move_all(self) -> None:
        """Have every row that follows the winner follow it."""
        for (table, column), twin in FOLLOWS.items():
            for key in self._keys(Base.metadata.tables[table], column, twin):
                self.put(table, column, key, self.merge.winner_id)

    def _keys(self, table: Table, column: str, twin: tuple[str, ...]) -> list[Any]:
        primary = _primary(table)
        query = select(primary).where(table.c[column] == self.merge.loser_id).order_by(primary)
        # Neither entry may come to be its own parent, or merged into itself.
        if table.name == "organisation":
            query = query.where(primary != self.merge.winner_id)
        if twin:
            other = table.alias()
            same = [other.c[name] == table.c[name] for name in twin]
            query = query.where(
                ~exists().where(and_(other.c[column] == self.merge.winner_id, *same))
            )
        return list(self.session.scalars(query))

    def put_back(self) -> None:
        """Give every value back, the last first; raises Conflict where one was changed since."""
        for change in reversed(self.merge.changes):
            table = Base.metadata.tables[change.of_table]
            primary = _primary(table)
            key = int(change.row_key) if primary.type.python_type is int else change.row_key
            found = self.session.execute(
                select(table.c[change.of_column]).where(primary == key)
            ).first()
            if found is None or _plain(found[0]) != change.after:
                raise Conflict(CHANGED)
            self.session.execute(
                update(table).where(primary == key).values({change.of_column: change.before})
            )


def _primary(table: Table) -> Any:
    """The one column of a table's primary key."""
    (column,) = table.primary_key.columns
    return column


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return list(value) if isinstance(value, tuple) else value
