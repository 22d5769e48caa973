"""What the pages of figures show: totals, and the same by region, stage and source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.assets import is_currency
from portal.finder.bars import Bar
from portal.funding import queries
from portal.funding.queries import Asked
from portal.funding.rules import (
    FIGURES,
    OFFICE_ONLY,
    Book,
    Place,
    Promised,
    Work,
    next_level,
)
from portal.funding.views.room import address, day, rows_address, sheet_address, sources
from portal.regions.rules import ancestors
from portal.vocabulary import STAGES, UNITS
from portal.web import session
from portal.web.filters import know_regions, region_name
from portal.web.pages import translated

MOST_LISTED = 40
OFFICE = ("offered", "committed", "due", "overdue", "received", "spent", "unmet", "overfunded")
OPEN = ("offered", "committed", "received", "spent", "unmet", "overfunded")
OFFICE_SOURCE = ("offered", "committed", "open", "due", "overdue", "received")
OPEN_SOURCE = ("offered", "committed", "open", "received")


@dataclass(frozen=True)
class Cell:
    """A figure with the page of its rows."""

    figure: str
    sum: int
    url: str


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is called, where it leads, and its figures."""

    name: str
    url: str
    cells: Sequence[Cell]


def columns(asked: Asked, *, by_source: bool = False) -> Sequence[str]:
    """The figures that a table shows this reader."""
    if by_source or asked.source:
        return OPEN_SOURCE if asked.public else OFFICE_SOURCE
    return OPEN if asked.public else OFFICE


def page_of(asked: Asked) -> dict[str, Any]:
    """Everything that the page of a question shows."""
    book = queries.grouped(session(), asked, day=day())
    amounts = book.amounts(book.works, asked.source)
    total = book.sums(book.works).figures
    level = next_level(asked.region)
    know_regions({one.region for one in book.works} | {one.region[:2] for one in book.works})
    return {
        "asked": asked,
        "level": len(asked.region),
        "above": [(code, address(asked.but(region=code))) for code in _above(asked)],
        "figures": [
            Cell(name, amounts[name], rows_address(asked, name))
            for name in FIGURES
            if name in amounts and not (asked.public and name in OFFICE_ONLY)
        ],
        "total": total,
        "bar": _bar(total) if total.required and not asked.source else None,
        "columns": columns(asked),
        "source_columns": columns(asked, by_source=True),
        "regions": _regions(book, asked, level) if level else [],
        "stages": _stages(book, asked) if not asked.stage else [],
        "sources": _sources(book, asked) if not asked.source else [],
        "works": [] if level else _works(asked),
        "many": book.many,
        "others": _others(book, asked) if not asked.source else [],
        "choices": sources(office=not asked.public),
        "address": address,
        "sheet": lambda form: sheet_address(asked, form),
        "day": day(),
    }


def _above(asked: Asked) -> Sequence[str]:
    return tuple(reversed(ancestors(asked.region))) if asked.region else ()


def _bar(total: Any) -> Bar:
    """Received and awaited as far as they cover the needs; the rest is too much for its line."""
    covered = total.required - total.unmet
    got = min(total.received, covered)
    return Bar(total.required, got, covered - got, total.offered, total.overfunded)


def _line(name: str, asked: Asked, amounts: Mapping[str, int], shown: Iterable[str]) -> Line:
    cells = [Cell(one, amounts[one], rows_address(asked, one)) for one in shown]
    return Line(name, address(asked), cells)


def _grouped(
    book: Book[Place],
    asked: Asked,
    by: Callable[[Place], str],
    narrowed: Callable[[str], Asked],
    name: Callable[[str], str],
    order: Callable[[str], Any],
) -> list[Line]:
    groups = book.groups(by)
    return [
        _line(
            name(code),
            narrowed(code),
            book.amounts(groups[code], asked.source),
            columns(asked),
        )
        for code in sorted(groups, key=order)
    ]


def _regions(book: Book[Place], asked: Asked, level: int) -> list[Line]:
    """By province, or by regency within a province; the seats of the owners decide."""
    return _grouped(
        book,
        asked,
        lambda one: one.region[:level],
        lambda code: asked.but(region=code),
        region_name,
        region_name,
    )


def _stages(book: Book[Place], asked: Asked) -> list[Line]:
    order = list(STAGES)
    return _grouped(
        book,
        asked,
        lambda one: one.stage,
        lambda code: asked.but(stage=code),
        lambda code: translated(STAGES[code]),
        order.index,
    )


def _sources(book: Book[Place], asked: Asked) -> list[Line]:
    names = sources(office=not asked.public)
    return [
        _line(
            names.get(code, code),
            asked.but(source=code),
            {name: int(getattr(promised, name)) for name in Promised.__dataclass_fields__},
            columns(asked, by_source=True),
        )
        for code, promised in book.sources().items()
        if promised != Promised()
    ]


def _works(asked: Asked) -> list[tuple[Work, Mapping[str, int]]]:
    """The first programmes by title, each with its own figures."""
    listed = queries.works(session(), asked, MOST_LISTED)
    those = replace(asked, only=tuple(one.key for one in listed))
    book = queries.book(session(), those, day=day())
    return [(one, book.amounts([one], asked.source)) for one in listed]


def _others(book: Book[Place], asked: Asked) -> list[tuple[str, str, list[Cell]]]:
    """Each asset beside rupiah with its own figures: never added to another."""
    shown = ("required", *columns(asked))
    found = []
    for asset in book.assets():
        amounts = book.amounts(book.works, asset=asset)
        name = asset if is_currency(asset) else translated(UNITS[asset])
        cells = [
            Cell(one, amounts[one], rows_address(asked, one, asset=asset))
            for one in shown
            if amounts[one]
        ]
        found.append((asset, name, cells))
    return found
