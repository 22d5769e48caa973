"""360Giving grants: every field that the standard requires, and the ledger's own sums."""

import json
from datetime import date
from typing import Any

import pytest

from portal.exchange import queries
from portal.exchange.rules import grants as rules
from portal.ledger import queries as ledger
from tests.cast import DONOR
from tests.portal.exchange.test_iati import MILLION, busy
from tests.portal.pledges.scene import Scene

# What the standard requires of a grant, and of the organisations in it (schema 1.1).
REQUIRED: dict[str, Any] = {
    "id": str,
    "title": str,
    "description": str,
    "currency": str,
    "amountAwarded": (int, float),
    "awardDate": str,
    "recipientOrganization": list,
    "fundingOrganization": list,
}


def check(data: str) -> list[dict[str, Any]]:
    """The grants of a file, each with everything that is required."""
    held = json.loads(data)
    assert held["publisher"]["name"] == "Simpul"
    ids = [one["id"] for one in held["grants"]]
    assert len(ids) == len(set(ids))
    for one in held["grants"]:
        for field, kind in REQUIRED.items():
            assert isinstance(one[field], kind), field
            assert one[field] != ""
        assert one["id"].startswith("360G-simpul-")
        assert len(one["currency"]) == 3
        date.fromisoformat(one["awardDate"])
        for party in one["recipientOrganization"] + one["fundingOrganization"]:
            assert party["id"]
            assert party["name"]
    return list(held["grants"])


def test_each_commitment_is_a_grant_with_what_came_of_it(scene: Scene) -> None:
    busy(scene)
    with scene.writing() as session:
        made = queries.grants(session, address=lambda one: f"https://x/{one.slug}")
        text = b"".join(rules.written(made, publisher="Simpul", home="https://x")).decode()
        found = check(text)
        flows = ledger.by_pledge(session, None)
        assert {one["id"].removeprefix("360G-simpul-"): one["amountAwarded"] for one in found} == {
            key: held.committed for key, held in flows.items()
        }
        assert sum(one["amountDisbursed"] for one in found) == sum(
            held.received for held in flows.values()
        )
    assert {one["fundingOrganization"][0]["name"] for one in found} == {
        "Donatur tidak disebut",
        "PT Niaga Samudra Banten (contoh)",
    }
    assert DONOR.email not in text
    assert found[0]["amountAwarded"] == 4 * MILLION  # what was given up is no grant any more


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [(10**15, "IDR", "1000000000000000"), (150_075, "USD", "1500.75"), (150_000, "USD", "1500"),
     (1_234, "KWD", "1.234"), (10**15 - 1, "USD", "9999999999999.99")],
)  # fmt: skip
def test_sums_are_exact(amount: int, currency: str, told: str) -> None:
    assert json.dumps(rules.number(amount, currency)) == told


def test_no_commitment_is_a_whole_file_too() -> None:
    assert check(b"".join(rules.written((), publisher="Simpul", home="https://x")).decode()) == []
