"""What each pledge of a donor came to by two days, with its part of what its line used.

Everything is asked of the donor's pledges by joins: as many statements for one as for thousands.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from portal.ledger.models import Transfer
from portal.ledger.queries import ON_PLEDGES
from portal.ledger.rules import COUNTED, Figures, Flows, closing
from portal.pledges.models import Pledge
from portal.programmes.models import Programme, Requirement
from portal.statements.rules import Became, became

Line = tuple[str, str]
"""The public id of a line, and an asset."""

Pair = tuple[int, int]
"""The same by the end of the earlier and of the later day."""

NONE: Pair = (0, 0)
BOTH = (0, 1)


@dataclass(frozen=True)
class Days:
    """A donor, and two days at whose ends its pledges are looked at."""

    giver: int
    earlier: date
    later: date

    def mine(self) -> ColumnElement[bool]:
        """A condition over pledges: offered by this donor until the later day."""
        return and_(Pledge.donor_id == self.giver, Pledge.offered_at < closing(self.later))

    def sums(self, amount: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
        """An amount of rows added up by each day; the rows are those `until` the later one."""
        before = Transfer.recorded_at < closing(self.earlier)
        return func.sum(case((before, amount), else_=0)), func.sum(amount)

    def until(self) -> ColumnElement[bool]:
        """A condition over rows of the ledger: recorded by the end of the later day."""
        return Transfer.recorded_at < closing(self.later)


def figures(session: Session, days: Days) -> dict[int, tuple[Figures, Figures]]:
    """{pledge's key: its figures by each day}, of every pledge of the donor that has a row."""
    parts = _parts(session, days)
    found = {}
    for key, flows in _flows(session, days).items():
        told = parts.get(key, (Became(), Became()))
        found[key] = (_with(flows[0], told[0]), _with(flows[1], told[1]))
    return found


def _with(flows: Flows, part: Became) -> Figures:
    """A pledge's own sums, with its part of its line's spending: what is left is its own, too."""
    return Figures.of(0, 0, 0, replace(flows, spend=part.spent, pass_out=part.passed_on))


def _flows(session: Session, days: Days) -> dict[int, tuple[Flows, Flows]]:
    query = (
        select(Pledge.id, Transfer.kind, *days.sums(Transfer.net))
        .join(Transfer, Transfer.pledge == Pledge.public_id)
        .where(days.mine(), days.until(), Transfer.kind.in_(ON_PLEDGES))
        .group_by(Pledge.id, Transfer.kind)
    )
    sums: dict[int, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for key, kind, before, after in session.execute(query):
        sums[key][0][kind] = int(before)
        sums[key][1][kind] = int(after)
    return {key: (Flows(**one), Flows(**other)) for key, (one, other) in sums.items()}


def _parts(session: Session, days: Days) -> dict[int, tuple[Became, Became]]:
    """{pledge's key: what its part of its line became}, over every giver of each line.

    What another programme passed on to a line counts as one giver more. Who gave nothing has no
    part, and takes none from anybody.
    """
    used = _used(session, days)
    found: dict[int, tuple[Became, Became]] = {}
    for line, given in _given(session, days).items():
        moved = used.get(line, NOTHING_USED)
        parts = [
            became([*(one[day] for _key, _own, one in given), moved.came[day]],
                   moved.spent[day], moved.passed_on[day])
            for day in BOTH
        ]  # fmt: skip
        for (key, own, _sums), before, after in zip(given, *parts, strict=False):
            if own:
                found[key] = (before, after)
    return found


def _given(session: Session, days: Days) -> Mapping[Line, Sequence[tuple[int, bool, Pair]]]:
    """What each pledge gave to the lines that the donor gives to, in the order of their making."""
    lines = select(Pledge.requirement_id).where(days.mine())
    query = (
        select(
            *(Transfer.line, Transfer.asset, Pledge.id, Pledge.donor_id),
            *days.sums(Transfer.arrived),
        )
        .join(Transfer, Transfer.pledge == Pledge.public_id)
        .where(Pledge.requirement_id.in_(lines), Transfer.kind.in_(COUNTED), days.until())
        .group_by(Pledge.id, Transfer.line, Transfer.asset)
        .order_by(Pledge.id)
    )
    found: dict[Line, list[tuple[int, bool, Pair]]] = defaultdict(list)
    for line, asset, key, donor, before, after in session.execute(query):
        found[line, asset].append((key, donor == days.giver, (int(before), int(after))))
    return found


@dataclass
class Used:
    """What became of a line's money by each day, and what other programmes passed on to it."""

    spent: Pair = NONE
    passed_on: Pair = NONE
    came: Pair = NONE


NOTHING_USED = Used()


def _used(session: Session, days: Days) -> Mapping[Line, Used]:
    """What each line that the donor gives to used, by line and asset."""
    mine = select(Pledge.requirement_id).where(days.mine())
    found: dict[Line, Used] = defaultdict(Used)
    for programme, line, names in (
        (Transfer.programme, Transfer.line, {"spend": "spent", "pass_on": "came"}),
        (Transfer.from_programme, Transfer.from_line, {"pass_on": "passed_on"}),
    ):
        here = and_(programme == Programme.public_id, line == Requirement.public_id)
        query = (
            select(line, Transfer.asset, Transfer.kind, *days.sums(Transfer.net))
            .select_from(Requirement)
            .join(Programme, Programme.id == Requirement.programme_id)
            .join(Transfer, here)
            .where(Requirement.id.in_(mine), Transfer.kind.in_(names), days.until())
            .group_by(line, Transfer.asset, Transfer.kind)
        )
        for key, asset, kind, before, after in session.execute(query):
            setattr(found[str(key), asset], names[kind], (int(before), int(after)))
    return found
