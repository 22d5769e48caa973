"""What is asked of the ledger: net sums per line, pledge and donor, and the rows behind them.

Sums of today are kept with the rows (`LineSum`, `PledgeSum`). `as_of` is a day on the clock of
western Indonesia: only rows recorded by its end are read, one by one, so an answer for a past day
never changes. A sum is always in one asset; rupiah unless another one is named.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal_column, select, true
from sqlalchemy.orm import Session

from portal.assets import RUPIAH
from portal.ledger.models import LineSum, PledgeSum, Transfer
from portal.ledger.rules import MOVES, Flows, closing, counts, donor_account

K = TypeVar("K", bound=Hashable)
Line = tuple[str, str, str]
"""A programme, a line and an asset."""

# The names of so many pledges fit into one statement of either database.
AT_ONCE = 20_000
_KINDS = tuple(one.name for one in fields(Flows))
# What is kept of each pledge by kind of row, and what of all those under a heading.
ON_PLEDGES = ("commit", "release", "receive", "receive_extra", "refund")
IN_HEADINGS = ("committed", "open", "received", "overpaid")
# A condition over kept sums of pledges: something is agreed and neither received nor given up.
# The number stands in the statement itself, or SQLite would not see that it has an index for it.
AWAITED = PledgeSum.commit - PledgeSum.release - PledgeSum.receive > literal_column("0")
_ON_LINES = [getattr(LineSum, name) for name in _KINDS]
_OF_PLEDGE = [getattr(PledgeSum, name) for name in ON_PLEDGES]
_NET = func.sum(Transfer.net)


def by_line(
    session: Session,
    programmes: Collection[str] | None,
    *,
    as_of: date | None = None,
    asset: str = RUPIAH,
) -> dict[tuple[str, str], Flows]:
    """Flows per (programme, line) in one asset, by public ids; None asks for every programme."""
    found = by_line_and_asset(session, programmes, as_of=as_of)
    return {(one[0], one[1]): flows for one, flows in found.items() if one[2] == asset}


def by_line_and_asset(
    session: Session,
    programmes: Collection[str] | Select[str] | None,
    *,
    as_of: date | None = None,
) -> dict[Line, Flows]:
    """Flows per (programme, line, asset), by public ids or what asks for them; None: every one."""
    if as_of is not None:
        return replayed_lines(session, programmes, as_of=as_of)
    query = select(LineSum.programme, LineSum.line, LineSum.asset, *_ON_LINES)
    if programmes is not None:
        query = query.where(LineSum.programme.in_(programmes))
    rows = session.execute(query)
    return {
        (programme, line, asset): _named(_KINDS, sums) for programme, line, asset, *sums in rows
    }


def by_pledge(
    session: Session, pledges: Collection[str] | None, *, as_of: date | None = None
) -> dict[str, Flows]:
    """Flows per pledge in the pledge's own asset, by public ids; None asks for every pledge.

    Spending belongs to a line, not to one pledge.
    """
    if as_of is not None:
        return replayed_pledges(session, pledges, as_of=as_of)
    if pledges is not None and len(pledges) > AT_ONCE:
        return _in_portions(pledges, lambda some: by_pledge(session, some))
    query = select(PledgeSum.pledge, *_OF_PLEDGE)
    if pledges is not None:
        query = query.where(PledgeSum.pledge.in_(pledges))
    return {pledge: _named(ON_PLEDGES, sums) for pledge, *sums in session.execute(query)}


def by_donor(
    session: Session, donors: Collection[str], *, as_of: date | None = None, asset: str = RUPIAH
) -> dict[str, Flows]:
    """Flows per donor in one asset, by the organisations' public ids: over all their pledges."""
    accounts = {donor_account(one): one for one in donors}
    if as_of is None:
        kept = (
            select(PledgeSum.donor, *(func.sum(one) for one in _OF_PLEDGE))
            .where(PledgeSum.donor.in_(accounts), PledgeSum.asset == asset)
            .group_by(PledgeSum.donor)
        )
        return {accounts[who]: _named(ON_PLEDGES, sums) for who, *sums in session.execute(kept)}
    promised = (
        select(Transfer.pledge, Transfer.debit)
        .where(Transfer.kind == "commit", Transfer.debit.in_(accounts))
        .where(Transfer.reverses.is_(None))
        .distinct()
        .subquery()
    )
    query = (
        select(promised.c.debit, Transfer.kind, _NET)
        .join(promised, promised.c.pledge == Transfer.pledge)
        .where(Transfer.recorded_at < closing(as_of), Transfer.asset == asset)
        .group_by(promised.c.debit, Transfer.kind)
    )
    rows = session.execute(query)
    return _flows((accounts[who], MOVES[kind].onto, net) for who, kind, net in rows)


def of_pledge(session: Session, pledge: str) -> Flows:
    """The flows of one pledge."""
    return by_pledge(session, [pledge]).get(pledge, Flows())


