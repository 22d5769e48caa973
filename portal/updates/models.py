"""What is kept of news of a programme and their photos."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.programmes.models import Programme
from portal.updates.rules import small_size


class ProgrammeUpdate(Base, kw_only=True):
    """One piece of news, about a day. What its owner removed keeps its row."""

    __tablename__ = "programme_update"
    __table_args__ = (
        CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name="removed"),
        Index("ix_programme_update_programme_id_happened_on", "programme_id", "happened_on"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    # A coordinator took it off every public page.
    held: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    programme: Mapped[Programme] = relationship(default=None, repr=False, viewonly=True)
    photos: Mapped[list["UpdatePhoto"]] = relationship(
        default_factory=list, repr=False, order_by="UpdatePhoto.id", back_populates="update"
    )

    @property
    def scope(self) -> Scope:
        """It belongs to its programme's owner."""
        return self.programme.scope

    @property
    def kept(self) -> list["UpdatePhoto"]:
        """The photos that its owner has not removed."""
        return [one for one in self.photos if one.removed_at is None]

    @property
    def shown(self) -> list["UpdatePhoto"]:
        """The photos that everybody sees with it."""
        return [one for one in self.kept if not one.held]


class UpdatePhoto(Base, kw_only=True):
    """A photo in two sizes (JPEG), with words for those who do not see it."""

    __tablename__ = "update_photo"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name="removed"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    update_id: Mapped[int] = mapped_column(
        ForeignKey("programme_update.id"), init=False, index=True
    )
    file: Mapped[str] = mapped_column(String(32), unique=True)
    small: Mapped[str] = mapped_column(String(32), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(200))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    # A coordinator took it off every public page.
    held: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    update: Mapped[ProgrammeUpdate] = relationship(
        default=None, repr=False, back_populates="photos"
    )

    @property
    def scope(self) -> Scope:
        """It belongs to its programme's owner."""
        return self.update.scope

    @property
    def small_size(self) -> tuple[int, int]:
        """How large the small picture is, in pixels."""
        return small_size(self.width, self.height)
