"""One row of an export of the Financial Tracking Service, checked cell by cell.

Facts of that export: `amountUSD` is the sum as the service converts it; the original sum and its
currency may be missing; a parked flow waits for its allocation and a flow with children is told
by them, so that neither is added to anything; what does not come in from outside is internal.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.errors import N_, Words
from portal.flows.rules.currencies import DIGITS, DOLLAR

REQUIRED = (
    *("id", "date", "amountUSD", "srcOrganization", "destOrganization", "flowType", "boundary"),
    *("status", "contributionType", "originalAmount", "originalCurrency"),
)
# Read where they stand; a file without them is read as well.
OPTIONAL = (
    *("description", "refCode", "exchangeRate", "updatedAt", "decisionDate", "onBoundary"),
    *("srcLocations", "destLocations", "destGlobalClusters", "destPlan", "destUsageYearStart"),
    *("destUsageYearEnd", "parentFlowId", "childFlowIds"),
)
STATUSES = ("pledge", "commitment", "paid")
TYPES = ("Standard", "Parked", "Pass through")
BOUNDARIES = ("incoming", "internal", "outgoing")
CONTRIBUTIONS = ("financial", "in kind")
MOST = 10**15
MOST_TEXT = 2_000
MOST_NAME = 300
MOST_CODE = 60
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

_NUMBER = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,6}))?")
_ID = re.compile(r"[0-9A-Za-z._-]{1,40}")
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
HIDDEN = "████"


class Wrong(ValueError):
    """A cell that cannot be read: its column, and words for whoever owns the file."""

    def __init__(self, column: str, words: Words) -> None:
        super().__init__(column)
        self.column = column
        self.words = words


@dataclass(frozen=True)
class Flow:
    """What a source reports. Sums are in the smallest unit of their currency, US cents for `usd`.

    `original` is None where the source knows no original sum; `currency` may stand without it.
    """

    number: str
    status: str
    kind: str
    boundary: str
    shared: bool
    in_kind: bool
    happened_on: date
    usd: int
    original: int | None
    currency: str
    rate: str
    giver: str
    taker: str
    description: str
    reference: str
    giver_places: str
    taker_places: str
    clusters: str
    plan: str
    years: str
    parent: str
    children: str
    changed_on: date | None

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says: the same flow reported anew has the same."""
        text = json.dumps(self.facts(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def facts(self) -> dict[str, Any]:
        """Everything it says, as JSON holds it."""
        return {
            name: one.isoformat() if isinstance(one, date) else one
            for name, one in vars(self).items()
        }


def counts(kind: str, boundary: str, children: str) -> bool:
    """Whether a flow is added to sums: it comes in from outside, and nothing below tells it."""
    return boundary == "incoming" and kind != "Parked" and not children


def places(titles: Sequence[str]) -> dict[str, int]:
    """Where each column stands, however its title is written. Missing ones are absent."""
    folded = {_folded(title): place for place, title in reversed(list(enumerate(titles)))}
    return {
        name: folded[_folded(name)] for name in (*REQUIRED, *OPTIONAL) if _folded(name) in folded
    }


def missing(found: Mapping[str, int]) -> list[str]:
    """The columns that a file has to have and has not."""
    return [name for name in REQUIRED if name not in found]


def _folded(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.lower())


def flow(cells: Mapping[str, str]) -> Flow:
    """The flow of a row, by the names of its columns. Raises Wrong for the first bad cell."""
    currency = _currency(cells["originalCurrency"])
    return Flow(
        number=flow_id(cells["id"]),
        status=_one_of("status", cells, STATUSES),
        kind=_one_of("flowType", cells, TYPES),
        boundary=_one_of("boundary", cells, BOUNDARIES),
        shared=cells.get("onBoundary", "") == "shared",
        in_kind=_one_of("contributionType", cells, CONTRIBUTIONS) == "in kind",
        happened_on=_needed_day(cells["date"]),
        usd=_sum("amountUSD", cells["amountUSD"], DOLLAR),
        original=_original(cells["originalAmount"], currency),
        currency=currency,
        rate=_rate(cells.get("exchangeRate", "")),
        giver=_giver(cells),
        taker=_text("destOrganization", cells, MOST_NAME),
        description=_text("description", cells, MOST_TEXT),
        reference=_text("refCode", cells, MOST_TEXT),
        giver_places=_text("srcLocations", cells, MOST_NAME),
        taker_places=_text("destLocations", cells, MOST_NAME),
        clusters=_text("destGlobalClusters", cells, MOST_NAME),
        plan=_text("destPlan", cells, MOST_NAME),
        years=_years(cells),
        parent=_text("parentFlowId", cells, MOST_CODE),
        children=_text("childFlowIds", cells, MOST_NAME),
        changed_on=_day("updatedAt", cells.get("updatedAt", "")),
    )


def flow_id(cell: str) -> str:
    """The key of a flow at its source; raises Wrong for none."""
    if not cell:
        raise Wrong("id", N_("Nomor aliran dana kosong."))
    if not _ID.fullmatch(cell):
        raise Wrong(
            "id", N_("Nomor aliran dana hanya boleh huruf, angka, titik, dan tanda hubung.")
        )
    return cell


def _one_of(column: str, cells: Mapping[str, str], allowed: Sequence[str]) -> str:
    if cells[column] not in allowed:
        raise Wrong(column, N_("Isi salah satu: %(words)s.", words=", ".join(allowed)))
    return cells[column]


def _needed_day(cell: str) -> date:
    day = _day("date", cell)
    if day is None:
        raise Wrong("date", N_("Tanggal kosong."))
    return day


def _day(column: str, cell: str) -> date | None:
    if not cell:
        return None
    try:
        day = date.fromisoformat(cell) if len(cell) == len("2021-02-16") else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise Wrong(column, N_("Tulis tanggal seperti 2021-02-16."))
    return day


def _currency(cell: str) -> str:
    if cell and cell not in DIGITS:
        raise Wrong("originalCurrency", N_("Mata uang ini tidak dikenal. Tulis seperti EUR."))
    return cell


def _original(cell: str, currency: str) -> int | None:
    if not cell:
        return None
    if not currency:
        raise Wrong("originalCurrency", N_("Jumlah asal ada, mata uangnya kosong."))
    return _sum("originalAmount", cell, currency)


def _sum(column: str, cell: str, currency: str) -> int:
    """A sum of plain digits, with a point before the decimals that the currency has."""
    found = _NUMBER.fullmatch(cell)
    if not found:
        raise Wrong(column, N_("Tulis angka biasa dengan titik desimal, misalnya 1234567.50."))
    whole, part = found.group(1), (found.group(2) or "").rstrip("0")
    digits: int = DIGITS[currency]
    if len(part) > digits:
        raise Wrong(
            column,
            N_("%(currency)s punya %(n)s angka di belakang titik.", currency=currency, n=digits),
        )
    amount: int = int(whole) * 10**digits + int((part or "0").ljust(digits, "0") or 0)
    if amount > MOST:
        raise Wrong(column, N_("Jumlah ini terlalu besar."))
    return amount


def _rate(cell: str) -> str:
    if cell and not _RATE.fullmatch(cell):
        raise Wrong("exchangeRate", N_("Tulis angka biasa dengan titik desimal, misalnya 1.378."))
    return cell


def _giver(cells: Mapping[str, str]) -> str:
    """Who gives; a source may leave one side open, never both."""
    if not cells["srcOrganization"] and not cells["destOrganization"]:
        raise Wrong("srcOrganization", N_("Pemberi dan penerima kosong."))
    return _text("srcOrganization", cells, MOST_NAME)


def _text(column: str, cells: Mapping[str, str], most: int) -> str:
    """A text of at most so many signs; numbers as long as a NIK are never kept."""
    cell = cells.get(column, "")
    if len(cell) > most:
        raise Wrong(column, N_("Paling banyak %(n)s huruf.", n=most))
    return _LONG_NUMBER.sub(HIDDEN, cell)


def _years(cells: Mapping[str, str]) -> str:
    ends = []
    for column in ("destUsageYearStart", "destUsageYearEnd"):
        cell = cells.get(column, "")
        if cell and not re.fullmatch(r"(19|20)[0-9]{2}", cell):
            raise Wrong(column, N_("Tulis tahun seperti 2021."))
        ends.append(cell)
    return "–".join(dict.fromkeys(one for one in ends if one))
