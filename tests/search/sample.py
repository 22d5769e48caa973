"""Invented organisations as documents, among the real regions, specialities and kinds."""

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.vocabulary import KIND_ALIASES, KINDS
from search.documents import OrganisationDocument
from search.gazetteer import Gazetteer
from search.places import Region

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"


@cache
def _rows(name: str) -> dict[str, dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


GAZETTEER = Gazetteer(lambda: [Region(code, row["name"]) for code, row in _rows("regions").items()])
"""All regions of Indonesia."""


@cache
def _regencies() -> tuple[str, ...]:
    return tuple(code for code, row in _rows("regions").items() if row["level"] == "regency")


@cache
def _all_places() -> tuple[str, ...]:
    provinces = (code for code, row in _rows("regions").items() if row["level"] == "province")
    return (*provinces, *_regencies())


def ancestors(code: str) -> tuple[str, ...]:
    """Codes above a code, the province first."""
    parts = code.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts)))


def served(codes: list[str], whole: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(regions, regions wholly) of a coverage, as the documents list them; NATION is all."""
    if codes == ["NATION"]:
        return _all_places(), _all_places()
    below = [one for one in _regencies() if one.partition(".")[0] in codes]
    wholly = tuple(dict.fromkeys([*codes, *below])) if whole else ()
    above = [one for code in codes for one in ancestors(code)]
    return tuple(dict.fromkeys([*codes, *above, *below])), wholly


def _places(codes: list[str]) -> tuple[str, ...]:
    below = [one for one in _regencies() if one.partition(".")[0] in codes]
    named = dict.fromkeys(one for code in [*codes, *below] for one in (code, *ancestors(code)))
    regions = _rows("regions")
    return tuple(regions[code]["name"] for code in named if code in regions)


def kind_words(kind: str) -> tuple[str, ...]:
    """The words that people type for a kind of organisation."""
    return KINDS[kind].text, *KIND_ALIASES[kind]


def document(row: dict[str, Any]) -> OrganisationDocument:
    """One row of `organisations.json` as a document; its key is its id."""
    specialities = [_rows("taxonomy")[code] for code in row.get("specialities", [])]
    kind = row["kind"]
    regions, wholly = served(row["serves"], row.get("whole", True))
    latitude, longitude = row.get("at", (None, None))
    confirmed = row.get("confirmed")
    return OrganisationDocument(
        id=row["key"],
        slug=row["key"],
        name=row["name"],
        short_name=row.get("short", ""),
        other_names=tuple(row.get("also", ())),
        kind=row["kind"],
        specialities=tuple(row.get("specialities", ())),
        speciality_labels=tuple(one[lang] for one in specialities for lang in ("id", "en")),
        aliases=(
            *(alias for one in specialities for alias in one["aliases"].split(";") if alias),
            *kind_words(kind),
        ),
        services=tuple(row.get("services", ())),
        about=row.get("about", ""),
        stages=tuple(sorted({one["stage"] for one in specialities})),
        languages=tuple(row.get("languages", ())),
        places=_places(row["serves"]),
        regions=regions,
        regions_whole=wholly,
        capacity=row.get("capacity", "unknown"),
        due=row.get("due", False),
        verified_on=date(2026, 1, 1),
        confirmed_on=date.fromisoformat(confirmed) if confirmed else None,
        latitude=latitude,
        longitude=longitude,
        version=1,
    )


@cache
def documents() -> tuple[OrganisationDocument, ...]:
    """All the invented organisations."""
    rows = json.loads((HERE / "organisations.json").read_text(encoding="utf-8"))
    return tuple(map(document, rows))
