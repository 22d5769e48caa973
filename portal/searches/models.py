"""What is kept of a saved search."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id


class SavedSearch(Base, kw_only=True):
    """A search that somebody keeps, and how often they want a letter about what is new.

    `asked` is its words and filters as a query string, never a place where somebody stands.
    `known` are the public ids found so far, `fresh` those of the last letter. `looked_at` is
    None until the first look, which tells nothing. The row goes with its account.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("every IN ('day','week','none')", name="every"),
        Index("ix_saved_search_account_id", "account_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    key: Mapped[str] = mapped_column(String(36))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    asked: Mapped[str] = mapped_column(String(2000))
    every: Mapped[str] = mapped_column(String(4))
    known: Mapped[tuple[str, ...]] = mapped_column(default=())
    fresh: Mapped[tuple[str, ...]] = mapped_column(default=())
    made_at: Mapped[datetime]
    looked_at: Mapped[datetime | None] = mapped_column(default=None)
    mailed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def scope(self) -> Scope:
        """It belongs to the person who keeps it."""
        return Scope(person=self.account_id)
