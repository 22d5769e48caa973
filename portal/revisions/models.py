"""What is kept of changes to what was public already. Rows never change."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Revision(Base, kw_only=True):
    """One field of a programme, or of a line of its budget, before and after a change.

    Numbers are kept as digits and days as ISO dates; `requirement_id` is empty for the
    programme's own texts. Fields that were changed in one act share `at` and `reason`.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_programme_id", "programme_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"), default=None)
    field: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(300))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
