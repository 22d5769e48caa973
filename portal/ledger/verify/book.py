"""What is judged: all rows of the ledger, those of a day's end, or those since the last verdict."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from portal.ledger import queries
from portal.ledger.models import Transfer
from portal.ledger.rules import GENESIS, Entry, Flows, closing

Finding = tuple[str, str]
"""A row that breaks a law, and what is wrong with it."""

AT_ONCE = 2000
COLUMNS = [getattr(Transfer, name) for name in Entry._fields]


@dataclass(frozen=True)
class Seal:
    """A row up to which everything was judged whole: its number and what it carried."""

    seq: int = 0
    hash: str = GENESIS


class Book:
    """The rows that are judged, up to the last one or the last one of a day.

    `known` is the seal of an earlier verdict, which has to stand where it stood; only rows after it
    are judged unless `full`.
    """

    def __init__(
        self,
        session: Session,
        as_of: date | None = None,
        known: Seal | None = None,
        *,
        full: bool = True,
    ) -> None:
        self.session = session
        self.as_of = as_of
        self.known = known or Seal()
        self.since = Seal() if full else self.known

    @property
    def whole(self) -> bool:
        """Whether everything is judged, from the first row on."""
        return self.since.seq == 0

    @cached_property
    def last(self) -> Seal:
        """The last row that is judged."""
        query = select(Transfer.seq, Transfer.hash).order_by(Transfer.seq.desc()).limit(1)
        if self.as_of:
            query = query.where(Transfer.recorded_at < closing(self.as_of))
        row = self.session.execute(query).first()
        return Seal(row[0], row[1]) if row else Seal()

    @cached_property
    def since_at(self) -> datetime | None:
        """When the row before the first one that is judged was recorded; None before any row."""
        query = select(Transfer.recorded_at).where(Transfer.seq == self.since.seq)
        return self.session.scalar(query)

    @property
    def judged(self) -> ColumnElement[bool]:
        """A condition over transfers: the rows that are judged."""
        until = Transfer.seq <= self.last.seq
        return until if self.whole else and_(until, Transfer.seq > self.since.seq)

    def rows(self) -> Iterator[Entry]:
        """Each row in order; read in portions."""
        query = select(*COLUMNS).where(self.judged).order_by(Transfer.seq)
        for row in self.session.execute(query.execution_options(yield_per=AT_ONCE)):
            yield Entry._make(row)

    @cached_property
    def pledges(self) -> dict[str, Flows]:
        """What the rows come to by pledge: of every one, or of those that the judged rows name."""
        named = None if self.whole else self.touched
        return queries.replayed_pledges(self.session, named, as_of=self.as_of)

    @cached_property
    def lines(self) -> dict[queries.Line, Flows]:
        """What the rows come to by line, of the same programmes."""
        named = None if self.whole else self.programmes
        return queries.replayed_lines(self.session, named, as_of=self.as_of)

    @cached_property
    def touched(self) -> Sequence[str]:
        """The pledges that the judged rows name; only asked when not everything is judged."""
        query = select(Transfer.pledge).where(self.judged, Transfer.pledge.is_not(None))
        return sorted(one for one in self.session.scalars(query.distinct()) if one)

    @cached_property
    def programmes(self) -> Sequence[str]:
        """The programmes that the judged rows name, on either end."""
        found: set[str] = set()
        for column in (Transfer.programme, Transfer.from_programme):
            query = select(column).where(self.judged, column.is_not(None)).distinct()
            found |= {one for one in self.session.scalars(query) if one}
        return sorted(found)


@dataclass(frozen=True)
class Invariant:
    """One law: its number, what it says, and what breaks it."""

    id: str
    sentence: str
    find: Callable[[Book], Iterator[Finding]]
