"""What is kept of suspected pairs, and which entries were compared."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Key
from portal.directory.models import Organisation


class Pair(Base, kw_only=True):
    """Two entries that may be one organisation; `one_id` is the older entry.

    `score` is 0 to 100, `reasons` are of `rules.REASONS`. A dismissed pair stays dismissed, with
    who, when and why, until their numbers become equal.
    """

    __tablename__ = "pair"
    __table_args__ = (
        UniqueConstraint("one_id", "two_id"),
        CheckConstraint("one_id < two_id", name="older_first"),
        CheckConstraint("state IN ('open','dismissed')", name="state"),
        Index("ix_pair_two_id", "two_id"),
        Index("ix_pair_state_score", "state", "score"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    one_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    two_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    score: Mapped[int]
    reasons: Mapped[tuple[str, ...]]
    seen_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(300), default="")

    one: Mapped[Organisation] = relationship(
        foreign_keys="Pair.one_id", default=None, repr=False, init=False
    )
    two: Mapped[Organisation] = relationship(
        foreign_keys="Pair.two_id", default=None, repr=False, init=False
    )


class Compared(Base, kw_only=True):
    """At which of its versions an entry was last compared with its neighbours."""

    __tablename__ = "compared"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
