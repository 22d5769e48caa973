"""What is kept of slips: a code's hash, for which entry, until when, and how it ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Slip(Base, kw_only=True):
    """A printed code. The newest of an entry is the only one that opens it."""

    __tablename__ = "slip"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("ended_as IN ('','revoked','replaced','taken_over')", name="ended_as"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), repr=False)
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_as: Mapped[str] = mapped_column(String(10), default="")

    organisation: Mapped[Organisation] = relationship(init=False, repr=False)
