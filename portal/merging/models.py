"""What is kept of a merge: who decided it and why, and every value that it changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Merge(Base, kw_only=True):
    """Two entries that became one: the loser is closed, the winner goes on."""

    __tablename__ = "merge"
    __table_args__ = (
        Index("ix_merge_winner_id", "winner_id"),
        Index("ix_merge_loser_id", "loser_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    winner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    loser_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    loser_name: Mapped[str] = mapped_column(String(200))
    merged_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    merged_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)

    winner: Mapped[Organisation] = relationship(
        foreign_keys="Merge.winner_id", default=None, repr=False, init=False
    )
    loser: Mapped[Organisation] = relationship(
        foreign_keys="Merge.loser_id", default=None, repr=False, init=False
    )
    changes: Mapped[list["MergeChange"]] = relationship(
        default_factory=list, repr=False, order_by="MergeChange.number"
    )

    @property
    def scope(self) -> Scope:
        """It belongs where the entry that goes on belongs."""
        return self.winner.scope


class MergeChange(Base, kw_only=True):
    """One value that a merge changed, in order: of which row and column, from what to what."""

    __tablename__ = "merge_change"
    __table_args__ = (UniqueConstraint("merge_id", "number"),)

    id: Mapped[Key] = mapped_column(init=False)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"), init=False)
    number: Mapped[int]
    of_table: Mapped[str] = mapped_column(String(60))
    of_column: Mapped[str] = mapped_column(String(60))
    row_key: Mapped[str] = mapped_column(String(120))
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
