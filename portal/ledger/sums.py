"""The sums that are kept with the rows: added to with each row, or made anew from all of them."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.ledger.models import LineSum, PledgeSum, Transfer
from portal.ledger.queries import replayed_lines, replayed_pledges
from portal.ledger.rules import MOVES


def add(session: Session, row: Transfer) -> None:
    """Add a new row to the sums of its line, of the line it comes from, and of its pledge.

    The caller holds the chain's head: nobody else writes sums meanwhile.
    """
    move = MOVES[row.kind]
    _line(session, row.programme, row.line, row.asset, move.onto, row.net)
    if move.off:
        _line(session, str(row.from_programme), str(row.from_line), row.asset, move.off, row.net)
    if row.pledge is not None:
        _pledge(session, row, move.onto, row.net)


def _line(session: Session, programme: str, line: str, asset: str, kind: str, amount: int) -> None:
    known = (LineSum.line == line, LineSum.asset == asset, LineSum.kind == kind)
    done = session.execute(update(LineSum).where(*known).values(net=LineSum.net + amount))
    if not done.rowcount:  # type: ignore[attr-defined]  # an update answers how many rows it met
        values = {"programme": programme, "line": line, "asset": asset, "kind": kind}
        session.execute(insert(LineSum).values(**values, net=amount))


def _pledge(session: Session, row: Transfer, kind: str, amount: int) -> None:
    known = (PledgeSum.pledge == row.pledge, PledgeSum.asset == row.asset, PledgeSum.kind == kind)
    done = session.execute(update(PledgeSum).where(*known).values(net=PledgeSum.net + amount))
    if done.rowcount:  # type: ignore[attr-defined]
        return
    donor = row.debit if row.kind == "commit" else _donor(session, row)
    values = {"pledge": row.pledge, "donor": donor, "asset": row.asset, "kind": kind}
    session.execute(insert(PledgeSum).values(**values, net=amount))


def _donor(session: Session, row: Transfer) -> str:
    promised = select(PledgeSum.donor).where(PledgeSum.pledge == row.pledge).limit(1)
    return session.scalar(promised) or ""


def rebuild(session: Session) -> None:
    """Make all sums anew from the rows: after rows were written in bulk."""
    session.execute(delete(LineSum))
    session.execute(delete(PledgeSum))
    lines = [
        {"programme": programme, "line": line, "asset": asset, "kind": kind, "net": net}
        for (programme, line, asset), flows in replayed_lines(session).items()
        for kind, net in asdict(flows).items()
        if net
    ]
    if lines:
        session.execute(insert(LineSum), lines)
    pledges = list(_of_pledges(session))
    if pledges:
        session.execute(insert(PledgeSum), pledges)


def _of_pledges(session: Session) -> Iterator[dict[str, object]]:
    query = select(Transfer.pledge, Transfer.asset, Transfer.debit).where(
        Transfer.kind == "commit", Transfer.reverses.is_(None)
    )
    promised = {pledge: (asset, debit) for pledge, asset, debit in session.execute(query)}
    for pledge, flows in replayed_pledges(session).items():
        asset, donor = promised.get(pledge, ("", ""))
        for kind, net in asdict(flows).items():
            if net:
                yield {"pledge": pledge, "donor": donor, "asset": asset, "kind": kind, "net": net}
