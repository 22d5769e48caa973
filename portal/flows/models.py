"""What is kept of reported flows: each once, what it said before, and the file on its way in."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Scope
from portal.db import Base, Key, Money, PublicId, public_id, whole


class ReportedFlow(Base, kw_only=True):
    """One flow as a source reports it now, by its key there (`number`). Not one of our figures.

    `usd` is in US cents as the source converts it; `original` in the smallest unit of `currency`,
    None where the source knows none. `counted`: it comes from outside and nothing else tells it.
    """

    __tablename__ = "reported_flow"
    __table_args__ = (
        UniqueConstraint("source", "number"),
        CheckConstraint("status IN ('pledge','commitment','paid')", name="status"),
        CheckConstraint(whole("usd", least=0), name="usd"),
        CheckConstraint(f"original IS NULL OR ({whole('original', least=0)})", name="original"),
        CheckConstraint("original IS NULL OR currency <> ''", name="currency"),
        Index("ix_reported_flow_happened_on", "happened_on"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id)
    source: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(12))
    boundary: Mapped[str] = mapped_column(String(8))
    shared: Mapped[bool] = mapped_column(Boolean)
    in_kind: Mapped[bool] = mapped_column(Boolean)
    counted: Mapped[bool] = mapped_column(Boolean)
    happened_on: Mapped[date]
    usd: Mapped[Money]
    original: Mapped[Money | None]
    currency: Mapped[str] = mapped_column(String(3))
    rate: Mapped[str] = mapped_column(String(24))
    giver: Mapped[str] = mapped_column(String(300))
    taker: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    giver_places: Mapped[str] = mapped_column(String(300))
    taker_places: Mapped[str] = mapped_column(String(300))
    clusters: Mapped[str] = mapped_column(String(300))
    plan: Mapped[str] = mapped_column(String(300))
    years: Mapped[str] = mapped_column(String(12))
    parent: Mapped[str] = mapped_column(String(60))
    children: Mapped[str] = mapped_column(String(300))
    changed_on: Mapped[date | None]
    digest: Mapped[str] = mapped_column(String(64))
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class PastFlow(Base, kw_only=True):
    """What a flow said before it was reported anew: its facts, and from when until when."""

    __tablename__ = "past_flow"

    id: Mapped[Key] = mapped_column(init=False)
    flow_id: Mapped[int] = mapped_column(ForeignKey("reported_flow.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen_at: Mapped[datetime]
    until: Mapped[datetime]


class FlowFile(Base, kw_only=True):
    """A coordinator's file until it is taken in or forgotten: its packed bytes, what would come.

    `counts` is the contract's object without its errors; `faults` are the first rows with errors,
    as [{row, column, text, values}].
    """

    __tablename__ = "flow_file"
    __table_args__ = (CheckConstraint("state IN ('checked','done')", name="state"),)

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    source: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(8), default="checked")
    content: Mapped[bytes] = mapped_column(LargeBinary)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    faults: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def scope(self) -> Scope:
        """It belongs to whoever brought it: the loader asks for that."""
        return Scope()
