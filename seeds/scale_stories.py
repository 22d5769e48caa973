"""Generated money: each pledge from its offer to what became of it, sealed, said and journalled."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.assets import RUPIAH
from portal.journal import JournalRow
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import MOVES, REVERSING, WIB, Entry, parties
from portal.pledges.models import (
    Delivery,
    Estimate,
    Handover,
    Instalment,
    Pledge,
    PledgeStep,
    Saying,
)
from portal.pledges.rules import heading, reference
from seeds.scale_register import Party, public_id
from seeds.scale_rows import Rows

MILLION = 1_000_000
SOURCES = (
    *(("csr", ""), ("community", ""), ("philanthropy", ""), ("international", "")),
    *(("public_budget", "provincial"), ("public_budget", "district")),
)
CURRENCIES = (("USD", 6_500), ("EUR", 5_700), ("JPY", 9_900))
"""Other currencies, and so many of their smallest unit for each million of rupiah."""

PASSED_ON = 12
"""The rows that a pledge and what is passed on of it may take."""

END = 5
"""The rows that the end of a pledge may take."""

# By chance: offers unanswered or refused, parts that never come, and what is done with a pledge.
UNANSWERED, REFUSED, MISSING, ABROAD, UNNAMED = 0.08, 0.03, 0.2, 0.05, 0.1
RELEASED, ABOVE, GIVEN_BACK, WRONG = 0.4, 0.05, 0.5, 0.03


@dataclass(frozen=True)
class Line:
    """A line that pledges go to; a `fund` passes on what comes to it."""

    programme: str
    programme_key: int
    key: int
    public_id: str
    owner: Party
    kind: str
    unit: str
    fund: bool


class Chain:
    """Appends rows to the ledger, each sealed onto the one before and named in the journal."""

    def __init__(
        self,
        session: Session,
        rows: Rows,
        chance: random.Random,
        people: Sequence[tuple[int, str]],
        add: Callable[[type[Any], dict[str, Any]], None],
    ) -> None:
        """`people` are accounts as (key, public id), in the order in which parties name them."""
        self.head = session.get_one(LedgerHead, 1)
        self.rows, self.chance, self.people, self.add = rows, chance, people, add
        self.pledges = 0
        self.headings: dict[str, str] = {}  # by pledge
        self.kept: dict[str, int] = defaultdict(int)  # what a fund's line still has, in rupiah

    def begin(self, at: datetime, step: timedelta) -> None:
        """When the next row is recorded, and how much later each following one."""
        self.at, self.step = at, step

    def pass_on(self, line: Line, target: Line) -> None:
        """Half of what a fund's line holds goes to a line of another programme."""
        amount = self.kept[line.public_id] // 2
        if amount < 1 or target.programme == line.programme:
            return
        self.kept[line.public_id] -= amount
        self.kept[target.public_id] += amount
        self.move("pass_on", amount, target, key=f"pass_on:{public_id(self.chance)}", source=line)

    def move(
        self,
        kind: str,
        amount: int,
        line: Line,
        *,
        key: str,
        asset: str = RUPIAH,
        donor: str = "",
        pledge: str = "",
        source: Line | None = None,
        takes_back: str | None = None,
    ) -> str:
        """One row of the ledger and its row in the journal; its public id."""
        self.at += self.step
        actor = self.people[(source or line).owner.person]
        sides = parties(
            kind,
            donor=donor,
            pledge=pledge,
            programme=line.programme,
            from_programme=source.programme if source else "",
        )
        debit, credit = reversed(sides) if takes_back else sides
        head, said = self.head, kind in ("spend", "pass_on")
        entry = Entry(
            seq=head.seq + 1, public_id=public_id(self.chance), kind=kind, debit=debit,
            credit=credit, amount=amount, asset=asset, programme=line.programme,
            line=line.public_id, pledge=None if MOVES[kind].alone else pledge,
            note="Dipakai (contoh)" if said or takes_back else "",
            occurred_on=self.at.astimezone(WIB).date(), recorded_at=self.at,
            actor=actor[1], idem_key=key, reverses=takes_back, prev_hash=head.hash,
            from_programme=source.programme if source else None,
            from_line=source.public_id if source else None,
        )  # fmt: skip
        head.seq, head.hash = entry.seq, entry.seal()
        self.add(Transfer, entry._replace(hash=head.hash)._asdict())
        right = REVERSING[0] if takes_back else MOVES[kind].rights[0]
        self.add(JournalRow, {
            "at": self.at, "actor_id": actor[0], "kind": "transfer", "ref": entry.public_id,
            "action": f"transfer.{kind}.reversed" if takes_back else f"transfer.{kind}",
            "reason": "", "details": {"amount": amount, "asset": asset, "right": right},
        })  # fmt: skip
        return entry.public_id


