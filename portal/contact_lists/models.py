"""What is kept of a request for a region's closed contacts; the contacts themselves are not."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id


class ContactList(Base, kw_only=True):
    """A coordinator asks for the closed contacts of a region; another one allows or refuses.

    `reason` is read by the second coordinator and by the organisations whose contacts were
    taken; `answer` by whoever asked.
    """

    __tablename__ = "contact_list"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("outcome IN ('','approved','refused')", name="outcome"),
        CheckConstraint("(outcome = '') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    key: Mapped[str] = mapped_column(String(36))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    reason: Mapped[str] = mapped_column(String(300))
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str] = mapped_column(String(300), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    downloads: Mapped[int] = mapped_column(default=0)

    @property
    def scope(self) -> Scope:
        """It belongs to the coordinators of its region."""
        return Scope(region=self.region_code)
