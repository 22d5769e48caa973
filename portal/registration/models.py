"""What is kept of a registration that was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key
from portal.directory.models import Organisation


class Submission(Base, kw_only=True):
    """A registration in a coordinator's hands; the same reference stays when it is sent again.

    `last_reason` is what the latest decision told the applicant.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("organisation_id"),
        CheckConstraint("state IN ('waiting','returned','decided')", name="state"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    reference: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    first_sent_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    times_sent: Mapped[int] = mapped_column(default=1)
    last_reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, in the region of that one's seat."""
        return self.organisation.scope


class Remark(Base, kw_only=True):
    """What a coordinator wrote beside one claim when they asked for changes. It never changes.

    `was` is the claim at that moment, where it may be kept; `mark` tells whether it changed since.
    """

    __tablename__ = "remark"

    id: Mapped[Key] = mapped_column(init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    times_sent: Mapped[int]
    field: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    was: Mapped[Any] = mapped_column(JSON)
    mark: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
