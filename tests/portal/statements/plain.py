"""A donor's statement reckoned the long way: every giver of every line, one after the other."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import NOTHING, Figures, closing
from portal.pledges.models import Estimate, Pledge, PledgeStep
from portal.programmes.models import Requirement
from portal.statements.rules import Became, became


@dataclass(frozen=True)
class Plain:
    """What a statement says, by the references of its pledges."""

    figures: dict[str, tuple[Figures, Figures]]
    receipts: list[tuple[int, int]]
    offers: list[str]
    said: dict[str, int | None]


def plain(session: Session, giver: int, since: date, until: date, earlier: date) -> Plain:
    """The whole of it, in as many statements as it takes."""
    end, begin = closing(until), closing(earlier)
    query = select(Pledge).where(Pledge.donor_id == giver, Pledge.offered_at < end)
    pledges = session.scalars(query.order_by(Pledge.id)).all()
    held = [one for one in pledges if rows_of(session, one, end)]
    return Plain(
        {one.reference: (at(session, one, earlier), at(session, one, until)) for one in held},
        [
            (row.seq, sign(row) * row.amount)
            for one in pledges
            for row in rows_of(session, one, end)
            if row.kind in ("receive", "receive_extra", "refund") and row.recorded_at >= begin
        ],
        [one.reference for one in pledges if waits(session, one, until)],
        {one.reference: said(session, one, end) for one in held},
    )


def rows_of(session: Session, pledge: Pledge, end: datetime) -> list[Transfer]:
    """The rows of a pledge that were recorded before a moment."""
    rows = ledger.rows_of_pledge(session, pledge.public_id)
    return [row for row in rows if row.recorded_at < end]


def sign(row: Transfer) -> int:
    """Whether a row adds to what came, or takes from it."""
    return -1 if (row.kind == "refund") != bool(row.reverses) else 1


def at(session: Session, pledge: Pledge, day: date) -> Figures:
    """One pledge by the end of a day: its own rows, and its part of what its line used."""
    line = session.get_one(Requirement, pledge.requirement_id)
    programme = line.programme.public_id
    query = select(Pledge).where(Pledge.requirement_id == line.id, Pledge.asset == pledge.asset)
    givers = [one.public_id for one in session.scalars(query.order_by(Pledge.id))]
    flows = ledger.replayed_pledges(session, givers, as_of=day)
    lines = ledger.replayed_lines(session, [programme], as_of=day)
    part = Became()
    if moved := lines.get((programme, line.public_id, pledge.asset)):
        given = [flows.get(key, NOTHING).given for key in givers]
        parts = became([*given, moved.pass_in], moved.spend, moved.pass_out)
        part = parts[givers.index(pledge.public_id)]
    own = Figures.of(0, 0, 0, flows.get(pledge.public_id, NOTHING))
    return replace(own, spent=part.spent, passed_out=part.passed_on, unspent=part.unspent)


def waits(session: Session, pledge: Pledge, day: date) -> bool:
    """Whether an offer was neither answered nor lapsed by the end of a day."""
    steps = session.scalars(select(PledgeStep).where(PledgeStep.pledge_id == pledge.id))
    ends = ("accepted", "declined", "withdrawn")
    said_no = any(one.kind in ends and one.at < closing(day) for one in steps)
    return not said_no and pledge.valid_until >= day


def said(session: Session, pledge: Pledge, end: datetime) -> int | None:
    """The key of the estimate that held before a moment."""
    query = select(Estimate).where(Estimate.pledge_id == pledge.id).order_by(Estimate.id)
    known = [one.id for one in session.scalars(query) if one.at < end]
    return known[-1] if known else None
