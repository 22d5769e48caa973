"""What is kept of lists of partners, and of the organisations in them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation


class Shortlist(Base, kw_only=True):
    """A list of possible partners. It belongs to an organisation's members, or to an office.

    `office` is a region's code, 'nation', or '' for a list of an organisation. `name`, `purpose`
    and the notes are read by those who share it and by nobody else. `version` counts changes of
    the list's own words.
    """

    __tablename__ = "shortlist"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("(organisation_id IS NULL) = (office <> '')", name="one_owner"),
        Index("ix_shortlist_organisation_id", "organisation_id"),
        Index("ix_shortlist_office", "office"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    key: Mapped[str] = mapped_column(String(36))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    office: Mapped[str] = mapped_column(String(8), default="")
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    # The last change of the list or of anything in it.
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation's members, or to the coordinators of its office."""
        return Scope(owner=self.organisation_id, office=self.office)


class ShortlistEntry(Base, kw_only=True):
    """One organisation in a list, with a note. `version` counts changes of the note."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("shortlist_id", "organisation_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    shortlist_id: Mapped[int] = mapped_column(
        ForeignKey("shortlist.id", ondelete="CASCADE"), init=False
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    note: Mapped[str] = mapped_column(String(500), default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    shortlist: Mapped[Shortlist] = relationship(default=None, repr=False)
    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to whoever shares its list."""
        return self.shortlist.scope
