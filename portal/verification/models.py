"""What is kept of decisions about submissions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Decision(Base, kw_only=True):
    """A coordinator's dated word on a submission, with the reason that the applicant reads."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("outcome IN ('verified','changes_requested','rejected')", name="outcome"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
