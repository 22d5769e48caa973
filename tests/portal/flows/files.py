"""Exports of flows for tests: the columns of the service, rows invented."""

import csv
import io
from collections.abc import Iterable
from typing import Any

HEAD = (
    *("date", "budgetYear", "description", "amountUSD", "srcOrganization", "srcLocations"),
    *("destOrganization", "destGlobalClusters", "destLocations", "contributionType", "flowType"),
    *("boundary", "onBoundary", "status", "originalAmount", "originalCurrency", "exchangeRate"),
    *("id", "refCode", "updatedAt"),
)


def row(number: str = "1", **told: str) -> dict[str, str]:
    """One flow: EUR 1,500.75 that an invented government paid."""
    return {
        "date": "2026-02-16",
        "description": "Pendampingan (contoh)",
        "amountUSD": "1650",
        "srcOrganization": "Contohlandia, Government of",
        "destOrganization": "Yayasan Terang (contoh)",
        "destLocations": "IDN",
        "contributionType": "financial",
        "flowType": "Standard",
        "boundary": "incoming",
        "onBoundary": "single",
        "status": "paid",
        "originalAmount": "1500.75",
        "originalCurrency": "EUR",
        "exchangeRate": "0.91",
        "id": number,
        "refCode": "X-1",
        "updatedAt": "2026-02-17",
    } | told


def text(rows: Iterable[dict[str, str]], head: Iterable[str] = HEAD, **more: Any) -> bytes:
    """A file with these rows."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(head), extrasaction="ignore", restval="", **more)
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()
