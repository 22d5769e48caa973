"""What is kept of money: rows that never change, and the head of their chain."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key, Money, PublicId, public_id, whole


class Transfer(Base, kw_only=True):
    """One move of money between two accounts; a correction is another row that reverses it.

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
        CheckConstraint("kind IN ('commit','release','receive','spend')", name="kind"),
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
    asset: Mapped[str] = mapped_column(String(3))
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
    hash: Mapped[str] = mapped_column(String(64))


class LedgerHead(Base, kw_only=True):
    """The one row that says where the chain ends; whoever appends locks it last."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
