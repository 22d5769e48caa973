"""Commitments as a 360Giving file (schema 1.1): one grant for each, with what was handed over.

Required of a grant by that standard: id, title, description, currency, amountAwarded, awardDate,
recipientOrganization and fundingOrganization, each with an id and a name.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.assets import decimals
from portal.exchange.rules.activity import Party, Place
from portal.exchange.rules.iati import COUNTRY
from portal.pledges.earmark_rules import IATI as EARMARKING

SCHEMA = "1.1"
PREFIX = "360G-simpul"
# The funder of a grant whose donor stays unnamed: the standard wants one.
UNNAMED = {"id": "ID-SIMPUL-unnamed", "name": "Donatur tidak disebut"}


@dataclass(frozen=True)
class Grant:
    """A commitment. Sums in the smallest unit of `currency`; no funder: it stays unnamed."""

    id: str
    title: str
    summary: str
    need: str
    currency: str
    awarded: int
    disbursed: int
    awarded_on: date
    starts_on: date
    ends_on: date
    recipient: Party
    funder: Party | None
    programme: str
    stage: str
    places: tuple[Place, ...]
    updated_at: datetime
    address: str
    earmark: str


def written(grants: Iterable[Grant], *, publisher: str, home: str) -> Iterator[bytes]:
    """The file, piece by piece: one grant at a time."""
    about = {"version": SCHEMA, "publisher": {"name": publisher, "website": home}}
    yield json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "grants": ['
    for number, one in enumerate(grants):
        yield (b",\n" if number else b"\n") + json.dumps(_grant(one), ensure_ascii=False).encode()
    yield b"\n]}\n"


def number(amount: int, currency: str) -> int | float:
    """A sum as JSON writes it: whole where it can be, else in the shortest form that is exact."""
    unit: int = 10 ** decimals(currency)
    return amount / unit if amount % unit else amount // unit


def _grant(one: Grant) -> dict[str, Any]:
    code, name = EARMARKING[one.earmark]
    return {
        "id": f"{PREFIX}-{one.id}",
        "title": one.title,
        "description": f"{one.need}. {one.summary}" if one.summary else one.need,
        "currency": one.currency,
        "amountAwarded": number(one.awarded, one.currency),
        "amountDisbursed": number(one.disbursed, one.currency),
        "awardDate": one.awarded_on.isoformat(),
        "plannedDates": [
            {"startDate": one.starts_on.isoformat(), "endDate": one.ends_on.isoformat()}
        ],
        "recipientOrganization": [_organisation(one.recipient)],
        "fundingOrganization": [_organisation(one.funder) if one.funder else UNNAMED],
        "beneficiaryLocation": [
            {"name": place.name, "geoCode": place.code, "countryCode": COUNTRY}
            for place in one.places
        ],
        "classifications": [
            {"vocabulary": "Simpul: stage", "code": one.stage, "title": one.stage},
            {"vocabulary": "IATI EarmarkingCategory", "code": code, "title": name},
        ],
        "grantProgramme": [{"code": one.programme, "title": one.title}],
        "dataSource": one.address,
        "dateModified": one.updated_at.isoformat(timespec="seconds"),
    }


def _organisation(party: Party) -> dict[str, str]:
    return {"id": party.ref, "name": party.name}
