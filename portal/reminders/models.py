"""What is kept of reminders: one digest a person and day, what stood in it, who wants none."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Digest(Base, kw_only=True):
    """The letter of a day to a person."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    made_at: Mapped[datetime]


class Reminded(Base, kw_only=True):
    """One matter that a person was told of, at one stage before or after its date.

    `part` is the instalment's number, the delivery's key, or 0.
    """

    __tablename__ = "reminded"
    __table_args__ = (
        UniqueConstraint("account_id", "pledge_id", "kind", "part", "due_on", "stage"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    part: Mapped[int]
    due_on: Mapped[date]
    stage: Mapped[int]


class RemindedOffer(Base, kw_only=True):
    """An offer to a whole programme that a person was told of, at one stage."""

    __tablename__ = "reminded_offer"
    __table_args__ = (UniqueConstraint("account_id", "offer_id", "kind", "due_on", "stage"),)

    id: Mapped[Key] = mapped_column(init=False)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("programme_offer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]
    stage: Mapped[int]


class RemindedFund(Base, kw_only=True):
    """A pooled fund whose money waits too long, that a person was told of in a digest."""

    __tablename__ = "reminded_fund"
    __table_args__ = (UniqueConstraint("digest_id", "programme_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    due_on: Mapped[date]


class NewsTold(Base, kw_only=True):
    """That a digest tells a person the news from one moment to another of what it supports."""

    __tablename__ = "news_told"

    id: Mapped[Key] = mapped_column(init=False)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


class Quiet(Base, kw_only=True):
    """A person who wants to be reminded of duties only."""

    __tablename__ = "quiet"

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    since: Mapped[datetime]
