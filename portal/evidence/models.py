"""What is kept of documents; what coordinators saw, and who opened what, is in the journal."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Label, PublicId, public_id
from portal.directory.models import Organisation


class Document(Base, kw_only=True):
    """A document of an organisation with its file. Who opened it stands in the journal.

    `file` is the name in the store, `name` the one to save it under. `expires_on` is its last
    day. `told` is the last reminder: 30 or 7 days before, -1 once it ran out. `checked_on` is
    empty until a coordinator has looked at it.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("media IN ('pdf','jpeg','png')", name="media"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint(
            "issued_on IS NULL OR expires_on IS NULL OR issued_on <= expires_on", name="days"
        ),
        Index("ix_document_expires_on", "expires_on"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(80), default="")
    issuer: Mapped[Label] = mapped_column(default="")
    issued_on: Mapped[date | None] = mapped_column(default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    file: Mapped[str] = mapped_column(String(32), unique=True)
    media: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    told: Mapped[int | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(init=False, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation, in the region of that one's seat."""
        return self.organisation.scope
