"""What is kept of changes that were proposed for a verified entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key
from portal.directory.models import Organisation


class Proposal(Base, kw_only=True):
    """Fields of an entry (`directory.critical.FIELDS`), as they were and as they shall be.

    `waiting_for` names the organisation while it waits: so there is at most one for each.
    `version` counts its makers' saves, `first_by` is the first of two who agreed.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("waiting_for"),
        CheckConstraint("state IN ('waiting','accepted','refused','withdrawn')", name="state"),
        CheckConstraint("(state = 'waiting') = (waiting_for IS NOT NULL)", name="waiting"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    reference: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True, init=False
    )
    waiting_for: Mapped[int | None] = mapped_column(default=None)
    old: Mapped[dict[str, Any]] = mapped_column(JSON)
    new: Mapped[dict[str, Any]] = mapped_column(JSON)
    new_address: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    first_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    first_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, in the region of that one's seat."""
        return self.organisation.scope
