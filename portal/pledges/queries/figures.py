"""The figures of programmes: what every page, document and report shows. Defined by the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.assets import RUPIAH
from portal.ledger import queries as ledger
from portal.ledger.rules import NOTHING, Figures, Flows
from portal.pledges.models import Pledge, PledgeStep
from portal.pledges.queries.offers import offered_whole
from portal.programmes.models import Programme, Requirement


@dataclass(frozen=True)
class InKind:
    """A line that is no cash: it stands beside the figures and is never added to them.

    `figures` are in the line's unit; `value` is what the line is worth in rupiah, an estimate.
    """

    id: str
    kind: str
    description: str
    quantity: int
    unit: str
    value: int | None
    figures: Figures = field(default_factory=Figures)


@dataclass(frozen=True)
class Funding:
    """A programme's figures: per line of cash (by the requirement's key), and all together.

    `others` are the figures of its lines of cash in other currencies than rupiah, per currency:
    they stand beside the total and are never added to it. `whole` is what is offered to the
    programme and to none of its lines, per currency: part of what is offered, and of nothing else.
    """

    lines: Mapping[int, Figures]
    total: Figures
    in_kind: tuple[InKind, ...] = ()
    others: Mapping[str, Figures] = field(default_factory=dict)
    whole: Mapping[str, int] = field(default_factory=dict)

    def of(self, line: Requirement) -> Figures:
        """The figures of one of the programme's lines: in rupiah, or in the line's own unit."""
        if line.kind == "cash":
            return self.lines[line.id]
        return next(one.figures for one in self.in_kind if one.id == line.public_id)


NONE = Funding({}, Figures())


def funding(
    session: Session,
    programme_ids: Collection[int],
    *,
    today: date,
    as_of: date | None = None,
) -> dict[int, Funding]:
    """The figures of each programme, in four statements however many there are.

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
    flows = ledger.by_line_and_asset(session, {one for _, one in lines}, as_of=as_of)
    offers = offered(session, programme_ids, today=today)
    moved: dict[tuple[str, str], dict[str, Flows]] = defaultdict(dict)
    for (programme, key, asset), sums in flows.items():
        moved[programme, key][asset] = sums
    given: dict[int, dict[str, int]] = defaultdict(dict)
    for (line_id, asset), amount in offers.items():
        given[line_id][asset] = amount
    whole = offered_whole(session, programme_ids, today=today)
    found = {one: _Found(whole=whole.get(one, {})) for one in programme_ids}
    for line, programme in lines:
        found[line.programme_id].add(line, moved[programme, line.public_id], given[line.id])
    return {key: one.funding() for key, one in found.items()}


@dataclass
class _Found:
    """A programme's lines as they are read, and what is offered to it as a whole."""

    whole: Mapping[str, int]
    cash: dict[int, Figures] = field(default_factory=dict)
    in_kind: list[InKind] = field(default_factory=list)
    others: dict[str, list[Figures]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: Requirement, moved: Mapping[str, Flows], given: Mapping[str, int]) -> None:
        """One line, with its flows and its offers per asset."""
        own = RUPIAH if line.kind == "cash" else line.unit
        flows, offers = moved.get(own, NOTHING), given.get(own, 0)
        if line.kind == "cash":
            self.cash[line.id] = Figures.of(line.value, line.original_value, offers, flows)
        else:
            self.in_kind.append(_in_kind(line, flows, offers))
        for asset in sorted({*moved, *given} - {own}):
            sums = Figures.beside(given.get(asset, 0), moved.get(asset, NOTHING))
            self.others[asset].append(sums)

    def funding(self) -> Funding:
        """All of them together."""
        beside = {*self.others, *self.whole} - {RUPIAH}
        others = {asset: self._total(asset, self.others[asset]) for asset in sorted(beside)}
        total = self._total(RUPIAH, self.cash.values())
        return Funding(self.cash, total, tuple(self.in_kind), others, self.whole)

    def _total(self, asset: str, lines: Iterable[Figures]) -> Figures:
        total = Figures.total(lines)
        return replace(total, offered=total.offered + self.whole.get(asset, 0))


def _in_kind(line: Requirement, flows: Flows, offers: int) -> InKind:
    value = line.value if line.unit_value is not None else None
    original = line.original_quantity or line.quantity
    return InKind(
        line.public_id,
        line.kind,
        line.description,
        line.quantity,
        line.unit,
        value,
        Figures.of(line.quantity, original, offers, flows),
    )


def unspent(session: Session, programme: str) -> Mapping[tuple[str, str], int]:
    """What the lines of a programme received and did not use, by line and asset; by public ids."""
    flows = ledger.by_line_and_asset(session, [programme])
    return {(line, asset): sums.unspent for (_programme, line, asset), sums in flows.items()}


def offered(
    session: Session, programme_ids: Collection[int], *, today: date
) -> dict[tuple[int, str], int]:
    """What is offered to each (line, asset), unanswered and not lapsed; in no total of money."""
    rows = session.execute(
        select(Pledge.requirement_id, Pledge.asset, func.sum(Pledge.amount))
        .where(Pledge.programme_id.in_(programme_ids), Pledge.valid_until >= today, ~answered())
        .group_by(Pledge.requirement_id, Pledge.asset)
    )
    return {(line, asset): int(amount) for line, asset, amount in rows}


def answered() -> ColumnElement[bool]:
    """A condition over pledges: accepted, declined or withdrawn."""
    ends = ("accepted", "declined", "withdrawn")
    return exists().where(PledgeStep.pledge_id == Pledge.id, PledgeStep.kind.in_(ends))
