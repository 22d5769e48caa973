"""What is kept of programmes and of what they need."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import MOST, Base, Key, Label, Money, PublicId, public_id
from portal.directory.models import Organisation


class Programme(Base, kw_only=True):
    """Work that needs resources, owned by one verified organisation.

    A `fund` is a pooled one: it passes money on to lines of other programmes, as `fund_rules` say.
    """

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("status IN ('draft','published','closed','unpublished')", name="status"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        Index("ix_programme_status_stage", "status", "stage"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    title: Mapped[Label]
    stage: Mapped[str] = mapped_column(String(12))
    specialities: Mapped[tuple[str, ...]] = mapped_column(default=())
    summary: Mapped[str] = mapped_column(String(500), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    expected: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12), default="draft")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    fund: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    fund_rules: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    # Its texts are off every public page; revisions of texts are shown from `texts_since` on.
    held: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    texts_since: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)
    coverage: Mapped[list["ProgrammeCoverage"]] = relationship(
        default_factory=list,
        repr=False,
        cascade="all, delete-orphan",
        order_by="ProgrammeCoverage.region_code",
    )
    requirements: Mapped[list["Requirement"]] = relationship(
        default_factory=list, repr=False, order_by="Requirement.id", back_populates="programme"
    )

    @property
    def public_summary(self) -> str:
        """Its summary as everybody may read it: '' while a coordinator holds its texts."""
        return "" if self.held else self.summary

    @property
    def public_story(self) -> str:
        """Its story, likewise."""
        return "" if self.held else self.story

    @property
    def public_expected(self) -> str:
        """The results that it hopes for, likewise."""
        return "" if self.held else self.expected

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, in the region of that one's seat."""
        return self.organisation.scope


class ProgrammeCoverage(Base, kw_only=True):
    """A region in which a programme works."""

    __tablename__ = "programme_coverage"
    __table_args__ = (
        UniqueConstraint("programme_id", "region_code"),
        Index("ix_programme_coverage_region_code", "region_code"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), init=False)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))


class Requirement(Base, kw_only=True):
    """One line of a budget. `unit_value` is whole rupiah; the original stays when it is revised."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("kind IN ('cash','goods','services','facility','people')", name="kind"),
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST}", name="quantity"),
        CheckConstraint(
            f"unit_value IS NULL OR unit_value BETWEEN 1 AND {MOST}", name="unit_value"
        ),
        CheckConstraint("kind <> 'cash' OR unit_value IS NOT NULL", name="cash_has_value"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), init=False, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    description: Mapped[Label]
    quantity: Mapped[Money]
    unit: Mapped[str] = mapped_column(String(20))
    unit_value: Mapped[Money | None]
    needed_by: Mapped[date]
    # Where an estimated value comes from: a market price, a public cost standard.
    basis: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    original_quantity: Mapped[Money | None] = mapped_column(default=None)
    original_unit_value: Mapped[Money | None] = mapped_column(default=None)

    programme: Mapped[Programme] = relationship(
        default=None, repr=False, back_populates="requirements"
    )

    @property
    def value(self) -> int:
        """What the whole line is worth now, in rupiah; 0 for a line without a value."""
        return self.quantity * (self.unit_value or 0)

    @property
    def original_value(self) -> int:
        """What it was worth when the programme was published; before that, what it is now."""
        if self.original_quantity is None:
            return self.value
        return self.original_quantity * (self.original_unit_value or 0)

    @property
    def scope(self) -> Scope:
        """It belongs to its programme's owner."""
        return self.programme.scope


class ProgrammeRest(Base, kw_only=True):
    """Where the unused rest of a closed programme goes, as its owner said. Rows never change.

    The last row holds. `onward_id` is the programme that a rest is carried on to.
    """

    __tablename__ = "programme_rest"
    __table_args__ = (
        CheckConstraint("choice IN ('refund','carry','keep')", name="choice"),
        CheckConstraint("(choice = 'carry') = (onward_id IS NOT NULL)", name="onward"),
        Index("ix_programme_rest_programme_id", "programme_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    choice: Mapped[str] = mapped_column(String(8))
    onward_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    onward: Mapped[Programme | None] = relationship(
        default=None, repr=False, viewonly=True, foreign_keys=[onward_id]
    )
