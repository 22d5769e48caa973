"""The rows behind figures that are told line by line: what is unmet, too much, or overpaid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.assets import RUPIAH
from portal.ledger.models import Transfer
from portal.pledges.models import Pledge
from portal.pledges.queries.tracing import Traced
from portal.programmes.models import Programme, Requirement

# Received and awaited together: what was agreed, with what came above it or by way of a fund.
PROMISED: Mapping[str, int] = {
    "commit": 1,
    "release": -1,
    "receive_extra": 1,
    "refund": -1,
    "pass_on": 1,
}
ABOVE: Mapping[str, int] = {"receive_extra": 1, "refund": -1}
GAPS = ("unmet", "overfunded", "overpaid")


def gaps(
    session: Session, programme: Programme, figure: str, *, line: str = ""
) -> Sequence[Traced]:
    """The rows that sum to one of GAPS in rupiah, over the lines of cash or over one of them.

    A line that has no gap, or nothing too much, adds no row: lines never make up for each other.
    """
    found: list[Traced] = []
    query = select(Requirement).where(Requirement.programme_id == programme.id)
    cash = query.where(Requirement.kind == "cash").order_by(Requirement.id)
    lines = [one for one in session.scalars(cash) if not line or one.public_id == line]
    moved = _moved(session, lines, ABOVE if figure == "overpaid" else PROMISED)
    for one in lines:
        rows = moved.get(one.public_id, [])
        held = sum(row.sum for row in rows)
        if figure == "overpaid" and held > 0:
            found += rows
        elif figure == "unmet" and held < one.value:
            found += [_need(one, 1), *(_turned(row) for row in rows)]
        elif figure == "overfunded" and held > one.value:
            found += [*rows, _need(one, -1)]
    return found


def _need(line: Requirement, sign: int) -> Traced:
    return Traced(sign * line.value, "required", line.needed_by, line, None)


def _turned(row: Traced) -> Traced:
    return Traced(-row.sum, row.kind, row.occurred_on, row.line, row.pledge, row.transfer)


def _moved(
    session: Session, lines: Sequence[Requirement], signs: Mapping[str, int]
) -> dict[str, list[Traced]]:
    """The rows of the ledger of some kinds by the line's public id, each with its sign."""
    named = {one.public_id: one for one in lines}
    rows = session.scalars(
        select(Transfer)
        .where(Transfer.asset == RUPIAH, Transfer.line.in_(named), Transfer.kind.in_(signs))
        .order_by(Transfer.seq)
    ).all()
    pledges = {
        one.public_id: one
        for one in session.scalars(
            select(Pledge)
            .where(Pledge.requirement_id.in_([one.id for one in lines]))
            .options(joinedload(Pledge.donor))
        )
    }
    found: dict[str, list[Traced]] = defaultdict(list)
    for row in rows:
        kind = f"{row.kind}_reversed" if row.reverses else row.kind
        amount = signs[row.kind] * (-row.amount if row.reverses else row.amount)
        day: date = row.occurred_on
        pledge = pledges.get(row.pledge or "")
        found[row.line].append(Traced(amount, kind, day, named[row.line], pledge, row))
    return found
