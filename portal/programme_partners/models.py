"""What is kept of a partner of a programme; every ask and answer is in the journal as well."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, PublicId, public_id
from portal.directory.models import Organisation
from portal.programmes.models import Programme


class ProgrammePartner(Base, kw_only=True):
    """An organisation that was asked to be named at a programme, once per programme.

    Only `agreed` is public. `version` counts what it was asked: it answers what it has read.
    """

    __tablename__ = "programme_partner"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id"),
        CheckConstraint("role IN ('implementing','service','funding','beneficiary')", name="role"),
        CheckConstraint("state IN ('waiting','agreed','declined','ended')", name="state"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    role: Mapped[str] = mapped_column(String(12))
    task: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(default=None, repr=False)
    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It is for the organisation that was asked to answer."""
        return self.organisation.scope
