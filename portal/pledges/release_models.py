"""What is kept of a release that the owner proposes: what was asked, and the one answer to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Money, PublicId, public_id, whole
from portal.pledges.models import Pledge


class ReleaseProposal(Base, kw_only=True):
    """The owner asks the donor to give up a part of what is awaited, and why. Append-only.

    Of one pledge at most one has no answer. Whether that one still stands is computed.
    """

    __tablename__ = "release_proposal"
    __table_args__ = (
        CheckConstraint(whole("amount"), name="amount"),
        Index("ix_release_proposal_pledge_id", "pledge_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    amount: Mapped[Money]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship(default=None, repr=False, viewonly=True)
    answer: Mapped["ReleaseAnswer | None"] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs where its pledge belongs."""
        return self.pledge.scope


class ReleaseAnswer(Base, kw_only=True):
    """How a proposal ended, once and for ever. The database refuses a second one, and changes."""

    __tablename__ = "release_answer"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("kind IN ('agreed','refused','withdrawn','lapsed')", name="kind"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("release_proposal.id"), init=False)
    kind: Mapped[str] = mapped_column(String(10))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
