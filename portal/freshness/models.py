"""What is kept of an entry's age: reminders that went out, and questions before it is hidden."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Key
from portal.directory.models import Organisation


class Reminder(Base, kw_only=True):
    """A reminder that was sent: so many days before an entry falls due, once a confirmation."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("organisation_id", "since", "days"),)

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[date]
    days: Mapped[int]
    sent_at: Mapped[datetime]


class HidingQuestion(Base, kw_only=True):
    """May the only provider of something leave the search? One row an entry, until it is confirmed.

    `gaps` are 'speciality@region' codes. The journal keeps every answer; this row the latest.
    """

    __tablename__ = "hiding_question"
    __table_args__ = (
        UniqueConstraint("organisation_id"),
        CheckConstraint("answer IN ('','call','extend','hide')", name="answer"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    gaps: Mapped[tuple[str, ...]]
    asked_at: Mapped[datetime]
    times_asked: Mapped[int] = mapped_column(default=1)
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def opens(self) -> list[tuple[str, str]]:
        """The gaps as (speciality, region)."""
        return [(one.partition("@")[0], one.partition("@")[2]) for one in self.gaps]
