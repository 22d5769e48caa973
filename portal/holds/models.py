"""What is kept of a hold: what was taken down, what it said then, why, and until when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.programmes.models import Programme
from portal.updates.models import ProgrammeUpdate, UpdatePhoto


class Hold(Base, kw_only=True):
    """A programme's texts, one of its news, or a photo, off every public page.

    `said` are its words when it was taken down; `asked_at` is when its owner asked for another
    look. A photo's files stay as long as the row does.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("kind IN ('story','update','photo')", name="kind"),
        CheckConstraint("(kind = 'story') = (update_id IS NULL)", name="update"),
        CheckConstraint("(kind = 'photo') = (photo_id IS NOT NULL)", name="photo"),
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    kind: Mapped[str] = mapped_column(String(8))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    update_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme_update.id"), default=None, index=True
    )
    photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("update_photo.id"), default=None, index=True
    )
    said: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(500))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)

    programme: Mapped[Programme] = relationship(default=None, repr=False, viewonly=True)
    update: Mapped[ProgrammeUpdate | None] = relationship(default=None, repr=False, viewonly=True)
    photo: Mapped[UpdatePhoto | None] = relationship(default=None, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """It belongs to its programme's owner, in that one's region."""
        return self.programme.scope
