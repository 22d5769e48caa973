"""What is kept of a pledge: the offer, its instalments, its steps, and what each side says."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Label, Money, PublicId, public_id, whole
from portal.directory.models import Organisation
from portal.pledges.term_models import Offered, terms
from portal.programmes.models import Programme, Requirement


class Pledge(Offered, Base, kw_only=True):
    """A donor's offer to a requirement line. Its state is computed, never stored."""

    __tablename__ = "pledge"
    __table_args__ = (
        *terms(),
        Index("ix_pledge_valid_until", "valid_until"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    requirement_id: Mapped[int] = mapped_column(
        ForeignKey("requirement.id"), init=False, index=True
    )
    # Which revision of its instalments holds; a change of schedule makes the next one.
    schedule: Mapped[int] = mapped_column(default=0, server_default="0")

    donor: Mapped[Organisation] = relationship(default=None, repr=False)
    programme: Mapped[Programme] = relationship(default=None, repr=False)
    requirement: Mapped[Requirement] = relationship(default=None, repr=False)
    instalments: Mapped[list["Instalment"]] = relationship(
        default_factory=list,
        repr=False,
        order_by="Instalment.number",
        primaryjoin="and_(Pledge.id == foreign(Instalment.pledge_id), "
        "Instalment.revision == Pledge.schedule)",
    )
    steps: Mapped[list["PledgeStep"]] = relationship(
        default_factory=list, repr=False, order_by="PledgeStep.id"
    )
    deliveries: Mapped[list["Delivery"]] = relationship(
        default_factory=list, repr=False, order_by="Delivery.id", back_populates="pledge"
    )
    estimates: Mapped[list["Estimate"]] = relationship(
        default_factory=list, repr=False, order_by="Estimate.id"
    )


class Instalment(Base, kw_only=True):
    """A dated part of a pledge; those of a revision together are exactly its amount."""

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("pledge_id", "revision", "number"),
        CheckConstraint(whole("amount"), name="amount"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False)
    number: Mapped[int]
    amount: Mapped[Money]
    due_on: Mapped[date]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")


class Estimate(Base, kw_only=True):
    """What somebody says a promise that is no rupiah is worth: shown, never added. Append-only.

    `quantity` of the pledge's smallest unit is worth `value` whole rupiah on a day; the latest row
    holds. `basis` says where that comes from; empty: the programme's own value of the unit.
    """

    __tablename__ = "estimate"
    __table_args__ = (
        CheckConstraint(whole("quantity"), name="quantity"),
        CheckConstraint(whole("value"), name="value"),
        Index("ix_estimate_pledge_id", "pledge_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False)
    quantity: Mapped[Money]
    value: Mapped[Money]
    holds_on: Mapped[date]
    basis: Mapped[Label] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class PledgeStep(Base, kw_only=True):
    """What somebody did with an offer. Append-only; the database refuses changes."""

    __tablename__ = "pledge_step"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('offered','amended','accepted','declined','withdrawn')", name="kind"
        ),
        Index("ix_pledge_step_pledge_id_kind", "pledge_id", "kind"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False)
    kind: Mapped[str] = mapped_column(String(12))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")


class Delivery(Base, kw_only=True):
    """One transfer as both sides tell it. It counts once two people have said the same sum.

    While it counts, `transfer` is the public id of its (first) row in the ledger. `settled_by` is
    the saying that settled it last: after a reversal the recipient has to speak anew. A `refund`
    goes the other way. `third`: the sum is above the office's limit, a coordinator has to say it
    as well.
    """

    __tablename__ = "delivery"
    __table_args__ = (CheckConstraint("kind IN ('receipt','refund')", name="kind"),)

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False, index=True)
    opened_at: Mapped[datetime]
    transfer: Mapped[str | None] = mapped_column(String(36), unique=True, default=None)
    settled_by: Mapped[int | None] = mapped_column(default=None)
    kind: Mapped[str] = mapped_column(String(8), default="receipt", server_default="receipt")
    third: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    pledge: Mapped[Pledge] = relationship(default=None, repr=False, back_populates="deliveries")
    sayings: Mapped[list["Saying"]] = relationship(
        default_factory=list, repr=False, order_by="Saying.id"
    )

    @property
    def scope(self) -> Scope:
        """It belongs where its pledge belongs."""
        return self.pledge.scope


class Saying(Base, kw_only=True):
    """One side's word on a delivery: how much, when. A correction is a new row. Append-only."""

    __tablename__ = "saying"
    __table_args__ = (
        CheckConstraint("side IN ('donor','recipient','coordinator')", name="side"),
        CheckConstraint(whole("amount", least=0), name="amount"),
        Index("ix_saying_delivery_id", "delivery_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), init=False)
    side: Mapped[str] = mapped_column(String(12))
    amount: Mapped[Money]
    happened_on: Mapped[date]
    reference: Mapped[Label] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    handover: Mapped["Handover | None"] = relationship(default=None, repr=False)


class Handover(Base, kw_only=True):
    """What a word about goods, hours, rooms or people tells beside how many. Append-only."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("condition IN ('good','fair','bad')", name="condition"),)

    id: Mapped[Key] = mapped_column(init=False)
    saying_id: Mapped[int] = mapped_column(ForeignKey("saying.id"), init=False, unique=True)
    what: Mapped[Label]
    condition: Mapped[str] = mapped_column(String(8))


class Discrepancy(Base, kw_only=True):
    """Two sides that say different sums of one delivery: open until they say the same.

    `outcome` says how it ended: agreed, or nothing was moved after all.
    """

    __tablename__ = "discrepancy"
    __table_args__ = (
        CheckConstraint("outcome IN ('','agreed','nothing')", name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), init=False, index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str] = mapped_column(String(8), default="")

    delivery: Mapped[Delivery] = relationship(default=None, repr=False)
    notes: Mapped[list["DiscrepancyNote"]] = relationship(
        default_factory=list, repr=False, order_by="DiscrepancyNote.id"
    )

    @property
    def scope(self) -> Scope:
        """It belongs where its pledge belongs."""
        return self.delivery.scope


class DiscrepancyNote(Base, kw_only=True):
    """What somebody says about a discrepancy. Append-only.

    A coordinator's decision names who is `asked` to look again (donor, recipient, both) and until
    when; a comment asks nobody.
    """

    __tablename__ = "discrepancy_note"
    __table_args__ = (
        CheckConstraint("side IN ('donor','owner','coordinator')", name="side"),
        CheckConstraint("asked IN ('','donor','recipient','both')", name="asked"),
        CheckConstraint("(asked = '') = (due_on IS NULL)", name="due_on"),
        Index("ix_discrepancy_note_discrepancy_id", "discrepancy_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    discrepancy_id: Mapped[int] = mapped_column(ForeignKey("discrepancy.id"), init=False)
    side: Mapped[str] = mapped_column(String(12))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(String(10), default="")
    due_on: Mapped[date | None] = mapped_column(default=None)


class OfficeLimit(Base, kw_only=True):
    """From when on receipts above which sum need a coordinator as well. Append-only.

    The latest row of a region holds in it and below, where nothing nearer was set; None: no limit.
    """

    __tablename__ = "office_limit"
    __table_args__ = (
        CheckConstraint(f"amount IS NULL OR ({whole('amount')})", name="amount"),
        Index("ix_office_limit_region_code", "region_code"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    amount: Mapped[Money | None]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
