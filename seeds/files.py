"""Reads the reference lists that travel with the package, as frozen rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources


@dataclass(frozen=True)
class RegionRow:
    """A province, regency or district; `timezone` in hours from UTC, degrees north and east.

    A district has no time zone (its regency's applies) and no population (None both times).
    """

    code: str
    level: str
    name: str
    latitude: float
    longitude: float
    timezone: int | None
    population: int | None

    @property
    def parent(self) -> str | None:
        """The code one level up; a province has none."""
        return self.code.rpartition(".")[0] or None


@dataclass(frozen=True)
class LabelRow:
    """An entry of a bilingual list."""

    code: str
    id: str
    en: str


@dataclass(frozen=True)
class SpecialityRow(LabelRow):
    """A speciality with the stage that it belongs to; aliases feed search only."""

    aliases: tuple[str, ...]
    stage: str


@dataclass(frozen=True)
class ChannelRow(LabelRow):
    """A number for people who need help; `checked_on` is None until somebody has tried it."""

    kind: str
    value: str
    checked_on: date | None


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("seeds").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def regions() -> tuple[RegionRow, ...]:
    """All 7,837 regions sorted by code, so that a parent comes before its children."""
    return tuple(
        RegionRow(
            code=row["code"],
            level=row["level"],
            name=row["name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            timezone=int(row["timezone"]) if row["timezone"] else None,
            population=int(row["population"]) if row["population"] else None,
        )
        for row in _rows("regions")
    )


def specialities() -> tuple[SpecialityRow, ...]:
    """The specialities in the order in which pages list them."""
    return tuple(
        SpecialityRow(row["code"], row["id"], row["en"], _list(row["aliases"]), row["stage"])
        for row in _rows("taxonomy")
    )


def channels() -> tuple[ChannelRow, ...]:
    """The national numbers for help."""
    return tuple(
        ChannelRow(
            code=row["code"],
            id=row["id"],
            en=row["en"],
            kind=row["kind"],
            value=row["value"],
            checked_on=date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
        )
        for row in _rows("channels")
    )
