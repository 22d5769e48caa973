"""What is asked of the ledger: net sums per line, pledge and donor, and the rows behind them.

`as_of` is a day on the clock of western Indonesia: only rows recorded by its end are read, so an
answer for a past day never changes.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.ledger.models import Transfer
from portal.ledger.rules import Flows, closing, donor_account

K = TypeVar("K", bound=Hashable)
Columns = TypeVarTuple("Columns")

_KINDS = frozenset(one.name for one in fields(Flows))
_NET = func.sum(case((Transfer.reverses.is_(None), Transfer.amount), else_=-Transfer.amount))


def by_line(
    session: Session, programmes: Collection[str] | None, *, as_of: date | None = None
) -> dict[tuple[str, str], Flows]:
    """Flows per (programme, line), by public ids; None asks for every programme."""
    query = select(Transfer.programme, Transfer.line, Transfer.kind, _NET)
    if programmes is not None:
        query = query.where(Transfer.programme.in_(programmes))
    query = _until(query.group_by(Transfer.programme, Transfer.line, Transfer.kind), as_of)
    rows = session.execute(query)
    return _flows(((programme, line), kind, net) for programme, line, kind, net in rows)


def by_pledge(
    session: Session, pledges: Collection[str] | None, *, as_of: date | None = None
) -> dict[str, Flows]:
    """Flows per pledge, by public ids; None asks for every pledge.

    Spending belongs to a line, not to one pledge.
    """
    query = select(Transfer.pledge, Transfer.kind, _NET).where(Transfer.pledge.is_not(None))
    if pledges is not None:
        query = query.where(Transfer.pledge.in_(pledges))
    query = _until(query.group_by(Transfer.pledge, Transfer.kind), as_of)
    rows = session.execute(query)
    return _flows((pledge or "", kind, net) for pledge, kind, net in rows)


def by_donor(
    session: Session, donors: Collection[str], *, as_of: date | None = None
) -> dict[str, Flows]:
    """Flows per donor, by the organisations' public ids: over all pledges they committed to."""
    commit = aliased(Transfer)
    accounts = {donor_account(one): one for one in donors}
    query = (
        select(commit.debit, Transfer.kind, _NET)
        .join(commit, commit.pledge == Transfer.pledge)
        .where(commit.kind == "commit", commit.reverses.is_(None), commit.debit.in_(accounts))
        .group_by(commit.debit, Transfer.kind)
    )
    rows = session.execute(_until(query, as_of))
    return _flows((accounts[debit], kind, net) for debit, kind, net in rows)


def of_pledge(session: Session, pledge: str) -> Flows:
    """The flows of one pledge."""
    return by_pledge(session, [pledge]).get(pledge, Flows())


def of_line(session: Session, programme: str, line: str) -> Flows:
    """The flows of one requirement line."""
    return by_line(session, [programme]).get((programme, line), Flows())


def rows_of_pledge(session: Session, pledge: str) -> Sequence[Transfer]:
    """Every row of a pledge, in the order in which they were recorded."""
    return _rows(session, Transfer.pledge == pledge)


def rows_of_line(session: Session, line: str, *kinds: str) -> Sequence[Transfer]:
    """Every row of a requirement line, of all kinds or of some."""
    query = Transfer.line == line
    return _rows(session, query & Transfer.kind.in_(kinds) if kinds else query)


def by_public_id(session: Session, public_id: str) -> Transfer | None:
    """The row of that key, or None."""
    return session.scalar(select(Transfer).where(Transfer.public_id == public_id))


def reversal_of(session: Session, public_id: str) -> Transfer | None:
    """The row that takes this one back, or None."""
    return session.scalar(select(Transfer).where(Transfer.reverses == public_id))


def _rows(session: Session, condition: ColumnElement[bool]) -> Sequence[Transfer]:
    return session.scalars(select(Transfer).where(condition).order_by(Transfer.seq)).all()


def _until(query: Select[*Columns], as_of: date | None) -> Select[*Columns]:
    return query if as_of is None else query.where(Transfer.recorded_at < closing(as_of))


def _flows(rows: Iterable[tuple[K, str, Any]]) -> dict[K, Flows]:
    sums: dict[K, dict[str, int]] = defaultdict(dict)
    for key, kind, net in rows:
        if kind in _KINDS:  # a row of no known kind counts nowhere; `verify` names it
            sums[key][kind] = int(net)
    return {key: Flows(**kinds) for key, kinds in sums.items()}
