"""Generated programmes, pledges and money: every row of the ledger sealed, said and journalled."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.assets import RUPIAH
from portal.directory.rules import plain
from portal.journal import JournalRow
from portal.ledger import sums
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import MOVES, WIB, Entry, parties
from portal.pledges.models import Delivery, Instalment, Pledge, PledgeStep, Saying
from portal.pledges.rules import reference
from portal.programmes.models import Programme, ProgrammeCoverage, Requirement
from seeds.scale_register import Party, public_id
from seeds.scale_rows import Rows
from seeds.scale_words import Words

MILLION = 1_000_000
DAYS = 390
SOURCES = ("csr", "community", "philanthropy", "international")
STAGES = ("prevention", "handling", "recovery", "data")
TITLES = ("Konseling", "Pelatihan", "Pendampingan", "Rumah belajar", "Kampanye", "Bantuan")


@dataclass(frozen=True)
class Line:
    """A line of cash that pledges go to."""

    programme: str
    programme_key: int
    key: int
    public_id: str
    owner: Party


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
        self.session, self.rows, self.chance = session, rows, chance
        self.people, self.now = people, now
        self.words = Words(chance, 800)
        self.head = session.get_one(LedgerHead, 1)
        self.lines: list[Line] = []
        self.pledges = 0
        self._tables: dict[type[Any], list[dict[str, Any]]] = {}

    def programmes(self, owners: Sequence[Party]) -> None:
        """A published programme for each owner, with a line of cash and one of goods."""
        keys = self.rows.keys(Programme, len(owners))
        lines = self.rows.keys(Requirement, 2 * len(owners))
        for number, (owner, key) in enumerate(zip(owners, keys, strict=True)):
            self._programme(owner, key, lines[2 * number : 2 * number + 2])
        self._write()

    def _programme(self, owner: Party, key: int, lines: Sequence[int]) -> None:
        chance = self.chance
        made = self.now - timedelta(days=DAYS + 5)
        title = f"{chance.choice(TITLES)} {self.words.word()} {self.words.word()} (contoh)"
        one: dict[str, Any] = {
            "id": key, "public_id": public_id(chance), "slug": f"{plain(title)}-{key}",
            "organisation_id": owner.key, "title": title, "stage": chance.choice(STAGES),
            "specialities": (), "summary": self.words.text(16), "story": "", "expected": "",
            "starts_on": made.date(), "ends_on": (self.now + timedelta(days=300)).date(),
            "status": "published", "created_at": made, "updated_at": made, "published_at": made,
            "version": 1,
        }  # fmt: skip
        self._add(Programme, one)
        self._add(ProgrammeCoverage, {"programme_id": key, "region_code": owner.region})
        for line, kind, unit in zip(lines, ("cash", "goods"), ("package", "unit"), strict=True):
            quantity, value = chance.randint(10, 90), chance.randint(1, 9) * MILLION
            made_line: dict[str, Any] = {
                "id": line, "public_id": public_id(chance), "programme_id": key, "kind": kind,
                "description": f"{chance.choice(TITLES)} {self.words.word()}",
                "quantity": quantity, "unit": unit, "unit_value": value,
                "needed_by": (self.now + timedelta(days=chance.randint(1, 290))).date(),
                "original_quantity": quantity, "original_unit_value": value,
            }  # fmt: skip
            self._add(Requirement, made_line)
            if kind == "cash":
                self.lines.append(Line(one["public_id"], key, line, made_line["public_id"], owner))

    def transfers(self, donors: Sequence[Party], many: int) -> int:
        """Pledges of chance donors until the ledger has so many rows; how many were made."""
        made, step = 0, timedelta(days=DAYS) / (many + 1)
        at = self.now - timedelta(days=DAYS)
        while made < many:
            line = self.chance.choice(self.lines)
            donor = self.chance.choice(donors)
            if donor.person == line.owner.person:
                continue  # one person cannot speak for both sides
            before = self.head.seq
            story = _Story(self, line, donor, at, step)
            story.tell(many - made)
            made += self.head.seq - before
            at = story.at
            if len(self._tables.get(Transfer, ())) > 2000:
                self._write()
        self._write()
        sums.rebuild(self.session)
        return made

    def _add(self, model: type[Any], row: dict[str, Any]) -> None:
        self._tables.setdefault(model, []).append(row)

    def _write(self) -> None:
        for model, rows in self._tables.items():
            self.rows.add(model, rows)
        self._tables = {}


class _Story:
    """One pledge from its offer to the last rupiah used, at most so many rows of the ledger."""

    def __init__(
        self, money: Money, line: Line, donor: Party, at: datetime, step: timedelta
    ) -> None:
        self.money, self.line, self.donor, self.at, self.step = money, line, donor, at, step
        self.chance, self.add, self.keys = money.chance, money._add, money.rows.keys
        self.giver, self.taker = (money.people[one.person] for one in (donor, line.owner))
        self.key, self.public_id = self.keys(Pledge, 1)[0], public_id(self.chance)

    def tell(self, most: int) -> None:
        """Offer, perhaps accept, then send, receive and use one part after the other."""
        parts = [self.chance.randint(1, 40) * MILLION for _ in range(self.chance.randint(1, 3))]
        self._offer(parts)
        if self.chance.random() < 0.1:
            return
        self._step("accepted", self.taker[0])
        self._move("commit", sum(parts), idem_key=f"commit:{self.public_id}")
        for amount in parts[: (most - 1) // 2]:
            if self.chance.random() < 0.2:
                break
            self._deliver(amount)
            used = amount // self.chance.randint(1, 4)
            self._move("spend", used, idem_key=f"spend:{public_id(self.chance)}")

    def _offer(self, parts: Sequence[int]) -> None:
        money, day = self.money, self.at.astimezone(WIB).date()
        money.pledges += 1
        self.add(Pledge, {
            "id": self.key, "public_id": self.public_id,
            "reference": reference(day, money.pledges), "donor_id": self.donor.key,
            "programme_id": self.line.programme_key, "requirement_id": self.line.key,
            "asset": RUPIAH, "amount": sum(parts), "source": self.chance.choice(SOURCES),
            "budget_level": "", "conditions": "", "anonymous": self.chance.random() < 0.1,
            "valid_until": day + timedelta(days=30), "offered_at": self.at,
        })  # fmt: skip
        for number, amount in enumerate(parts, 1):
            due = day + timedelta(days=30 * number)
            part = {"pledge_id": self.key, "number": number, "amount": amount, "due_on": due}
            self.add(Instalment, part)
        self._step("offered", self.giver[0])

    def _step(self, kind: str, by: int) -> None:
        self.add(
            PledgeStep,
            {"pledge_id": self.key, "kind": kind, "by": by, "at": self.at, "reason": ""},
        )

    def _deliver(self, amount: int) -> None:
        """Both sides say the same sum, so it counts."""
        (key,), said = self.keys(Delivery, 1), self.keys(Saying, 2)
        named, sent = public_id(self.chance), f"TRF-{said[0]}"
        moved = self._move("receive", amount, idem_key=f"receive:{named}:{said[1]}")
        self.add(Delivery, {
            "id": key, "public_id": named, "pledge_id": self.key, "opened_at": self.at,
            "transfer": moved, "settled_by": said[1],
        })  # fmt: skip
        for number, side, person in zip(
            said, ("donor", "recipient"), (self.giver, self.taker), strict=True
        ):
            self.add(Saying, {
                "id": number, "delivery_id": key, "side": side, "amount": amount,
                "happened_on": self.at.astimezone(WIB).date(), "reference": sent, "note": "",
                "by": person[0], "at": self.at,
            })  # fmt: skip

    def _move(self, kind: str, amount: int, *, idem_key: str) -> str:
        """One sealed row of the ledger and its row in the journal; its public id."""
        self.at += self.step
        head, line = self.money.head, self.line
        debit, credit = parties(
            kind, donor=self.donor.public_id, pledge=self.public_id, programme=line.programme
        )
        entry = Entry(
            seq=head.seq + 1, public_id=public_id(self.chance), kind=kind, debit=debit,
            credit=credit, amount=amount, asset=RUPIAH, programme=line.programme,
            line=line.public_id, pledge=None if kind == "spend" else self.public_id,
            note="Dipakai (contoh)" if kind == "spend" else "",
            occurred_on=self.at.astimezone(WIB).date(), recorded_at=self.at,
            actor=self.taker[1], idem_key=idem_key, reverses=None, prev_hash=head.hash,
        )  # fmt: skip
        head.seq, head.hash = entry.seq, entry.seal()
        self.add(Transfer, {**vars(entry), "hash": head.hash})
        self.add(JournalRow, {
            "at": self.at, "actor_id": self.taker[0], "action": f"transfer.{kind}",
            "kind": "transfer", "ref": entry.public_id, "reason": "",
            "details": {"amount": amount, "asset": RUPIAH, "right": MOVES[kind].rights[0]},
        })  # fmt: skip
        return entry.public_id
