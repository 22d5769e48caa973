"""What is kept of slips: a code's hash, how it ended, and changes that its holder proposed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Slip(Base, kw_only=True):
    """A printed code. The newest of an entry is the only one that opens it."""

    __tablename__ = "slip"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("ended_as IN ('','revoked','replaced','taken_over')", name="ended_as"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), repr=False)
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_as: Mapped[str] = mapped_column(String(10), default="")

    organisation: Mapped[Organisation] = relationship(init=False, repr=False)


class SlipChange(Base, kw_only=True):
    """A contact that somebody wants to add to a checked entry, or to remove, by a slip's code.

    It has no effect until a member or a coordinator accepts it. `value` is kept as a contact's is.
    """

    __tablename__ = "slip_change"
    __table_args__ = (
        CheckConstraint("what IN ('add','remove')", name="what"),
        CheckConstraint("state IN ('waiting','accepted','refused','withdrawn')", name="state"),
        Index("ix_slip_change_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(254), repr=False)
    visibility: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(init=False, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, in the region of that one's seat."""
        return self.organisation.scope
