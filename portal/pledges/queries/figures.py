"""The figures of programmes: what every page, document and report shows. Defined by the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.ledger import queries as ledger
from portal.ledger.rules import NOTHING, Figures
from portal.pledges.models import Pledge, PledgeStep
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import public
from portal.programmes.rules import LISTED


@dataclass(frozen=True)
class InKind:
    """A line that is no cash: it stands beside the figures and is never added to them."""

    id: str
    kind: str
    description: str
    quantity: int
    unit: str
    value: int | None


@dataclass(frozen=True)
class Funding:
    """A programme's figures: per line of cash (by the requirement's key), and all together."""

    lines: Mapping[int, Figures]
    total: Figures
    in_kind: tuple[InKind, ...] = ()


NONE = Funding({}, Figures())


def funding(
    session: Session,
    programme_ids: Collection[int],
    *,
    today: date,
    as_of: date | None = None,
) -> dict[int, Funding]:
    """The figures of each programme, in three statements however many there are.

    `today` decides which offers still stand; `as_of` reads the ledger as it was recorded by then.
    """
    if not programme_ids:
        return {}
    lines = session.execute(
        select(Requirement, Programme.public_id)
        .join(Programme, Programme.id == Requirement.programme_id)
        .where(Requirement.programme_id.in_(programme_ids))
        .order_by(Requirement.id)
    ).all()
    flows = ledger.by_line(session, {programme for _, programme in lines}, as_of=as_of)
    offers = offered(session, programme_ids, today=today)
    cash: dict[int, dict[int, Figures]] = defaultdict(dict)
    in_kind: dict[int, list[InKind]] = defaultdict(list)
    for line, programme in lines:
        if line.kind != "cash":
            in_kind[line.programme_id].append(_in_kind(line))
            continue
        moved = flows.get((programme, line.public_id), NOTHING)
        figures = Figures.of(line.value, line.original_value, offers.get(line.id, 0), moved)
        cash[line.programme_id][line.id] = figures
    return {
        one: Funding(cash[one], Figures.total(cash[one].values()), tuple(in_kind[one]))
        for one in programme_ids
    }


def _in_kind(line: Requirement) -> InKind:
    value = line.value if line.unit_value is not None else None
    return InKind(line.public_id, line.kind, line.description, line.quantity, line.unit, value)


def offered(session: Session, programme_ids: Collection[int], *, today: date) -> dict[int, int]:
    """What is offered to each line, unanswered and not lapsed; in no total of money."""
    rows = session.execute(
        select(Pledge.requirement_id, func.sum(Pledge.amount))
        .where(Pledge.programme_id.in_(programme_ids), Pledge.valid_until >= today, ~answered())
        .group_by(Pledge.requirement_id)
    )
    return {line: int(amount) for line, amount in rows}


def answered() -> ColumnElement[bool]:
    """A condition over pledges: accepted, declined or withdrawn."""
    ends = ("accepted", "declined", "withdrawn")
    return exists().where(PledgeStep.pledge_id == Pledge.id, PledgeStep.kind.in_(ends))


def everything(session: Session, *, today: date) -> Figures:
    """The figures over all public programmes: for the home page."""
    programmes = session.scalars(
        select(Programme.id).join(Programme.organisation).where(public())
    ).all()
    found = funding(session, programmes, today=today)
    return Figures.over_programmes(one.total for one in found.values())


def neediest(
    session: Session, *, today: date, most: int = 3
) -> Sequence[tuple[Programme, Figures]]:
    """The listed programmes whose share without support is the largest, with their figures."""
    programmes = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(public(), Programme.status.in_(LISTED))
        .order_by(Programme.id)
    ).all()
    found = funding(session, [one.id for one in programmes], today=today)
    rows = [(one, found[one.id].total) for one in programmes if found[one.id].total.unmet]
    rows.sort(key=lambda row: (-row[1].unmet * 10**6 // row[1].required, row[0].id))
    return rows[:most]
