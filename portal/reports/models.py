"""What is kept of reports of wrong data."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Report(Base, kw_only=True):
    """Somebody says that a part of an entry is wrong.

    `reply_to` is an e-mail address or a number for the answer; only coordinators see it, and it
    is emptied afterwards. `key` is the form's own, so that a double click makes one report.
    `answered_at` stays None while it waits.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_report_organisation_id", "organisation_id"),
        CheckConstraint("part IN ('phone','address','closed','service','other')", name="part"),
        CheckConstraint("outcome IN ('','corrected','not_wrong','passed_on')", name="outcome"),
        CheckConstraint("(outcome = '') = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    key: Mapped[str] = mapped_column(String(36))
    part: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str] = mapped_column(String(254), default="", repr=False)
    made_at: Mapped[datetime]
    answer_by: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to the organisation that it is about."""
        return self.organisation.scope
