"""Generated programmes, and as many pledges to them as the ledger is to have rows.

Sizes differ as they do in life: a few programmes and a few donors have much more than the others.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from portal.directory.rules import plain
from portal.ledger import sums
from portal.ledger.models import Transfer
from portal.programmes.models import Programme, ProgrammeCoverage, Requirement
from seeds.scale_register import Party, public_id
from seeds.scale_rows import Rows
from seeds.scale_stories import MILLION, PASSED_ON, Chain, Line, Story
from seeds.scale_words import Words

DAYS = 390
LARGE_PROGRAMMES, TO_LARGE = 5, 0.1
"""So many programmes get one pledge in ten: 20,000 rows each of a million."""

LARGE_DONORS, FROM_LARGE = 2, 0.36
"""So many donors make more than a third of all pledges: some 50,000 each of a million rows."""

FUNDS, FIRST_FUND = 50, 7
"""Every fiftieth programme passes its money on, from this one on."""

OTHER_KIND = 0.08
"""The share of pledges that go to a line of goods."""

One = TypeVar("One")
STAGES = ("prevention", "handling", "recovery", "data")
TITLES = ("Konseling", "Pelatihan", "Pendampingan", "Rumah belajar", "Kampanye", "Bantuan")


class Money:
    """Makes programmes, and pledges with their rows in the ledger until there are enough."""

    def __init__(
        self,
        session: Session,
        rows: Rows,
        chance: random.Random,
        people: Sequence[tuple[int, str]],
        now: datetime,
    ) -> None:
        """`people` are accounts as (key, public id), in the order in which parties name them."""
        self.session, self.rows, self.chance, self.now = session, rows, chance, now
        self.words = Words(chance, 800)
        self.lines: list[Line] = []
        self.goods: list[Line] = []
        self._tables: dict[type[Any], list[dict[str, Any]]] = {}
        self.chain = Chain(session, rows, chance, people, self._add)

    @property
    def pledges(self) -> int:
        """How many pledges were made."""
        return self.chain.pledges

    def programmes(self, owners: Sequence[Party]) -> None:
        """A published programme for each owner, with a line of cash and one of goods."""
        keys = self.rows.keys(Programme, len(owners))
        lines = self.rows.keys(Requirement, 2 * len(owners))
        for number, (owner, key) in enumerate(zip(owners, keys, strict=True)):
            fund = number % FUNDS == FIRST_FUND
            self._programme(owner, key, lines[2 * number : 2 * number + 2], fund=fund)
        self._write()

    def _programme(self, owner: Party, key: int, lines: Sequence[int], *, fund: bool) -> None:
        chance = self.chance
        made = self.now - timedelta(days=DAYS + 5)
        title = f"{chance.choice(TITLES)} {self.words.word()} {self.words.word()} (contoh)"
        one: dict[str, Any] = {
            "id": key, "public_id": public_id(chance), "slug": f"{plain(title)}-{key}",
            "organisation_id": owner.key, "title": title, "stage": chance.choice(STAGES),
            "specialities": (), "summary": self.words.text(16), "story": "", "expected": "",
            "starts_on": made.date(), "ends_on": (self.now + timedelta(days=300)).date(),
            "status": "published", "created_at": made, "updated_at": made, "published_at": made,
            "version": 1, "fund": fund,
            "fund_rules": "Rapat pemilik program memutuskan." if fund else "",
        }  # fmt: skip
        self._add(Programme, one)
        self._add(ProgrammeCoverage, {"programme_id": key, "region_code": owner.region})
        for line, kind, unit in zip(lines, ("cash", "goods"), ("package", "unit"), strict=True):
            quantity, value = chance.randint(10, 90), chance.randint(1, 60) * MILLION
            made_line: dict[str, Any] = {
                "id": line, "public_id": public_id(chance), "programme_id": key, "kind": kind,
                "description": f"{chance.choice(TITLES)} {self.words.word()}",
                "quantity": quantity, "unit": unit, "unit_value": value,
                "needed_by": (self.now + timedelta(days=chance.randint(1, 290))).date(),
                "original_quantity": quantity, "original_unit_value": value,
            }  # fmt: skip
            self._add(Requirement, made_line)
            made_as = Line(
                one["public_id"], key, line, made_line["public_id"], owner, kind, unit, fund
            )
            (self.lines if kind == "cash" else self.goods).append(made_as)

    def transfers(self, donors: Sequence[Party], many: int) -> int:
        """Pledges of chance donors until the ledger has so many rows; how many were made."""
        chain, first = self.chain, self.chain.head.seq
        chain.begin(self.now - timedelta(days=DAYS), timedelta(days=DAYS) / (many + 1))
        while (left := many - (chain.head.seq - first)) > 0:
            kind = self.goods if self.chance.random() < OTHER_KIND else self.lines
            line = self._one(kind, LARGE_PROGRAMMES, TO_LARGE)
            donor = self._one(donors, LARGE_DONORS, FROM_LARGE)
            if donor.person == line.owner.person:
                continue  # one person cannot speak for both sides
            Story(chain, line, donor).tell(left)
            if line.fund and left > PASSED_ON:
                chain.pass_on(line, self.chance.choice(self.lines))
            if len(self._tables.get(Transfer, ())) > 2000:
                self._write()
        self._write()
        sums.rebuild(self.session, chain.headings)
        return chain.head.seq - first

    def _one(self, held: Sequence[One], large: int, share: float) -> One:
        """One of them; the first few come as often as their share says."""
        return self.chance.choice(held[:large] if self.chance.random() < share else held)

    def _add(self, model: type[Any], row: dict[str, Any]) -> None:
        self._tables.setdefault(model, []).append(row)

    def _write(self) -> None:
        for model, rows in self._tables.items():
            self.rows.add(model, rows)
        self._tables = {}
