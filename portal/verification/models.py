"""What is kept of decisions about submissions."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
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


class Look(Base, kw_only=True):
    """One finished look of a coordinator at a submission: what they ticked and what they said.

    'approved' is the first of two approvals, 'sent_back' its undoing; the other outcomes are
    decisions. Rows never change.
    """

    __tablename__ = "look"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('approved','sent_back','verified','changes_requested','rejected')",
            name="outcome",
        ),
    )

    id: Mapped[Key] = mapped_column(init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    times_sent: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    ticks: Mapped[tuple[str, ...]]
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class Draft(Base, kw_only=True):
    """A review that somebody has begun: ticks, remarks (field → text) and words not sent yet."""

    __tablename__ = "review_draft"
    __table_args__ = (UniqueConstraint("submission_id", "account_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ticks: Mapped[tuple[str, ...]] = mapped_column(default=())
    remarks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    decision: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]


class CallBack(Base, kw_only=True):
    """A call to a number that was found elsewhere than in the form. Neither number nor name stays.

    `answered_by` is a role, such as "ketua"; rows never change.
    """

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint("result IN ('confirmed','visited','denied','unanswered')", name="result"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    called_on: Mapped[date]
    answered_by: Mapped[str] = mapped_column(String(60), default="")
    result: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
