"""What is kept of bank statements, and only for a while: a file, its lines, and their marks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.assets import LONGEST_ASSET, RUPIAH
from portal.db import Base, Key, Money, PublicId, public_id, whole
from portal.directory.models import Organisation


class BankLayout(Base, kw_only=True):
    """How an organisation's bank writes: {column's key: field}; and what its marks are made with.

    Without the `salt` nobody can try out which line a mark belongs to.
    """

    __tablename__ = "bank_layout"

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    salt: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    # The names of the accounts in the order in which they were first read, one a line.
    accounts: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    @property
    def known(self) -> tuple[str, ...]:
        """The names of the accounts, each as it was written first."""
        return tuple(self.accounts.splitlines())


class BankStatement(Base, kw_only=True):
    """A file: its packed bytes until its columns are matched, then how many lines were what."""

    __tablename__ = "bank_statement"
    __table_args__ = (
        CheckConstraint("(read_at IS NULL) = (since IS NULL)", name="read"),
        CheckConstraint("(since IS NULL) = (until IS NULL)", name="period"),
        Index("ix_bank_statement_organisation_id", "organisation_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    file_name: Mapped[str] = mapped_column(String(80))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET), default=RUPIAH)
    # Which account it is of, as its members call it; '' in files of earlier days.
    account: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    brought_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    brought_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, and to nobody of an office."""
        return Scope(owner=self.organisation_id)


class BankLine(Base, kw_only=True):
    """One line of an account as the bank wrote it; `mark` tells it from every other.

    `aside`: somebody said that it is no support.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("organisation_id", "mark"),
        CheckConstraint(whole("amount"), name="amount"),
        CheckConstraint("direction IN ('in','out')", name="direction"),
        Index("ix_bank_line_statement_id", "statement_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    number: Mapped[int]
    happened_on: Mapped[date]
    amount: Mapped[Money]
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    direction: Mapped[str] = mapped_column(String(3))
    description: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(String(80))
    mark: Mapped[str] = mapped_column(String(64))
    aside: Mapped[bool] = mapped_column(Boolean, default=False)

    statement: Mapped[BankStatement] = relationship(default=None, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, and to nobody of an office."""
        return Scope(owner=self.organisation_id)


class BankSeen(Base, kw_only=True):
    """The mark of a line that was dealt with and whose words are gone."""

    __tablename__ = "bank_seen"
    __table_args__ = (UniqueConstraint("organisation_id", "mark"),)

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mark: Mapped[str] = mapped_column(String(64))
