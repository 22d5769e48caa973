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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.assets import LONGEST_ASSET
from portal.db import Base, Key, Money, PublicId, public_id, whole
from portal.directory.models import Organisation
from portal.pledges.models import Delivery, Pledge
from portal.programmes.models import Requirement


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


class FlowAdoption(Base, kw_only=True):
    """A flow on its way into our own figures: a coordinator says it, then the line's owner.

    `kind` is what becomes of it: an offer (pledge), a commitment, or one with its receipt (paid).
    `amount` is in the smallest unit of `asset`; `rate` in hundredths of a rupiah for one of it.
    `into_id` is the commitment that a receipt belongs to, where there is one; `pledge_id` and
    `delivery_id` are what came of it. `digest` is what the flow said then. `current` is the flow's
    key as long as this stands, so that no flow is adopted twice.
    """

    __tablename__ = "flow_adoption"
    __table_args__ = (
        UniqueConstraint("current"),
        UniqueConstraint("delivery_id"),
        CheckConstraint("kind IN ('pledge','commitment','paid')", name="kind"),
        CheckConstraint(
            "state IN ('proposed','confirmed','refused','withdrawn','undone')", name="state"
        ),
        CheckConstraint(
            "(state IN ('proposed','confirmed')) = (current IS NOT NULL)", name="current"
        ),
        CheckConstraint("current IS NULL OR current = flow_id", name="own_flow"),
        CheckConstraint(
            "(state IN ('confirmed','undone')) = (pledge_id IS NOT NULL)", name="pledge"
        ),
        CheckConstraint(whole("amount"), name="amount"),
        CheckConstraint(f"rate IS NULL OR ({whole('rate')})", name="rate"),
        Index("ix_flow_adoption_flow_id", "flow_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    flow_id: Mapped[int] = mapped_column(ForeignKey("reported_flow.id"))
    current: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"))
    kind: Mapped[str] = mapped_column(String(10))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    amount: Mapped[Money]
    happened_on: Mapped[date]
    due_on: Mapped[date]
    funds: Mapped[str] = mapped_column(String(20))
    budget_level: Mapped[str] = mapped_column(String(10))
    rate: Mapped[Money | None]
    rate_on: Mapped[date | None]
    rate_source: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), default=None, index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), default=None)

    flow: Mapped[ReportedFlow] = relationship(repr=False, init=False)
    requirement: Mapped[Requirement] = relationship(repr=False, init=False)
    donor: Mapped[Organisation] = relationship(repr=False, init=False)
    pledge: Mapped[Pledge | None] = relationship(
        repr=False, init=False, foreign_keys="FlowAdoption.pledge_id"
    )
    into: Mapped[Pledge | None] = relationship(
        repr=False, init=False, foreign_keys="FlowAdoption.into_id"
    )
    delivery: Mapped[Delivery | None] = relationship(repr=False, init=False)

    @property
    def scope(self) -> Scope:
        """It lies between the programme's owner and the donor, in the programme's region."""
        owner = self.requirement.scope
        return Scope(owner=owner.owner, donor=self.donor_id, region=owner.region)

    @property
    def note(self) -> str:
        """The source and the flow's number there, as rows carry it."""
        return f"{self.flow.source} {self.flow.number}"


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
