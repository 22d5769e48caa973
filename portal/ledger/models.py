"""What is kept of money: rows that never change, and the head of their chain."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    UniqueConstraint,
    case,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from portal.assets import LONGEST_ASSET
from portal.db import Base, Key, Money, PublicId, public_id, whole

PASSED_ON = text("from_programme IS NOT NULL")


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
        Index("ix_transfer_programme_seq", "programme", "seq"),
        Index(
            "ix_transfer_from_programme",
            "from_programme",
            sqlite_where=PASSED_ON,
            postgresql_where=PASSED_ON,
        ),
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

    @hybrid_property
    def net(self) -> int:
        """The amount, below zero for a row that takes another one back; in SQL as well."""
        return -self.amount if self.reverses else self.amount

    @net.inplace.expression
    @classmethod
    def _net(cls) -> ColumnElement[int]:
        return case((cls.reverses.is_(None), cls.amount), else_=-cls.amount)

    @hybrid_property
    def arrived(self) -> int:
        """What a row of COUNTED adds to what arrived: below zero where money goes back."""
        return -self.net if self.kind == "refund" else self.net

    @arrived.inplace.expression
    @classmethod
    def _arrived(cls) -> ColumnElement[int]:
        return case((cls.kind == "refund", -cls.net), else_=cls.net)

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


class _Kept(MappedAsDataclass, kw_only=True):
    """Net sums of a promise by kind of row, reversals taken off; fields of `rules.Flows`."""

    commit: Mapped[Money] = mapped_column(default=0)
    release: Mapped[Money] = mapped_column(default=0)
    receive: Mapped[Money] = mapped_column(default=0)
    receive_extra: Mapped[Money] = mapped_column(default=0)
    refund: Mapped[Money] = mapped_column(default=0)


class LineSum(_Kept, Base, kw_only=True):
    """What all rows come to on one line in one asset, by kind.

    It is kept with each row, in its transaction, and `verify` compares it with a replay.
    """

    __tablename__ = "line_sum"
    __table_args__ = (
        UniqueConstraint("line", "asset"),
        Index("ix_line_sum_programme", "programme"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    programme: Mapped[str] = mapped_column(String(36))
    line: Mapped[str] = mapped_column(String(36))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    spend: Mapped[Money] = mapped_column(default=0)
    pass_in: Mapped[Money] = mapped_column(default=0)
    pass_out: Mapped[Money] = mapped_column(default=0)


# What is agreed and awaited; the few pledges of which something is have an index of their own.
AWAITED = text('"commit" - "release" - receive > 0')


class PledgeSum(_Kept, Base, kw_only=True):
    """The same for one pledge; `donor` is the account that promised it.

    `heading` is the word under which the pledge's sums are kept together with those of others.
    """

    __tablename__ = "pledge_sum"
    __table_args__ = (
        UniqueConstraint("pledge", "asset"),
        Index("ix_pledge_sum_donor", "donor"),
        Index("ix_pledge_sum_awaited", "pledge", sqlite_where=AWAITED, postgresql_where=AWAITED),
        Index("ix_pledge_sum_programme", "programme"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    donor: Mapped[str] = mapped_column(String(80))
    programme: Mapped[str] = mapped_column(String(36))
    heading: Mapped[str] = mapped_column(String(40))
    pledge: Mapped[str] = mapped_column(String(36))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))


class HeadingSum(Base, kw_only=True):
    """The figures of all pledges to a programme under one heading, in one asset.

    Each is worked out pledge by pledge and then added up, so that nothing is netted across them.
    """

    __tablename__ = "heading_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET), primary_key=True)
    heading: Mapped[str] = mapped_column(String(40), primary_key=True)
    programme: Mapped[str] = mapped_column(String(36), primary_key=True)
    committed: Mapped[Money] = mapped_column(default=0)
    open: Mapped[Money] = mapped_column(default=0)
    received: Mapped[Money] = mapped_column(default=0)
    overpaid: Mapped[Money] = mapped_column(default=0)
