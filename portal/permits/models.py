"""What is kept of a permit. The paper itself is among the organisation's documents."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Label, PublicId, public_id
from portal.directory.models import Organisation
from portal.programmes.models import Programme


class CollectionPermit(Base, kw_only=True):
    """A permit to collect from the public for one programme, or an organisation's zakat licence.

    What was taken off the file keeps its row: offers were made while it stood there.
    """

    __tablename__ = "collection_permit"
    __table_args__ = (
        CheckConstraint("kind IN ('pub','zakat')", name="kind"),
        CheckConstraint("(kind = 'pub') = (programme_id IS NOT NULL)", name="programme"),
        CheckConstraint("kind <> 'pub' OR ends_on IS NOT NULL", name="ends"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="days"),
        CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name="removed"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    kind: Mapped[str] = mapped_column(String(8))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme.id"), default=None, index=True
    )
    number: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[Label]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(default=None, repr=False, viewonly=True)
    programme: Mapped[Programme | None] = relationship(default=None, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """It belongs to its holder."""
        return self.organisation.scope
