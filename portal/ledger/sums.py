"""The sums that are kept with the rows: added to with each row, or made anew from all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.ledger.models import HeadingSum, LineSum, PledgeSum, Transfer
from portal.ledger.queries import IN_HEADINGS, ON_PLEDGES, replayed_lines, replayed_pledges
from portal.ledger.rules import MOVES, Flows


def add(session: Session, row: Transfer, *, heading: str) -> None:
    """Add a new row to the sums of its line, of the line it comes from, and of its pledge.

    `heading` is asked for by a pledge's first row only. The caller holds the chain's head: nobody
    else writes sums meanwhile.
    """
    move = MOVES[row.kind]
    _line(session, row.programme, row.line, row.asset, move.onto, row.net)
    if move.off:
        _line(session, str(row.from_programme), str(row.from_line), row.asset, move.off, row.net)
    if row.pledge is not None:
        _pledge(session, row, move.onto, row.net, heading)


def _line(session: Session, programme: str, line: str, asset: str, kind: str, amount: int) -> None:
    more = {kind: getattr(LineSum, kind) + amount}
    known = update(LineSum).where(LineSum.line == line, LineSum.asset == asset)
    if session.execute(known.values(**more).returning(LineSum.id)).first() is None:
        values = {"programme": programme, "line": line, "asset": asset, kind: amount}
        session.execute(insert(LineSum).values(**values))


def _pledge(session: Session, row: Transfer, kind: str, amount: int, heading: str) -> None:
    known = update(PledgeSum).where(PledgeSum.pledge == row.pledge, PledgeSum.asset == row.asset)
    known = known.values(**{kind: getattr(PledgeSum, kind) + amount})
    names = [getattr(PledgeSum, name) for name in ON_PLEDGES]
    found = session.execute(known.returning(PledgeSum.heading, *names)).first()
    if found is None:
        values = {"pledge": row.pledge, "donor": row.debit, "asset": row.asset, kind: amount}
        values |= {"programme": row.programme, "heading": heading}
        session.execute(insert(PledgeSum).values(**values))
        after = Flows(**{kind: amount})
    else:
        heading, *sums = found
        after = Flows(**dict(zip(ON_PLEDGES, sums, strict=True)))
    before = after + Flows(**{kind: -amount})
    more = {name: getattr(after, name) - getattr(before, name) for name in IN_HEADINGS}
    _heading(session, row, heading, {name: much for name, much in more.items() if much})


def _heading(session: Session, row: Transfer, heading: str, more: Mapping[str, int]) -> None:
    known = update(HeadingSum).where(
        HeadingSum.asset == row.asset,
        HeadingSum.heading == heading,
        HeadingSum.programme == row.programme,
    )
    added = {name: getattr(HeadingSum, name) + much for name, much in more.items()}
    if not added:
        return
    if session.execute(known.values(**added).returning(HeadingSum.programme)).first() is None:
        values = {"asset": row.asset, "heading": heading, "programme": row.programme}
        session.execute(insert(HeadingSum).values(**values, **more))


def rebuild(session: Session, headings: Mapping[str, str]) -> None:
    """Make all sums anew from the rows, after rows were written in bulk; headings by pledge."""
    for kept in (HeadingSum, PledgeSum, LineSum):
        session.execute(delete(kept))
    _write(
        session,
        LineSum,
        (
            {"programme": programme, "line": line, "asset": asset, **asdict(flows)}
            for (programme, line, asset), flows in replayed_lines(session).items()
        ),
    )
    pledges = list(_of_pledges(session, headings))
    _write(session, PledgeSum, pledges)
    _write(session, HeadingSum, by_heading(pledges))


def _write(session: Session, kept: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    if made := list(rows):
        session.execute(insert(kept), made)


def _of_pledges(session: Session, headings: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    query = select(Transfer.pledge, Transfer.asset, Transfer.debit, Transfer.programme).where(
        Transfer.kind == "commit", Transfer.reverses.is_(None)
    )
    promised = {pledge: told for pledge, *told in session.execute(query)}
    for pledge, flows in replayed_pledges(session).items():
        asset, donor, programme = promised.get(pledge, ("", "", ""))
        sums = {name: getattr(flows, name) for name in ON_PLEDGES}
        told = {"pledge": pledge, "donor": donor, "asset": asset, "programme": programme}
        yield {**told, "heading": headings.get(pledge, ""), **sums}


def by_heading(pledges: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """What the kept sums of pledges come to under each heading, as rows of `HeadingSum`."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in pledges:
        flows = Flows(**{name: one[name] for name in ON_PLEDGES})
        sums = found.setdefault(
            (one["asset"], one["heading"], one["programme"]), dict.fromkeys(IN_HEADINGS, 0)
        )
        for name in IN_HEADINGS:
            sums[name] += getattr(flows, name)
    for (asset, heading, programme), sums in found.items():
        yield {"asset": asset, "heading": heading, "programme": programme, **sums}
