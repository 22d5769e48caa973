"""What is kept of organisations that somebody suggested, and of links that invite to register."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Label, PublicId, public_id
from portal.directory.models import Organisation
from portal.discovery.rules import link_state


class Suggestion(Base, kw_only=True):
    """An organisation that somebody knows. Only coordinators see how to reach it, by pressing a
    button; a dismissed suggestion no longer holds that. `token` is the form's: twice is once.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("token"),
        CheckConstraint("state IN ('waiting','invited','dismissed')", name="state"),
        Index("ix_suggestion_region_code_state", "region_code", "state"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    token: Mapped[str] = mapped_column(String(36), repr=False)
    name: Mapped[Label]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    reach: Mapped[str] = mapped_column(String(300), repr=False)
    why: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    recommended_by: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    recommender: Mapped[Organisation | None] = relationship(init=False, repr=False)
    link: Mapped["RegistrationLink | None"] = relationship(
        init=False, repr=False, back_populates="suggestion"
    )

    @property
    def scope(self) -> Scope:
        """It belongs to its region."""
        return Scope(region=self.region_code)


class RegistrationLink(Base, kw_only=True):
    """An invitation to register with name, kind and region filled in; good once, for a time."""

    __tablename__ = "registration_link"
    __table_args__ = (UniqueConstraint("suggestion_id"), UniqueConstraint("organisation_id"))

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"))
    name: Mapped[Label]
    kind: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)

    suggestion: Mapped[Suggestion] = relationship(init=False, repr=False, back_populates="link")
    organisation: Mapped[Organisation | None] = relationship(init=False, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its region."""
        return Scope(region=self.region_code)

    def state_at(self, now: datetime) -> str:
        """What has become of it: 'used', 'revoked', 'late', or 'open'."""
        return link_state(
            now,
            expires_at=self.expires_at,
            used_at=self.used_at,
            revoked_at=self.revoked_at,
        )
