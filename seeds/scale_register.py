"""Generated organisations over all regencies, with what they serve, offer and lend."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from portal.accounts.models import Membership
from portal.directory.models import Contact, Coverage, Location, Organisation, Resource, Service
from portal.directory.rules import plain
from seeds import files
from seeds.scale_rows import Rows
from seeds.scale_words import LANGUAGES, LENT, SERVICES, Words

CAPACITIES, CAPACITY_SHARES = ("accepting", "limited", "full", "unknown"), (5, 2, 2, 1)
NATIONWIDE, A_PROVINCE, NEIGHBOURS, A_KECAMATAN = 0.02, 0.15, 0.27, 0.37
"""Who serves the nation, a province, some regencies, some kecamatan: up to here by chance; the
others serve one regency."""

DUE = 0.08
PER_OWNER = 10
"""Every tenth organisation takes money for programmes."""


@dataclass(frozen=True)
class Party:
    """An organisation as programmes and pledges need it; `person` is its member's place in line."""

    key: int
    public_id: str
    person: int
    region: str


@dataclass
class Batch:
    """Rows of some organisations, by table."""

    organisations: list[dict[str, Any]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    locations: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)

    def write(self, rows: Rows) -> None:
        """Add them all, parents first."""
        rows.add(Organisation, self.organisations)
        rows.add(Coverage, self.coverage)
        rows.add(Service, self.services)
        rows.add(Location, self.locations)
        rows.add(Contact, self.contacts)
        rows.add(Resource, self.resources)
        rows.add(Membership, self.members)


def public_id(chance: random.Random) -> str:
    """A public id by chance, the same for the same seed."""
    return str(UUID(int=chance.getrandbits(128), version=4))


class Map:
    """Regencies by their people, with what lies in and beside them."""

    def __init__(self) -> None:
        listed = files.regions()
        self.regencies = [row for row in listed if row.level == "regency"]
        self.names = {row.code: row.name for row in listed}
        self.people = list(accumulate(row.population or 0 for row in self.regencies))
        self.beside: dict[str, list[str]] = {}
        self.inside: dict[str, list[str]] = {}
        for row in listed:
            if row.parent:
                under = self.beside if row.level == "regency" else self.inside
                under.setdefault(row.parent, []).append(row.code)

    def seat(self, chance: random.Random) -> str:
        """A regency; where more people live it comes more often."""
        return chance.choices(self.regencies, cum_weights=self.people)[0].code

    def served(self, seat: str, chance: random.Random) -> list[str]:
        """What somebody with that seat serves; nothing stands for the nation."""
        reach, province = chance.random(), seat[:2]
        if reach < NATIONWIDE:
            return []
        if reach < A_PROVINCE:
            return [province]
        if reach < NEIGHBOURS:
            near = self.beside[province]
            return sorted({seat, *chance.sample(near, min(2, len(near)))})
        if reach < A_KECAMATAN and (within := self.inside.get(seat)):
            return sorted(chance.sample(within, min(2, len(within))))
        return [seat]


class Register:
    """Makes organisations one after the other, as many as asked."""

    def __init__(self, chance: random.Random, people: Sequence[int], now: datetime) -> None:
        self.chance, self.people, self.now = chance, people, now
        self.map, self.words = Map(), Words(chance, 8000)
        self.specialities = files.specialities()

    def batches(self, rows: Rows, many: int, size: int) -> Iterator[list[Party]]:
        """Write so many organisations, `size` at a time; who came with each time."""
        for start in range(0, many, size):
            batch, parties = Batch(), list[Party]()
            numbers = range(start, min(start + size, many))
            keys = rows.keys(Organisation, len(numbers))
            for number, key in zip(numbers, keys, strict=True):
                parties.append(self._organisation(batch, key, number))
            batch.write(rows)
            yield parties

    def _organisation(self, batch: Batch, key: int, number: int) -> Party:
        chance = self.chance
        seat, kind = self.map.seat(chance), self.words.kind()
        served = self.map.served(seat, chance)
        name = self.words.name(kind, self.map.names[seat])
        topics = chance.sample(self.specialities, chance.randint(1, 4))
        seen = self.now - timedelta(days=chance.randrange(360))
        made = self.now - timedelta(days=400)
        one: dict[str, Any] = {
            "id": key,
            "public_id": public_id(chance),
            "slug": f"{plain(name)[:80]}-{number}",
            "name": name,
            "short_name": "",
            "other_names": (),
            "former_names": (),
            "acronyms": (),
            "kind": kind,
            "about": self.words.text(32),
            "stages": tuple(dict.fromkeys(row.stage for row in topics)),
            "specialities": tuple(row.code for row in topics),
            "languages": ("id", chance.choice(LANGUAGES)) if chance.random() < 0.4 else ("id",),
            "website": "",
            "social": (),
            "region_code": seat,
            "nationwide": not served,
            "runs_shelter": False,
            "handles_funds": number % PER_OWNER == 0,
            "status": "due" if chance.random() < DUE else "verified",
            "verified_on": made.date(),
            "confirmed_on": seen.date(),
            "created_at": made,
            "updated_at": seen,
            "version": 1,
        }
        batch.organisations.append(one)
        batch.coverage += [{"organisation_id": key, "region_code": code} for code in served]
        self._offers(batch, one, seen)
        batch.locations.append(
            {"organisation_id": key, "kind": "office", "region_code": seat, "address": "",
             "visibility": "coordinators"}
        )  # fmt: skip
        batch.contacts.append(
            {"organisation_id": key, "kind": "email", "value": f"lembaga{number}@contoh.example",
             "visibility": "public"}
        )  # fmt: skip
        person = number % len(self.people)
        batch.members.append(
            {"account_id": self.people[person], "organisation_id": key, "role": "owner",
             "since": made}
        )  # fmt: skip
        return Party(key, one["public_id"], person, seat)

    def _offers(self, batch: Batch, one: dict[str, Any], seen: datetime) -> None:
        """Up to three services, and now and then something to lend."""
        chance, codes = self.chance, one["specialities"]
        for _ in range(chance.choice((1, 1, 2, 3))):
            batch.services.append(
                {
                    "public_id": public_id(chance),
                    "organisation_id": one["id"],
                    "name": f"{chance.choice(SERVICES)} {self.words.word()}",
                    "specialities": (chance.choice(codes),),
                    "sex": (),
                    "disability": chance.random() < 0.2,
                    "case_types": (),
                    "cost": "",
                    "schedule": "",
                    "open_24h": chance.random() < 0.05,
                    "takes_referrals": chance.random() < 0.6,
                    "capacity": chance.choices(CAPACITIES, CAPACITY_SHARES)[0],
                    "capacity_as_of": seen.date(),
                    "note": "",
                    "regions": (),
                    "hours": (),
                    "free": chance.random() < 0.7,
                    "languages": (),
                    "accessibility": (),
                }
            )
        if chance.random() < 0.3:
            kind, description, unit = chance.choice(LENT)
            batch.resources.append(
                {"public_id": public_id(chance), "organisation_id": one["id"], "kind": kind,
                 "description": description, "quantity": chance.randint(1, 40), "unit": unit,
                 "region_code": None}
            )  # fmt: skip
