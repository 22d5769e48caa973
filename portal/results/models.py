"""What is kept of expected results and of reports of results: numbers only, never people."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import MOST, Base, Key, Label, Money, PublicId, public_id
from portal.programmes.models import Programme


class ExpectedResult(Base, kw_only=True):
    """One thing that a programme wants to achieve: `target` of `unit`, in the order of `place`."""

    __tablename__ = "expected_result"
    __table_args__ = (
        CheckConstraint(f"target BETWEEN 1 AND {MOST}", name="target"),
        Index("ix_expected_result_programme_id", "programme_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    place: Mapped[int]
    indicator: Mapped[Label]
    target: Mapped[Money]
    unit: Mapped[str] = mapped_column(String(40))


class ResultReport(Base, kw_only=True):
    """What was achieved from one day to another, both included. Append-only.

    A correction is a report of its own that names the one it stands in for, once at most.
    """

    __tablename__ = "result_report"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="period"),
        UniqueConstraint("corrects"),
        Index("ix_result_report_programme_id", "programme_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    words: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    corrects: Mapped[int | None] = mapped_column(ForeignKey("result_report.id"), default=None)

    programme: Mapped[Programme] = relationship(default=None, repr=False, viewonly=True)
    values: Mapped[list["ResultValue"]] = relationship(
        default_factory=list, repr=False, order_by="ResultValue.id"
    )

    @property
    def scope(self) -> Scope:
        """It belongs to its programme's owner."""
        return self.programme.scope


class ResultValue(Base, kw_only=True):
    """How much of one expected result a report tells; what it leaves out has no row."""

    __tablename__ = "result_value"
    __table_args__ = (
        CheckConstraint(f"value BETWEEN 0 AND {MOST}", name="value"),
        UniqueConstraint("report_id", "result_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("result_report.id"), init=False)
    result_id: Mapped[int] = mapped_column(ForeignKey("expected_result.id"), index=True)
    value: Mapped[Money]

    result: Mapped[ExpectedResult] = relationship(default=None, repr=False, viewonly=True)
