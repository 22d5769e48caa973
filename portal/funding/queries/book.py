"""All figures over the programmes of a question, in as many statements however many there are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from portal.assets import RUPIAH, is_currency
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.funding.queries.pledged import offers, standing
from portal.funding.queries.scope import Asked, programmes, within
from portal.funding.rules import Book, Promised, Work, no_need, shown_source, source_code
from portal.ledger.queries import by_line_and_asset as kept_lines
from portal.ledger.rules import NOTHING, Figures, Flows
from portal.pledges.queries import WHOLE
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import PUBLIC

PLEDGED = ("committed", "open", "due", "overdue", "received", "overpaid")


def book(session: Session, asked: Asked, *, day: date) -> Book[Work]:
    """What figures by region, stage and source are made of; `day` decides offers and due dates."""
    return Book(
        works=works(session, asked),
        lines=_totals(line_figures(session, asked, day=day)),
        pledges=_pledges(session, asked, day),
    )


def works(session: Session, asked: Asked, most: int | None = None) -> list[Work]:
    """The programmes of a question by title, or the first of them."""
    rows = session.execute(
        select(
            *(Programme.id, Programme.public_id, Programme.slug, Programme.title),
            *(Organisation.name, Organisation.region_code, Programme.stage, Programme.fund),
            *(Programme.status, Organisation.status),
        )
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(*within(asked))
        .order_by(Programme.title, Programme.id)
        .limit(most)
    )
    return [
        Work(
            key,
            region,
            stage,
            public_id=name,
            slug=slug,
            title=title,
            owner=owner,
            fund=fund,
            public=status in PUBLIC and standing_of in LISTED,
        )
        for key, name, slug, title, owner, region, stage, fund, status, standing_of in rows.all()
    ]


# A line in one asset: the programme's key, the line's public id, its words, and the asset. What is
# offered to a programme as a whole stands on a line WHOLE without words, and needs nothing.
LineKey = tuple[int, str, str, str]


def line_figures(session: Session, asked: Asked, *, day: date) -> dict[LineKey, Figures]:
    """The figures of each line in each asset that moved or is needed there.

    A line of cash states its need in rupiah; another one in its unit, beside all money.
    """
    moved = _moved(session, asked)
    offered = _offered(session, asked, day)
    found: dict[LineKey, Figures] = {}
    for line in _lines(session, asked):
        own = RUPIAH if line.kind == "cash" else line.unit
        used = {own, *moved.get(line.public_id, {}), *offered.get(line.id, {})}
        for asset in sorted(used):
            flows = moved.get(line.public_id, {}).get(asset, NOTHING)
            offer = offered.get(line.id, {}).get(asset, 0)
            found[line.programme_id, line.public_id, line.description, asset] = _figures(
                line, asset, own, offer, flows
            )
    for programme, assets in _offered_whole(session, asked, day).items():
        for asset, offer in assets.items():
            found[programme, WHOLE, "", asset] = Figures(offered=offer)
    return found


def _figures(line: Any, asset: str, own: str, offer: int, flows: Flows) -> Figures:
    if asset != own:
        figures = Figures.of(0, 0, offer, flows)
        return no_need(figures) if is_currency(asset) else figures
    if line.kind == "cash":
        price = line.unit_value or 0
        first = line.quantity * price
        if line.original_quantity is not None:
            first = line.original_quantity * (line.original_unit_value or 0)
        return Figures.of(line.quantity * price, first, offer, flows)
    first = line.quantity if line.original_quantity is None else line.original_quantity
    return Figures.of(line.quantity, first, offer, flows)


def _lines(session: Session, asked: Asked) -> Iterator[Any]:
    yield from session.execute(
        select(
            *(Requirement.id, Requirement.public_id, Requirement.programme_id),
            *(Requirement.kind, Requirement.unit, Requirement.quantity, Requirement.unit_value),
            *(Requirement.original_quantity, Requirement.original_unit_value),
            Requirement.description,
        )
        .where(Requirement.programme_id.in_(programmes(asked)))
        .order_by(Requirement.id)
    )


def _moved(session: Session, asked: Asked) -> dict[str, dict[str, Flows]]:
    """{line's public id: {asset: flows}} from the sums that are kept."""
    names = select(Programme.public_id).where(Programme.id.in_(programmes(asked)))
    found: dict[str, dict[str, Flows]] = defaultdict(dict)
    for (_programme, line, asset), flows in kept_lines(session, names).items():
        found[line][asset] = flows
    return found


def _offered(session: Session, asked: Asked, day: date) -> dict[int, dict[str, int]]:
    """{line's key: {asset: what is offered}}."""
    table = offers(asked, day)
    return _by_asset(session, table, table.c.line_id, whole=0)


def _offered_whole(session: Session, asked: Asked, day: date) -> dict[int, dict[str, int]]:
    """{programme's key: {asset: what is offered to it as a whole}}."""
    table = offers(asked, day)
    return _by_asset(session, table, table.c.programme_id, whole=1)


def _by_asset(
    session: Session, table: Subquery, key: Any, *, whole: int
) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(key, table.c.asset, func.sum(table.c.offered))
        .where(table.c.whole == whole)
        .group_by(key, table.c.asset)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for held, asset, amount in rows:
        found[held][asset] = int(amount)
    return found


def _totals(lines: dict[LineKey, Figures]) -> dict[tuple[int, str], Figures]:
    """The figures of each programme in each asset; gaps and excesses are never netted."""
    parts: dict[tuple[int, str], list[Figures]] = defaultdict(list)
    for (programme, _line, _words, asset), figures in lines.items():
        parts[programme, asset].append(figures)
    return {key: Figures.total(held) for key, held in parts.items()}


def _pledges(session: Session, asked: Asked, day: date) -> dict[tuple[int, str, str], Promised]:
    """What pledges come to by programme, asset and source, as this reader may know it."""
    found: dict[tuple[int, str, str], Promised] = defaultdict(Promised)
    for table, names in ((offers(asked, day), ("offered",)), (standing(asked, day), PLEDGED)):
        key = (table.c.programme_id, table.c.asset, table.c.source, table.c.level, table.c.hidden)
        rows = session.execute(
            select(*key, *(func.sum(table.c[name]) for name in names)).group_by(*key)
        )
        for programme, asset, source, level, hidden, *sums in rows:
            code = source_code(source, level)
            code = shown_source(code, hidden=bool(hidden), public=asked.public)
            told = Promised(**{name: int(sum_) for name, sum_ in zip(names, sums, strict=True)})
            found[programme, asset, code] += told
    return found