def of_line(session: Session, programme: str, line: str, asset: str = RUPIAH) -> Flows:
    """The flows of one requirement line in one asset."""
    query = select(*_ON_LINES).where(
        LineSum.line == line, LineSum.programme == programme, LineSum.asset == asset
    )
    found = session.execute(query).first()
    return _named(_KINDS, found) if found else Flows()


def replayed_lines(
    session: Session,
    programmes: Collection[str] | Select[str] | None = None,
    *,
    as_of: date | None = None,
) -> dict[Line, Flows]:
    """Flows per (programme, line, asset) from the rows themselves."""
    sums: list[tuple[Line, str, int]] = []
    for side, programme, line in (
        ("onto", Transfer.programme, Transfer.line),
        ("off", Transfer.from_programme, Transfer.from_line),
    ):
        key = (programme, line, Transfer.asset, Transfer.kind)
        query = select(*key, _NET).where(line.is_not(None), _until(as_of)).group_by(*key)
        if programmes is not None:
            query = query.where(programme.in_(programmes))
        for owner, named, asset, kind, net in session.execute(query):
            if kind in MOVES:  # a row of no known kind counts nowhere; `verify` names it
                sums.append(((str(owner), str(named), asset), getattr(MOVES[kind], side), net))
    return _flows(sums)


def replayed_pledges(
    session: Session, pledges: Collection[str] | None = None, *, as_of: date | None = None
) -> dict[str, Flows]:
    """Flows per pledge from the rows themselves."""
    if pledges is not None and len(pledges) > AT_ONCE:
        return _in_portions(pledges, lambda some: replayed_pledges(session, some, as_of=as_of))
    query = select(Transfer.pledge, Transfer.kind, _NET).where(Transfer.pledge.is_not(None))
    if pledges is not None:
        query = query.where(Transfer.pledge.in_(pledges))
    query = query.where(_until(as_of)).group_by(Transfer.pledge, Transfer.kind)
    rows = session.execute(query)
    return _flows(
        (pledge or "", MOVES[kind].onto, net) for pledge, kind, net in rows if kind in MOVES
    )


def _in_portions(
    names: Collection[str], ask: Callable[[Sequence[str]], dict[str, Flows]]
) -> dict[str, Flows]:
    """The answers of as many questions as it takes: one statement holds so many names only."""
    listed, found = list(names), dict[str, Flows]()
    for start in range(0, len(listed), AT_ONCE):
        found |= ask(listed[start : start + AT_ONCE])
    return found


def rows_of_pledge(session: Session, pledge: str) -> Sequence[Transfer]:
    """Every row of a pledge, in the order in which they were recorded."""
    return _rows(session, Transfer.pledge == pledge)


def rows_of_line(session: Session, programme: str, line: str, *kinds: str) -> Sequence[Transfer]:
    """Every row of a programme's requirement line, of all kinds or of some."""
    query = (Transfer.programme == programme) & (Transfer.line == line)
    return _rows(session, query & Transfer.kind.in_(kinds) if kinds else query)


def standing(session: Session, pledge: str, delivery: str) -> Sequence[Transfer]:
    """The rows that count one delivery of a pledge and were not taken back, in order."""
    rows = not_taken_back(rows_of_pledge(session, pledge))
    return [row for row in rows if counts(row.idem_key)[0] == delivery]


def not_taken_back(rows: Sequence[Transfer]) -> list[Transfer]:
    """Those that stand: neither a row that takes another back nor one that was taken back."""
    taken = {row.reverses for row in rows}
    return [row for row in rows if not row.reverses and row.public_id not in taken]


def by_public_id(session: Session, public_id: str) -> Transfer | None:
    """The row of that key, or None."""
    return session.scalar(select(Transfer).where(Transfer.public_id == public_id))


def reversal_of(session: Session, public_id: str) -> Transfer | None:
    """The row that takes this one back, or None."""
    return session.scalar(select(Transfer).where(Transfer.reverses == public_id))


def _rows(session: Session, condition: ColumnElement[bool]) -> Sequence[Transfer]:
    return session.scalars(select(Transfer).where(condition).order_by(Transfer.seq)).all()


def _until(as_of: date | None) -> ColumnElement[bool]:
    return true() if as_of is None else Transfer.recorded_at < closing(as_of)


def _named(names: Sequence[str], sums: Iterable[Any]) -> Flows:
    """Kept sums as flows; PostgreSQL answers a sum as a decimal number."""
    return Flows(**dict(zip(names, map(int, sums), strict=True)))


def _flows(rows: Iterable[tuple[K, str, Any]]) -> dict[K, Flows]:
    sums: dict[K, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, kind, net in rows:
        if kind in _KINDS:
            sums[key][kind] += int(net)
    return {key: Flows(**kinds) for key, kinds in sums.items()}
