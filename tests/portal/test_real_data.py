"""1,214 real institutions through the services: registered, approved, and each one found.

Every third of them as a rule, all of them where PORTAL_PROOF is set (as `make proof` does).
"""

import csv
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import indexing
from portal.access import Actor, Held, Role
from portal.accounts.models import User
from portal.db import Database, now
from portal.directory import services as directory
from portal.idempotency import new_key
from portal.regions.models import Region
from portal.registration import services as registration
from portal.verification import services as verification
from portal.verification.check_rules import items
from portal.verification.reviewing import Report, note_call
from tests.cast import APPLICANT
from tests.make import A_FORUM, fill
from tests.site import Site

KINDS = {
    "puskesmas": ("health_facility", ("medical_care",)),
    "hospital": ("health_facility", ("medical_care", "forensic_examination")),
    "government_office": ("government_agency", ("policy_advocacy",)),
    "uptd_ppa": ("service_unit", ("case_management", "accompaniment")),
}
BATCH = 50

pytestmark = pytest.mark.real_data


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "organisations_sample.csv").open(newline="") as text:
        return list(csv.DictReader(text))


def seats(session: Session) -> dict[tuple[str, str], str]:
    """(province, regency as the file writes it) → code; without a regency, the province's."""
    provinces = dict(
        session.execute(select(Region.code, Region.name).where(Region.level == "province")).all()
    )
    found = {(name, ""): code for code, name in provinces.items()}
    for one in session.scalars(select(Region).where(Region.level == "regency")):
        province = provinces[one.code[:2]]
        found[province, one.name] = one.code
        found.setdefault((province, one.name.removeprefix("Kabupaten ")), one.code)
    return found


def load(session: Session, row: dict[str, str], code: str, applicant: User) -> str:
    """One institution as its staff would enter it, and a coordinator would approve it."""
    at = now()
    kind, specialities = KINDS[row["type"]]
    by = Actor(user_id=applicant.id, email=applicant.email, verified=True)
    made = directory.create(session, name=row["name"], kind=kind, region=code, by=by, now=at)
    by = Actor(user_id=applicant.id, memberships={made.id: "owner"})
    given = {**A_FORUM, "specialities": specialities, "coverage": (code,), "identifiers": {}}
    fill(session, made, given, {"by": by, "now": at})
    sent = registration.submit(session, made, by=by, now=at)
    judge = Actor(user_id=applicant.id, mandates=(Held(Role.COORDINATOR, None),))
    ticks = items(made.kind, runs_shelter=False, handles_funds=False)
    call: dict[str, Any] = {"source": "public_list", "called_on": at.date(), "answered_by": "ketua"}
    who: dict[str, Any] = {"by": judge, "now": at + timedelta(seconds=1)}
    note_call(session, sent, **call, result="confirmed", token=new_key(), **who)
    verification.decide(session, sent, "verified", "", report=Report(ticks), **who)
    return made.public_id


def batches(found: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


@pytest.mark.timeout(600)
def test_every_real_institution_is_found_by_its_name_in_its_regency(
    site: Site, real_data: Path
) -> None:
    database: Database = site.world.database
    institutions = rows(real_data)
    assert len(institutions) == 1214
    if not os.environ.get("PORTAL_PROOF"):
        institutions = institutions[::3]
    expected: list[tuple[str, str, str]] = []
    for batch in batches(institutions):
        with database.writing() as session:
            codes = seats(session)
            user = session.scalar(select(User).where(User.email == APPLICANT.email))
            assert user is not None
            for row in batch:
                code = codes[row["province"], row["regency"]]
                expected.append((row["name"], code, load(session, row, code, user)))
    site.drain()
    assert indexing.diff(database, site.index).clean
    client = site.visitor().client
    missed, first = [], 0
    for name, code, public_id in expected:
        query = {"q": name, "region": code}
        items = json.loads(client.get("/api/v1/organisations", query_string=query).data)["items"]
        ids = [item["id"] for item in items]
        first += ids[:1] == [public_id]
        if public_id not in ids:
            missed.append((name, code))
    assert missed == []
    assert first >= 0.97 * len(expected), f"only {first} of {len(expected)} at rank 1"
