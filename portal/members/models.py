"""What is kept of invitations to act for an organisation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Invitation(Base, kw_only=True):
    """Somebody was asked to act for an organisation; they accept from their own account."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('owner','editor')", name="role"),
        CheckConstraint("state IN ('waiting','accepted','withdrawn')", name="state"),
        Index("ix_invitation_organisation_id_state", "organisation_id", "state"),
        Index("ix_invitation_account_id", "account_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(10))
    invited_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")

    organisation: Mapped[Organisation] = relationship(init=False, repr=False)

    @property
    def scope(self) -> Scope:
        """It is addressed to one account, and made by an organisation."""
        return Scope(
            owner=self.organisation_id,
            region=self.organisation.region_code,
            person=self.account_id,
        )


class Stewardship(Base, kw_only=True):
    """Who registered a group that has no accounts of its own, and for which organisation."""

    __tablename__ = "stewardship"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    through_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    made_at: Mapped[datetime]

    through: Mapped[Organisation | None] = relationship(
        init=False, repr=False, foreign_keys=[through_id]
    )
