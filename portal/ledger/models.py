"""What is kept of money: rows that never change, and the head of their chain."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.assets import LONGEST_ASSET
from portal.db import Base, Key, Money, PublicId, public_id, whole


class Transfer(Base, kw_only=True):
    """One move between two accounts; a correction is another row that reverses it.

    `amount` is in the smallest unit of `asset`: a currency, or a unit of goods and hours.

    Accounts are opaque keys (`rules.py`), pledge, line and programme opaque public ids: the
    ledger outlives what they name. `reverses` is the public id of the row it takes back.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("seq"),
        UniqueConstraint("idem_key"),
        UniqueConstraint("reverses"),
        UniqueConstraint("hash"),
        CheckConstraint(whole("amount"), name="amount"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        CheckConstraint(
            "kind IN ('commit','release','receive','receive_extra','spend','pass_on','refund')",
            name="kind",
        ),
        CheckConstraint(
            "(kind = 'pass_on') = (from_line IS NOT NULL) "
            "AND (from_line IS NULL) = (from_programme IS NULL)",
            name="from_line",
        ),
        Index("ix_transfer_programme_line_kind", "programme", "line", "kind"),
        Index("ix_transfer_pledge", "pledge"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id)
    seq: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(14))
    debit: Mapped[str] = mapped_column(String(80))
    credit: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Money]
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    programme: Mapped[str] = mapped_column(String(36))
    line: Mapped[str] = mapped_column(String(36))
    pledge: Mapped[str | None] = mapped_column(String(36))
    note: Mapped[str] = mapped_column(String(300))
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(36))
    idem_key: Mapped[str] = mapped_column(String(80))
    reverses: Mapped[str | None] = mapped_column(String(36))
    prev_hash: Mapped[str] = mapped_column(String(64))
    from_programme: Mapped[str | None] = mapped_column(String(36), default=None)
    from_line: Mapped[str | None] = mapped_column(String(36), default=None)
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def net(self) -> int:
        """The amount, below zero for a row that takes another one back."""
        return -self.amount if self.reverses else self.amount

    @property
    def told_kind(self) -> str:
        """The kind as lists tell it: 'receive', or 'receive_reversed' where it takes one back."""
        return f"{self.kind}_reversed" if self.reverses else self.kind


class LedgerHead(Base, kw_only=True):
    """The one row that says where the chain ends; whoever appends locks it last."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class LineSum(Base, kw_only=True):
    """What all rows of one kind come to on one line, reversals taken off. `kind` is one of Flows.

    It is kept with each row, in its transaction, and `verify` compares it with a replay.
    """

    __tablename__ = "line_sum"
    __table_args__ = (
        UniqueConstraint("line", "asset", "kind"),
        Index("ix_line_sum_programme", "programme"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    programme: Mapped[str] = mapped_column(String(36))
    line: Mapped[str] = mapped_column(String(36))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    kind: Mapped[str] = mapped_column(String(14))
    net: Mapped[Money]


class PledgeSum(Base, kw_only=True):
    """The same for one pledge; `donor` is the account that promised it."""

    __tablename__ = "pledge_sum"
    __table_args__ = (
        UniqueConstraint("pledge", "asset", "kind"),
        Index("ix_pledge_sum_donor", "donor"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    donor: Mapped[str] = mapped_column(String(80))
    pledge: Mapped[str] = mapped_column(String(36))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    kind: Mapped[str] = mapped_column(String(14))
    net: Mapped[Money]
