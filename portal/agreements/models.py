"""What is kept of an agreement; who opened its document is in the journal."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.pledges.models import Pledge


class Agreement(Base, kw_only=True):
    """What both sides of a pledge signed. Append-only: the newest holds, a renewal is a new row.

    `sha256` is what the bytes of its document come to; without a document all its columns are
    empty.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("kind IN ('mou','pks')", name="kind"),
        CheckConstraint("expires_on > signed_on", name="expires_on"),
        CheckConstraint("media IN ('','pdf','jpeg','png')", name="media"),
        CheckConstraint("(file IS NULL) = (media = '' AND sha256 = '')", name="document"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False, index=True)
    kind: Mapped[str] = mapped_column(String(3))
    number: Mapped[str] = mapped_column(String(80))
    parties: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    file: Mapped[str | None] = mapped_column(String(32), unique=True, default=None)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    media: Mapped[str] = mapped_column(String(4), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship(repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs where its pledge belongs."""
        return self.pledge.scope
