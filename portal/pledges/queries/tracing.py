"""The rows behind each number: what was added, what was taken off, and where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.assets import RUPIAH, is_currency
from portal.ledger.models import LineSum, Transfer
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.figures import answered
from portal.pledges.queries.offers import standing_offers
from portal.programmes.models import Programme, Requirement

# figure → each kind of row with the sign it counts with. The figures' formulas, read as rows.
FIGURES: Mapping[str, Mapping[str, int]] = {
    "committed": {"commit": 1, "release": -1},
    "open": {"commit": 1, "release": -1, "receive": -1},
    "received": {"receive": 1, "receive_extra": 1, "pass_on": 1, "refund": -1},
    "spent": {"spend": 1},
    "passed_in": {"pass_on": 1},
    "passed_out": {},
    "unspent": {"receive": 1, "receive_extra": 1, "pass_on": 1, "refund": -1, "spend": -1},
}

# In the place of a line's public id: the programme as a whole, to which money may be offered.
WHOLE = "whole"

# A commitment shrinks by what goes back beyond what had come above it.
GIVEN_BACK = frozenset({"receive_extra", "refund"})
# What is passed on to other programmes counts in these.
PASSED_ON = frozenset({"unspent", "passed_out"})
# So many pledges are asked for by name.
FEW = 500


@dataclass(frozen=True)
class Traced:
    """One row behind a number: the signed sum adds up, over all rows, to the number.

    Without a line: an offer to the programme as a whole.
    """

    sum: int
    kind: str
    occurred_on: date
    line: Requirement | None
    pledge: Pledge | ProgrammeOffer | None
    transfer: Transfer | None = None


def behind(
    session: Session,
    programme: Programme,
    figure: str,
    *,
    line: str = "",
    today: date,
    asset: str = RUPIAH,
    most: int | None = None,
    start: int = 0,
) -> Sequence[Traced]:
    """The rows that sum to a programme's figure (or to one line's, by public id), in order.

    `most`: only so many of the ledger's rows or of the offers to lines, of rows from `start` on.

    WHOLE as the line: what is offered to the programme itself.

    All are in one asset: a currency of its lines of cash, or the unit of other lines. For
    'required' the lines themselves, for 'offered' the offers; KeyError for other names.
    """
    lines = lines_in(session, programme, asset, line)
    if figure == "required":
        return _needs(lines, asset)
    if figure == "offered":
        whole = programme if line in ("", WHOLE) else None
        return [*_offers(session, lines, asset, today, most), *_whole(session, whole, asset, today)]
    if figure not in FIGURES:
        raise KeyError(figure)
    asked = Moves(session, programme, lines, asset, figure, whole=not line)
    rows, back = asked.rows(most, start), asked.back
    return _signed(rows, lines, figure, back, _pledges(session, rows, lines))


def lines_in(
    session: Session, programme: Programme, asset: str, line: str = ""
) -> list[Requirement]:
    """The lines of a programme that an asset moves on, or the one of that public id."""
    cash = Requirement.kind == "cash"
    fits = cash if is_currency(asset) else ~cash & (Requirement.unit == asset)
    query = select(Requirement).where(Requirement.programme_id == programme.id, fits)
    found = session.scalars(query.order_by(Requirement.id))
    return [one for one in found if not line or one.public_id == line]


def need_of(line: Requirement, asset: str) -> int:
    """What a line asks for in an asset: nothing in a currency that is not rupiah."""
    if not is_currency(asset):
        return line.quantity
    return line.value if asset == RUPIAH else 0


def _needs(lines: Sequence[Requirement], asset: str) -> Sequence[Traced]:
    needs = [(one, need_of(one, asset)) for one in lines]
    return [Traced(sum_, "required", one.needed_by, one, None) for one, sum_ in needs if sum_]


def _offers(
    session: Session,
    lines: Sequence[Requirement],
    asset: str,
    today: date,
    most: int | None,
) -> Sequence[Traced]:
    named = {one.id: one for one in lines}
    pledges = session.scalars(
        select(Pledge)
        .where(Pledge.requirement_id.in_(named), Pledge.asset == asset)
        .where(Pledge.valid_until >= today, ~answered())
        .options(joinedload(Pledge.donor))
        .order_by(Pledge.id)
        .limit(most)
    )
    return [
        Traced(one.amount, "offered", one.valid_until, named[one.requirement_id], one)
        for one in pledges
    ]


def _whole(
    session: Session, programme: Programme | None, asset: str, today: date
) -> Sequence[Traced]:
    keys = [programme.id] if programme else []
    found = standing_offers(session, keys, today=today, asset=asset)
    return [Traced(one.amount, "offered", one.valid_until, None, one) for one in found]


def pledges_of(session: Session, lines: Sequence[Requirement]) -> dict[str, Pledge]:
    """The pledges to some lines, with their donors, by public id."""
    rows = session.scalars(
        select(Pledge)
        .where(Pledge.requirement_id.in_([one.id for one in lines]))
        .options(joinedload(Pledge.donor))
    )
    return {one.public_id: one for one in rows}


def _pledges(
    session: Session, rows: Sequence[Transfer], lines: Sequence[Requirement]
) -> dict[str, Pledge]:
    """The pledges that some rows name; all of their lines where the rows are many."""
    named = {row.pledge for row in rows if row.pledge}
    if len(named) > FEW:
        return pledges_of(session, lines)
    found = session.scalars(
        select(Pledge).where(Pledge.public_id.in_(named)).options(joinedload(Pledge.donor))
    )
    return {one.public_id: one for one in found}


@dataclass(frozen=True)
class Moves:
    """The ledger's rows behind a figure of a programme.

    `whole`: the lines are all on which the asset moves, so the programme's own order of rows
    answers without looking at lines.
    """

    session: Session
    programme: Programme
    lines: Sequence[Requirement]
    asset: str
    figure: str
    whole: bool

    def rows(self, most: int | None = None, start: int = 0) -> Sequence[Transfer]:
        """So many of them in the order in which they were recorded."""
        query = select(Transfer).where(*self._here).order_by(Transfer.seq)
        return self.session.scalars(query.offset(start).limit(most)).all()

    def weigh(self) -> tuple[int, int]:
        """How many there are, and what they come to."""
        signs = {**FIGURES[self.figure]}
        if self.back:
            signs |= {"refund": -1, "receive_extra": 1}
        sign: Any = case(signs, value=Transfer.kind, else_=0) if signs else literal(0)
        if self.figure in PASSED_ON:
            away = 1 if self.figure == "passed_out" else -1
            sign = case((self._off, away), else_=sign)
        query = select(func.count(), func.coalesce(func.sum(sign * Transfer.net), 0)).where(
            *self._here
        )
        many, total = self.session.execute(query).one()
        return int(many), int(total)

    @cached_property
    def back(self) -> set[str]:
        """The lines whose commitment shrank by what went back."""
        if self.figure != "committed":
            return set()
        return _given_back(self.session, self.programme, self._named, self.asset)

    @property
    def _named(self) -> list[str]:
        return [one.public_id for one in self.lines]

    @property
    def _off(self) -> ColumnElement[bool]:
        off = Transfer.from_programme == self.programme.public_id
        return off if self.whole else off & Transfer.from_line.in_(self._named)

    @property
    def _here(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        signs, on = FIGURES[self.figure], Transfer.programme == self.programme.public_id
        onto = on & Transfer.kind.in_(signs)
        if not self.whole:
            onto = onto & Transfer.line.in_(self._named)
        found: list[ColumnElement[bool]] = [onto] if signs else []
        if self.back:
            found.append(on & Transfer.line.in_(self.back) & Transfer.kind.in_(GIVEN_BACK))
        if self.figure in PASSED_ON:
            found.append(self._off)
        return Transfer.asset == self.asset, or_(*found)


def weigh(
    session: Session, programme: Programme, figure: str, *, line: str = "", asset: str = RUPIAH
) -> tuple[int, int]:
    """How many rows of the ledger stand behind a figure, and what they come to."""
    lines = lines_in(session, programme, asset, line)
    return Moves(session, programme, lines, asset, figure, whole=not line).weigh()


def _signed(
    rows: Sequence[Transfer],
    lines: Sequence[Requirement],
    figure: str,
    back: set[str],
    pledges: Mapping[str, Pledge],
) -> list[Traced]:
    named = {one.public_id: one for one in lines}
    found = []
    for row in rows:
        for line in {row.line, row.from_line} & named.keys():
            sign = _sign(row, str(line), figure, back)
            if sign:
                found.append(traced(sign, row, named[str(line)], pledges))
    return found


def traced(sign: int, row: Transfer, line: Requirement, pledges: Mapping[str, Pledge]) -> Traced:
    """A row of the ledger as it counts in a figure; `pledges` by public id."""
    pledge = pledges.get(row.pledge or "")
    return Traced(sign * row.net, row.told_kind, row.occurred_on, line, pledge, row)


def _given_back(
    session: Session, programme: Programme, lines: Sequence[str], asset: str
) -> set[str]:
    """The lines from which more went back than had come above commitments."""
    query = select(LineSum.line).where(
        LineSum.programme == programme.public_id,
        LineSum.line.in_(lines),
        LineSum.asset == asset,
        LineSum.refund > LineSum.receive_extra,
    )
    return set(session.scalars(query))


def _sign(row: Transfer, line: str, figure: str, back: set[str]) -> int:
    """How a row counts in a line's figure: 1, −1, or 0 for not at all."""
    if row.kind == "pass_on" and row.from_line == line:
        return {"unspent": -1, "passed_out": 1}.get(figure, 0)
    if figure == "committed" and row.kind in GIVEN_BACK:
        return {"refund": -1, "receive_extra": 1}[row.kind] if line in back else 0
    return FIGURES[figure].get(row.kind, 0)