class Story:
    """One pledge from its offer to the last rupiah used, at most so many rows of the ledger."""

    def __init__(self, chain: Chain, line: Line, donor: Party) -> None:
        self.chain, self.line, self.donor = chain, line, donor
        self.chance, self.add, self.keys = chain.chance, chain.add, chain.rows.keys
        self.giver, self.taker = (chain.people[one.person] for one in (donor, line.owner))
        self.key, self.public_id = self.keys(Pledge, 1)[0], public_id(self.chance)
        self.asset, self.each = self._asset()

    def _asset(self) -> tuple[str, int]:
        """What is promised, and the least sum of a part in its smallest unit."""
        if self.line.kind != "cash":
            return self.line.unit, 1
        if self._happens(ABROAD) and not self.line.fund:
            return self.chance.choice(CURRENCIES)
        return RUPIAH, MILLION

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def tell(self, most: int) -> None:
        """Offer, perhaps accept, then send, receive and use one part after the other."""
        parts = [self.chance.randint(1, 40) * self.each for _ in range(self.chance.randint(1, 3))]
        self._offer(parts)
        if self._happens(REFUSED):
            self._step("declined", self.taker[0])
            return
        if self._happens(UNANSWERED):
            return
        self._step("accepted", self.taker[0])
        self._move("commit", sum(parts), f"commit:{self.public_id}")
        left, open_ = most - 1, sum(parts)
        for amount in parts[: left // 2]:
            if self._happens(MISSING):
                break
            self._deliver("receive", amount)
            open_ -= amount
            left -= 2 if self._use(amount) else 1
        if left >= END:
            self._end(open_)

    def _use(self, amount: int) -> bool:
        """Use some of what came, or keep it where it is passed on; whether a row was added."""
        if self.line.fund and self.asset == RUPIAH:
            self.chain.kept[self.line.public_id] += amount
            return False
        used = max(1, amount // self.chance.randint(1, 4))
        self._move("spend", used, f"spend:{public_id(self.chance)}")
        return True

    def _end(self, open_: int) -> None:
        """What becomes of it: the rest is given up, more comes, some goes back, a row is wrong."""
        if open_:
            if self._happens(RELEASED):
                self._move("release", open_, f"release:{self.public_id}")
            return
        if self._happens(ABOVE):
            self._deliver("receive_extra", self.each)
            if self._happens(GIVEN_BACK):
                self._deliver("refund", self.each)
        if self._happens(WRONG):
            self._deliver("receive_extra", self.each)
            row = self._move("spend", self.each, f"spend:{public_id(self.chance)}")
            self._move("spend", self.each, f"reverse:{row}", takes_back=row)

    def _offer(self, parts: Sequence[int]) -> None:
        day = self.chain.at.astimezone(WIB).date()
        self.chain.pledges += 1
        source, level = self.chance.choice(SOURCES)
        unnamed = self._happens(UNNAMED)
        self.chain.headings[self.public_id] = heading(source, level, unnamed=unnamed)
        self.add(Pledge, {
            "id": self.key, "public_id": self.public_id,
            "reference": reference(day, self.chain.pledges), "donor_id": self.donor.key,
            "programme_id": self.line.programme_key, "requirement_id": self.line.key,
            "asset": self.asset, "amount": sum(parts), "source": source, "budget_level": level,
            "conditions": "", "anonymous": unnamed,
            "valid_until": day + timedelta(days=30), "offered_at": self.chain.at,
        })  # fmt: skip
        for number, amount in enumerate(parts, 1):
            due = day + timedelta(days=30 * number)
            part = {"pledge_id": self.key, "number": number, "amount": amount, "due_on": due}
            self.add(Instalment, part)
        if self.line.kind != "cash":
            self.add(Estimate, {
                "pledge_id": self.key, "quantity": 1, "value": MILLION, "holds_on": day,
                "basis": "Harga toko (contoh)", "by": self.giver[0], "at": self.chain.at,
            })  # fmt: skip
        self._step("offered", self.giver[0])

    def _step(self, kind: str, by: int) -> None:
        self.add(
            PledgeStep,
            {"pledge_id": self.key, "kind": kind, "by": by, "at": self.chain.at, "reason": ""},
        )

    def _deliver(self, kind: str, amount: int) -> None:
        """Both sides say the same sum, so it counts."""
        (key,), said = self.keys(Delivery, 1), self.keys(Saying, 2)
        named, sent = public_id(self.chance), f"TRF-{said[0]}"
        moved = self._move(kind, amount, f"{kind}:{named}:{said[1]}")
        at = self.chain.at
        self.add(Delivery, {
            "id": key, "public_id": named, "pledge_id": self.key, "opened_at": at,
            "transfer": moved, "settled_by": said[1],
            "kind": "refund" if kind == "refund" else "receipt",
        })  # fmt: skip
        for number, side, person in zip(
            said, ("donor", "recipient"), (self.giver, self.taker), strict=True
        ):
            self.add(Saying, {
                "id": number, "delivery_id": key, "side": side, "amount": amount,
                "happened_on": at.astimezone(WIB).date(), "reference": sent, "note": "",
                "by": person[0], "at": at,
            })  # fmt: skip
            if self.line.kind != "cash":
                what = {"saying_id": number, "what": "Barang (contoh)", "condition": "good"}
                self.add(Handover, what)

    def _move(self, kind: str, amount: int, key: str, *, takes_back: str | None = None) -> str:
        return self.chain.move(
            kind,
            amount,
            self.line,
            key=key,
            asset=self.asset,
            donor=self.donor.public_id,
            pledge=self.public_id,
            takes_back=takes_back,
        )
