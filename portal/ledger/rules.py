"""What holds of money: the moves there are, the chain's seal, and the figures. Pure Python.

The figures are defined in one place only, here, after the table of the domain: every page,
document and report asks for them and never adds up anything by itself.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from operator import add, attrgetter
from typing import NamedTuple

GENESIS = "0" * 64
WIB = timezone(timedelta(hours=7))
MOST_NOTE = 300


@dataclass(frozen=True)
class Move:
    """One kind of move: between which accounts, who may make it, and what has to cover it.

    `debit` and `credit` are templates of account keys. `rights` names rules of `portal.access`,
    one of which has to admit the actor. `draws` is what the sum is taken from and must not exceed:
    "open" of the pledge, "unspent" of the line, "given" (what the pledge brought and kept there),
    or nothing: a donor stands for the world outside, which has no floor. `onto` and `off` are the
    sums that it adds to: those of its own line, and those of the line that it comes from.
    """

    debit: str
    credit: str
    rights: tuple[str, ...]
    draws: tuple[str, ...]
    onto: str
    off: str = ""
    alone: bool = False  # belongs to no pledge


DONOR, OPEN = "donor:{donor}", "pledge:{pledge}:open"
UNSPENT, SPENT = "programme:{programme}:unspent", "programme:{programme}:spent"
# Whoever speaks last makes a receipt count: the donor, the recipient or who confirms.
SPEAKERS = ("state_received", "report_sent", "confirm_received")
GIVING_BACK = ("state_refund", "confirm_refund")

# The one table of money: what moves there are, and who may make them.
MOVES: Mapping[str, Move] = {
    "commit": Move(DONOR, OPEN, ("answer_pledge", "increase_pledge"), (), "commit"),
    "release": Move(
        OPEN,
        DONOR,
        ("release_pledge", "answer_release", "reschedule_pledge", "undo_adoption"),
        ("open",),
        "release",
    ),
    "receive": Move(OPEN, UNSPENT, (*SPEAKERS, "increase_pledge"), ("open",), "receive"),
    "receive_extra": Move(DONOR, UNSPENT, (*SPEAKERS, "increase_pledge"), (), "receive_extra"),
    "spend": Move(UNSPENT, SPENT, ("record_spending",), ("unspent",), "spend", alone=True),
    "pass_on": Move(
        "programme:{from_programme}:unspent",
        UNSPENT,
        ("pass_on",),
        ("unspent",),
        "pass_in",
        off="pass_out",
        alone=True,
    ),
    "refund": Move(UNSPENT, DONOR, GIVING_BACK, ("unspent", "given"), "refund"),
}
# Taking a row back; an increase takes back what it says anew.
REVERSING = ("reverse_transfer", "increase_pledge")


def donor_account(organisation: str) -> str:
    """The account of a donor, by the organisation's public id."""
    return f"donor:{organisation}"


def open_account(pledge: str) -> str:
    """What is committed under a pledge and neither received nor given up."""
    return f"pledge:{pledge}:open"


def unspent_account(programme: str) -> str:
    """What a programme received and has not used."""
    return f"programme:{programme}:unspent"


def spent_account(programme: str) -> str:
    """What a programme has used."""
    return f"programme:{programme}:spent"


def parties(
    kind: str, *, donor: str = "", pledge: str = "", programme: str = "", from_programme: str = ""
) -> tuple[str, str]:
    """The debit and the credit account of a move; raises KeyError for a kind that is none."""
    move = MOVES[kind]
    names = {"donor": donor, "pledge": pledge, "programme": programme}
    names["from_programme"] = from_programme
    return move.debit.format(**names), move.credit.format(**names)


def counting_key(kind: str, delivery: str, saying: int, turn: int = 0) -> str:
    """The key of the row that counts a delivery when that saying settled it.

    `turn` sets rows apart that count one delivery again, after its pledge was increased.
    """
    return f"{kind}:{delivery}:{saying}" + (f":{turn}" if turn else "")


def counts(idem_key: str) -> tuple[str, int]:
    """The delivery that a row with this key counts, and the saying that settled it; or ('', 0)."""
    kind, *parts = idem_key.split(":")
    if kind not in COUNTED or len(parts) not in (2, 3) or not parts[1].isdecimal():
        return "", 0
    return parts[0], int(parts[1])


# The kinds of rows that count what two people have said of a delivery.
COUNTED = ("receive", "receive_extra", "refund")


