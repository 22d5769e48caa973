"""The rows behind each number: what was added, what was taken off, and where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.ledger.models import Transfer
from portal.pledges.models import Pledge
from portal.pledges.queries.figures import answered
from portal.programmes.models import Programme, Requirement

# figure → each kind of row with the sign it counts with. The figures' formulas, read as rows.
FIGURES: Mapping[str, Mapping[str, int]] = {
    "committed": {"commit": 1, "release": -1},
    "open": {"commit": 1, "release": -1, "receive": -1},
    "received": {"receive": 1},
    "spent": {"spend": 1},
    "unspent": {"receive": 1, "spend": -1},
}


@dataclass(frozen=True)
class Traced:
    """One row behind a number: the signed sum adds up, over all rows, to the number."""

    sum: int
    kind: str
    occurred_on: date
    line: Requirement
    pledge: Pledge | None
    transfer: Transfer | None = None


def behind(
    session: Session, programme: Programme, figure: str, *, line: str = "", today: date
) -> Sequence[Traced]:
    """The rows that sum to a programme's figure (or to one line's, by public id), in order.

    For 'required' the lines themselves, for 'offered' the offers; KeyError for other names.
    """
    query = select(Requirement).where(Requirement.programme_id == programme.id)
    query = query.where(Requirement.kind == "cash").order_by(Requirement.id)
    lines = [one for one in session.scalars(query) if not line or one.public_id == line]
    if figure == "required":
        return [Traced(one.value, "required", one.needed_by, one, None) for one in lines]
    if figure == "offered":
        return _offers(session, lines, today)
    return _moves(session, lines, FIGURES[figure])


def _offers(session: Session, lines: Sequence[Requirement], today: date) -> Sequence[Traced]:
    named = {one.id: one for one in lines}
    pledges = session.scalars(
        select(Pledge)
        .where(Pledge.requirement_id.in_(named), Pledge.valid_until >= today, ~answered())
        .options(joinedload(Pledge.donor))
        .order_by(Pledge.id)
    )
    return [
        Traced(one.amount, "offered", one.valid_until, named[one.requirement_id], one)
        for one in pledges
    ]


def _moves(
    session: Session, lines: Sequence[Requirement], signs: Mapping[str, int]
) -> Sequence[Traced]:
    named = {one.public_id: one for one in lines}
    rows = session.scalars(
        select(Transfer)
        .where(Transfer.line.in_(named), Transfer.kind.in_(signs))
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
    return [
        Traced(
            sum=(-1 if row.reverses else 1) * signs[row.kind] * row.amount,
            kind=f"{row.kind}_reversed" if row.reverses else row.kind,
            occurred_on=row.occurred_on,
            line=named[row.line],
            pledge=pledges.get(row.pledge or ""),
            transfer=row,
        )
        for row in rows
    ]
