"""The rows behind figures that are told line by line: what is unmet, too much, or overpaid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assets import RUPIAH
from portal.ledger.models import Transfer
from portal.pledges.queries.of_pledge import ABOVE
from portal.pledges.queries.tracing import Traced, lines_in, need_of, pledges_of, traced
from portal.programmes.models import Programme, Requirement

# Received and awaited together: what was agreed, with what came above it or by way of a fund.
PROMISED: Mapping[str, int] = {
    "commit": 1,
    "release": -1,
    "receive_extra": 1,
    "refund": -1,
    "pass_on": 1,
}
GAPS = ("unmet", "overfunded", "overpaid")


def gaps(
    session: Session, programme: Programme, figure: str, *, line: str = "", asset: str = RUPIAH
) -> Sequence[Traced]:
    """The rows that sum to one of GAPS in an asset, over the lines that it fits or one of them.

    A line that has no gap, or nothing too much, adds no row: lines never make up for each other.
    """
    found: list[Traced] = []
    lines = lines_in(session, programme, asset, line)
    moved = _moved(session, lines, asset, ABOVE if figure == "overpaid" else PROMISED)
    for one in lines:
        rows = moved.get(one.public_id, [])
        held, need = sum(row.sum for row in rows), need_of(one, asset)
        if figure == "overpaid" and held > 0:
            found += rows
        elif figure == "unmet" and held < need:
            found += [_need(one, need), *(_turned(row) for row in rows)]
        elif figure == "overfunded" and held > need > 0:
            found += [*rows, _need(one, -need)]
    return found


def _need(line: Requirement, sum_: int) -> Traced:
    return Traced(sum_, "required", line.needed_by, line, None)


def _turned(row: Traced) -> Traced:
    return Traced(-row.sum, row.kind, row.occurred_on, row.line, row.pledge, row.transfer)


def _moved(
    session: Session, lines: Sequence[Requirement], asset: str, signs: Mapping[str, int]
) -> dict[str, list[Traced]]:
    """The rows of the ledger of some kinds by the line's public id, each with its sign."""
    named = {one.public_id: one for one in lines}
    rows = session.scalars(
        select(Transfer)
        .where(Transfer.asset == asset, Transfer.line.in_(named), Transfer.kind.in_(signs))
        .order_by(Transfer.seq)
    ).all()
    pledges = pledges_of(session, lines)
    found: dict[str, list[Traced]] = defaultdict(list)
    for row in rows:
        found[row.line].append(traced(signs[row.kind], row, named[row.line], pledges))
    return found
