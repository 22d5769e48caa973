"""What is kept of what a donor means to give."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Money, PublicId, public_id, whole
from portal.directory.models import Organisation
from portal.programmes.models import Requirement


class SupportPlan(Base, kw_only=True):
    """A draft: about how much, in which year, for which line (None: for anything that fits).

    Nobody but the organisation's members sees it, and it counts nowhere.
    """

    __tablename__ = "support_plan"
    __table_args__ = (
        CheckConstraint(whole("amount"), name="amount"),
        Index("ix_support_plan_organisation_id", "organisation_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"), init=False)
    year: Mapped[int]
    amount: Mapped[Money]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)
    requirement: Mapped[Requirement | None] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope


class SeasonTold(Base, kw_only=True):
    """That a person was told, so many days before, that an organisation's budget closes."""

    __tablename__ = "season_told"
    __table_args__ = (UniqueConstraint("account_id", "organisation_id", "closes_on", "stage"),)

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    closes_on: Mapped[date]
    stage: Mapped[int]
    told_on: Mapped[date]
