"""What holds of money: the moves there are, the chain's seal, and the figures. Pure Python.

The figures are defined in one place only, here, after the table of the domain: every page,
document and report asks for them and never adds up anything by itself.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, timezone

GENESIS = "0" * 64
RUPIAH = "IDR"
WIB = timezone(timedelta(hours=7))
MOST_NOTE = 300

# kind → (from which account, to which account), as templates of account keys.
MOVES: Mapping[str, tuple[str, str]] = {
    "commit": ("donor:{donor}", "pledge:{pledge}:open"),
    "release": ("pledge:{pledge}:open", "donor:{donor}"),
    "receive": ("pledge:{pledge}:open", "programme:{programme}:unspent"),
    "spend": ("programme:{programme}:unspent", "programme:{programme}:spent"),
}


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
    kind: str, *, donor: str = "", pledge: str = "", programme: str = ""
) -> tuple[str, str]:
    """The debit and the credit account of a move; raises KeyError for a kind that is none."""
    debit, credit = MOVES[kind]
    names = {"donor": donor, "pledge": pledge, "programme": programme}
    return debit.format(**names), credit.format(**names)


@dataclass(frozen=True)
class Entry:
    """Every column of a transfer that its seal covers. `amount` is whole rupiah."""

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

    @property
    def sign(self) -> int:
        """1, or −1 for a row that takes another one back."""
        return -1 if self.reverses else 1

    def seal(self) -> str:
        """SHA-256 over the previous seal and every column, in one fixed JSON form."""
        values = [_plain(getattr(self, field.name)) for field in fields(self)]
        text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def closing(day: date) -> datetime:
    """The first moment after a day, on the clock of western Indonesia, the last to turn over."""
    return datetime.combine(day + timedelta(days=1), time(), WIB)


@dataclass(frozen=True)
class Flows:
    """Net sums of moves per kind, reversals taken off; whole rupiah.

    `receive_extra`, `refund` and both sides of `pass_on` are part of the domain's formulas; they
    stay 0 as long as no such rows exist.
    """

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

    def __add__(self, other: "Flows") -> "Flows":
        """Both together."""
        return Flows(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


NOTHING = Flows()


@dataclass(frozen=True)
class Figures:
    """The figures of one line, or of many added up; whole rupiah."""

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
        )

    @classmethod
    def total(cls, lines: Iterable["Figures"]) -> "Figures":
        """All lines together. Gaps and excesses are added up apart and never netted."""
        held = list(lines)
        return cls(
            **{one.name: sum(getattr(line, one.name) for line in held) for one in fields(cls)}
        )