class Entry(NamedTuple):
    """Every column of a transfer that its seal covers, and last the seal that it carries, if any.

    A plain tuple: whoever verifies walks over a million. `amount` is in the asset's smallest unit.
    `from_programme` and `from_line` say where money that is passed on comes from.
    """

    seq: int
    public_id: str
    kind: str
    debit: str
    credit: str
    amount: int
    asset: str
    programme: str
    line: str
    pledge: str | None
    note: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    idem_key: str
    reverses: str | None
    prev_hash: str
    from_programme: str | None = None
    from_line: str | None = None
    hash: str = ""

    def seal(self) -> str:
        """SHA-256 over the previous seal and every column, in one fixed JSON form.

        Where money is passed on from is sealed where there is such a place: a row of another kind
        has the seal that it always had.
        """
        alone = self.from_programme is None and self.from_line is None
        covered = self[:PLAIN] if alone else self[:WHOLE]
        text = SEALING.encode([one if type(one) in AS_IT_IS else _plain(one) for one in covered])
        return hashlib.sha256(text.encode("ascii")).hexdigest()


# How many columns a seal covers: without a place that money comes from, and with one.
PLAIN, WHOLE = Entry._fields.index("from_programme"), Entry._fields.index("hash")


AS_IT_IS = frozenset({str, int, type(None)})
SEALING = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def closing(day: date) -> datetime:
    """The first moment after a day, on the clock of western Indonesia, the last to turn over."""
    return datetime.combine(day + timedelta(days=1), time(), WIB)


@dataclass(frozen=True, slots=True)
class Flows:
    """Net sums of moves per kind in one asset, reversals taken off, in its smallest unit."""

    commit: int = 0
    release: int = 0
    receive: int = 0
    receive_extra: int = 0
    spend: int = 0
    refund: int = 0
    pass_in: int = 0
    pass_out: int = 0

    @property
    def open(self) -> int:
        """Committed, and neither received nor given up."""
        return self.commit - self.release - self.receive

    @property
    def received(self) -> int:
        """What arrived and stayed."""
        return self.receive + self.receive_extra + self.pass_in - self.refund

    @property
    def unspent(self) -> int:
        """What arrived and was neither used nor passed on."""
        return self.received - self.spend - self.pass_out

    @property
    def overpaid(self) -> int:
        """What arrived above the commitment and was not given back."""
        return max(0, self.receive_extra - self.refund)

    @property
    def committed(self) -> int:
        """What was agreed and not given up, with what was already received."""
        return self.commit - self.release - max(0, self.refund - self.receive_extra)

    @property
    def given(self) -> int:
        """What was brought in and not given back: what a refund can be taken from."""
        return self.receive + self.receive_extra - self.refund

    def __add__(self, other: "Flows") -> "Flows":
        """Both together."""
        return Flows(*map(add, EACH_FLOW(self), EACH_FLOW(other)))


NOTHING = Flows()
EACH_FLOW = attrgetter(*(one.name for one in fields(Flows)))


@dataclass(frozen=True)
class Figures:
    """The figures of one line, or of many added up; whole rupiah (or one other asset)."""

    required: int = 0
    required_original: int = 0
    offered: int = 0
    committed: int = 0
    open: int = 0
    received: int = 0
    spent: int = 0
    unspent: int = 0
    unmet: int = 0
    overfunded: int = 0
    overpaid: int = 0
    passed_in: int = 0
    passed_out: int = 0

    @classmethod
    def of(cls, required: int, original: int, offered: int, flows: Flows) -> "Figures":
        """The figures of one line: what it needs, what is offered, what moved."""
        promised = flows.received + flows.open
        return cls(
            required=required,
            required_original=original,
            offered=offered,
            committed=flows.committed,
            open=flows.open,
            received=flows.received,
            spent=flows.spend,
            unspent=flows.unspent,
            unmet=max(0, required - promised),
            overfunded=max(0, promised - required),
            overpaid=flows.overpaid,
            passed_in=flows.pass_in,
            passed_out=flows.pass_out,
        )

    @classmethod
    def beside(cls, offered: int, flows: Flows) -> "Figures":
        """The figures of an asset in which the line asks for nothing: no need, so no gap."""
        return replace(cls.of(0, 0, offered, flows), overfunded=0)

    @classmethod
    def total(cls, lines: Iterable["Figures"]) -> "Figures":
        """All lines together. Gaps and excesses are added up apart and never netted."""
        columns = zip(*map(EACH_FIGURE, lines), strict=True)
        return cls(*map(sum, columns))

    @classmethod
    def over_programmes(cls, programmes: Iterable["Figures"]) -> "Figures":
        """Several programmes together: money that one passed on to another is counted once."""
        both = cls.total(programmes)
        return replace(both, received=both.received - both.passed_in)


EACH_FIGURE = attrgetter(*(one.name for one in fields(Figures)))
