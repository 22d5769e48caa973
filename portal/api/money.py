"""Figures over many programmes as JSON: what the public pages of funding show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.api.shapes import figures
from portal.funding.queries import Asked
from portal.funding.rules import UNSAID, Book, Place, next_level

Json = dict[str, Any]


def overview(book: Book[Place], asked: Asked, day: date) -> Json:
    """All figures of a question, and the same by region, stage and source, in whole rupiah."""
    level = next_level(asked.region)
    return {
        "region": asked.region or None,
        "stage": asked.stage or None,
        "as_of": day.isoformat(),
        "currency": "IDR",
        "programmes": book.many,
        "figures": _figures(book, book.works),
        "by_region": [
            {"region": code, "figures": _figures(book, works)}
            for code, works in sorted(book.groups(lambda one: one.region[:level]).items())
            if level
        ],
        "by_stage": [
            {"stage": code, "figures": _figures(book, works)}
            for code, works in sorted(book.groups(lambda one: one.stage).items())
        ],
        "by_source": [_source(code, book) for code in book.sources()],
        "beside": [
            {"asset": asset, "figures": _figures(book, book.works, asset)}
            for asset in book.assets()
        ],
    }


def _figures(book: Book[Place], works: Iterable[Place], asset: str = "IDR") -> Json:
    return figures(book.sums(works, asset).figures)


def _source(code: str, book: Book[Place]) -> Json:
    """A source, with the level of a public budget; null for donors who stay unnamed."""
    promised = book.sources()[code]
    source, _, level = code.partition(".")
    return {
        "source": None if code == UNSAID else source,
        "budget_level": level or None,
        "offered": promised.offered,
        "committed": promised.committed,
        "open": promised.open,
        "received": promised.received,
    }
