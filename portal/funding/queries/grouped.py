"""The figures of a question added up by the database: by place and stage, and by source.

As many rows come back for a million pledges as for a hundred. The book holds places instead of
programmes; everything that is asked of it is the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, literal_column, select
from sqlalchemy.orm import Session, aliased

from portal.directory.models import Organisation
from portal.directory.rules import LISTED, STATUSES
from portal.funding.queries.pledged import awaited, of_heading, offers
from portal.funding.queries.scope import Asked, within
from portal.funding.rules import (
    Book,
    Place,
    Promised,
    next_level,
    shown_source,
    source_code,
)
from portal.ledger.models import HeadingSum, LineSum, PledgeSum
from portal.ledger.queries import IN_HEADINGS
from portal.ledger.rules import Figures
from portal.pledges.queries.in_sql import (
    BESIDE,
    IN_OWN,
    OWN,
    beside_line,
    of_line,
    of_pledge,
    summed,
)
from portal.pledges.rules import UNNAMED
from portal.programmes.models import Programme, Requirement

# The pledges of everywhere: told by source alone.
EVERYWHERE = 0
Where = tuple[str, str]
"""The beginning of a region's code, and a stage."""


def grouped(session: Session, asked: Asked, *, day: date) -> Book[Place]:
    """The same as `book`, with a place for each region below the one asked for, and stage."""
    return _Grouped(session, asked, day).book()


@dataclass
class _Grouped:
    """One question while it is answered."""

    session: Session
    asked: Asked
    day: date

    def book(self) -> Book[Place]:
        """Places, then their lines, then the pledges."""
        self.keys: dict[Where, int] = {}
        places = [
            Place(self._key(region, stage), region, stage, many)
            for region, stage, many in self.session.execute(
                self._from(select(*self._where(), func.count()).select_from(Programme)).group_by(
                    *self._where()
                )
            )
        ]
        self.promised: dict[tuple[int, str, str], Promised] = defaultdict(Promised)
        lines = {key: Figures.total(parts) for key, parts in self._lines().items()}
        self._kept()
        self._awaited()
        return Book(places, lines, self.promised)

    def _key(self, region: str, stage: str) -> int:
        return self.keys.setdefault((region, stage), len(self.keys) + 1)

    def _where(self) -> tuple[Any, Any]:
        level = next_level(self.asked.region) or len(self.asked.region)
        # Numbers in the statement itself: PostgreSQL compares what it groups by word for word.
        start: Any = literal_column("1")
        long: Any = literal_column(str(level))
        return func.substr(Organisation.region_code, start, long), Programme.stage

    def _from(self, query: Any) -> Any:
        """A query over programmes, with their owners, of those that the question is about."""
        owner = Organisation.id == Programme.organisation_id
        return query.join(Organisation, owner).where(*within(self.asked))

    def _lines(self) -> dict[tuple[int, str], list[Figures]]:
        """The figures of each place in each asset: of needs, of what moved beside, of offers."""
        found: dict[tuple[int, str], list[Figures]] = defaultdict(list)
        for asset, formulas, joined, outer in (
            (OWN, of_line(), IN_OWN, True),
            (LineSum.asset, beside_line(), BESIDE, False),
        ):
            query: Any = select(*self._where(), asset, *summed(formulas)).select_from(Requirement)
            query = self._from(query.join(Programme, Programme.id == Requirement.programme_id))
            query = query.join(LineSum, joined, isouter=outer).group_by(*self._where(), asset)
            for region, stage, unit, *sums in self.session.execute(query):
                told = dict(zip(formulas, map(int, sums), strict=True))
                found[self._key(region, stage), unit].append(Figures(**told))
        for region, stage, unit, code, amount in self._offers():
            key = self._key(region, stage)
            found[key, unit].append(Figures(offered=amount))
            self.promised[key, unit, code] += Promised(offered=amount)
        return found

    def _offers(self) -> Iterator[tuple[str, str, str, str, int]]:
        table = offers(None, self.day)
        told = (table.c.asset, table.c.source, table.c.level, table.c.hidden)
        query = select(*self._where(), *told, func.sum(table.c.offered)).select_from(table)
        query = query.join(Programme, Programme.id == table.c.programme_id + 0)
        rows = self.session.execute(self._from(query).group_by(*self._where(), *told))
        for region, stage, asset, source, level, hidden, amount in rows:
            code = self._shown(source_code(source, level), hidden=bool(hidden))
            yield region, stage, asset, code, int(amount)

    def _shown(self, code: str, *, hidden: bool) -> str:
        return shown_source(code, hidden=hidden, public=self.asked.public)

    def _kept(self) -> None:
        """What each source promised, from the sums that are kept by heading."""
        names = [getattr(HeadingSum, name) for name in IN_HEADINGS]
        self._add(HeadingSum, HeadingSum.programme, [func.sum(one) for one in names])
        if not self.asked.public:
            return
        # A donor that is not listed stays unnamed as well, whatever its pledges say.
        donor = aliased(Organisation)
        away = [one for one in STATUSES if one not in LISTED]
        account = PledgeSum.donor == literal("donor:") + donor.public_id
        here = select(PledgeSum.id).join(donor, account).where(donor.status.in_(away))
        for hidden, sign in ((False, -1), (True, 1)):
            sums = [sign * func.sum(one) for one in of_pledge(PledgeSum).values()]
            condition = PledgeSum.id.in_(here) & ~PledgeSum.heading.endswith(UNNAMED)
            self._add(PledgeSum, PledgeSum.programme, sums, condition, hidden=hidden)

    def _add(
        self,
        table: Any,
        programme: Any,
        sums: Sequence[Any],
        *where: ColumnElement[bool],
        hidden: bool = False,
    ) -> None:
        """Sums by asset and heading; by place as well where only one source is asked for."""
        by_place = self._where() if self.asked.source else ()
        key = (*by_place, table.asset, table.heading)
        query = select(*key, *sums).select_from(table).where(*where).group_by(*key)
        if self.asked.source or where:
            query = self._from(query.join(Programme, Programme.public_id == programme))
        else:
            names = self._from(select(Programme.public_id).select_from(Programme))
            query = query.where(programme.in_(names))
        if self.asked.source and not where:
            query = query.where(of_heading(table.heading, self.asked.source))
        for row in self.session.execute(query):
            *place, asset, heading = row[: len(key)]
            at = self._key(*place) if place else EVERYWHERE
            bare = heading.removesuffix(UNNAMED)
            code = self._shown(bare, hidden=hidden or bare != heading)
            told = dict(zip(IN_HEADINGS, map(int, row[len(key) :]), strict=True))
            self.promised[at, asset, code] += Promised(**told)

    def _awaited(self) -> None:
        """What is due and overdue: of the few pledges of which anything is awaited."""
        if self.asked.public:
            return
        table = awaited(self.asked, self.day)
        told = (table.c.asset, table.c.source, table.c.level)
        sums = (func.sum(table.c.due), func.sum(table.c.overdue))
        query = select(*self._where(), *told, *sums).select_from(table)
        query = query.join(Programme, Programme.id == table.c.programme_id + 0)
        rows = self.session.execute(self._from(query).group_by(*self._where(), *told))
        for region, stage, asset, source, level, due, overdue in rows:
            code = source_code(source, level)
            promised = Promised(due=int(due), overdue=int(overdue))
            self.promised[self._key(region, stage), asset, code] += promised
