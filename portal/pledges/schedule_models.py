"""What is kept of a schedule that changed: why, and what went from which instalment where."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key, Money, whole


class ScheduleChange(Base, kw_only=True):
    """One change of a pledge's schedule. Append-only.

    It made the instalments of `revision`; those of the revision before stay as they were. `amount`
    left instalment `part`, or came to it where a schedule was shortened; `due_on` is the date on
    which it is awaited now, None where it is given up or was sent already.
    """

    __tablename__ = "schedule_change"
    __table_args__ = (
        CheckConstraint("kind IN ('carried','extended','reduced','shortened')", name="kind"),
        CheckConstraint("(kind IN ('carried','extended')) = (due_on IS NOT NULL)", name="due_on"),
        CheckConstraint(whole("amount"), name="amount"),
        Index("ix_schedule_change_pledge_id", "pledge_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    part: Mapped[int]
    amount: Mapped[Money]
    due_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
