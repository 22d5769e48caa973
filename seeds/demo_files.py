"""Reads the invented world of the demo as rows (`seeds.demo_rows`)."""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from seeds.demo_rows import (
    DemoAccount,
    DemoContact,
    DemoEvent,
    DemoIdentifier,
    DemoInstalment,
    DemoLocation,
    DemoMandate,
    DemoOrganisation,
    DemoPerson,
    DemoPledge,
    DemoProgramme,
    DemoReport,
    DemoRequirement,
    DemoResource,
    DemoResult,
    DemoService,
)

PLACES = ("banten", "ntb", "kalimantan-selatan", "kalimantan-timur", "national")
Entry = Mapping[str, Any]

PARTS: Mapping[str, type] = {
    "services": DemoService,
    "contacts": DemoContact,
    "people": DemoPerson,
    "locations": DemoLocation,
    "identifiers": DemoIdentifier,
    "resources": DemoResource,
    "requirements": DemoRequirement,
    "results": DemoResult,
    "reports": DemoReport,
    "instalments": DemoInstalment,
    "events": DemoEvent,
    "mandates": DemoMandate,
}


def _fields(entry: Entry) -> dict[str, Any]:
    """Turn lists into tuples and nested objects into their rows; unknown names fail later."""
    made: dict[str, Any] = {}
    for name, value in entry.items():
        if name in PARTS:
            made[name] = tuple(PARTS[name](**_fields(part)) for part in value)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return made


def _entries(name: str) -> Iterator[dict[str, Any]]:
    text = resources.files("seeds").joinpath("demo", f"{name}.json").read_text(encoding="utf-8")
    yield from (_fields(entry) for entry in json.loads(text))


def offices() -> tuple[DemoOrganisation, ...]:
    """The five real public offices, with published facts only."""
    return tuple(DemoOrganisation(**entry) for entry in _entries("offices"))


def organisations() -> tuple[DemoOrganisation, ...]:
    """Every invented organisation, place by place."""
    return tuple(
        DemoOrganisation(**entry)
        for place in PLACES
        for entry in _entries(f"organisations-{place}")
    )


def programmes() -> tuple[DemoProgramme, ...]:
    """The programmes."""
    return tuple(DemoProgramme(**entry) for entry in _entries("programmes"))


def pledges() -> tuple[DemoPledge, ...]:
    """The cash pledges."""
    return tuple(DemoPledge(**entry) for entry in _entries("pledges"))


def accounts() -> tuple[DemoAccount, ...]:
    """The accounts of the demo."""
    return tuple(DemoAccount(**entry) for entry in _entries("accounts"))
