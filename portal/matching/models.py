"""What is kept of what a donor cares about."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key
from portal.directory.models import Organisation
from portal.matching.rules import Cares


class DonorFocus(Base, kw_only=True):
    """What an organisation gives to, as codes; one row an organisation.

    `months` ('1' to '12') are those in which its next budget is made. `findable`: owners of
    programmes and coordinators may see that it fits their needs.
    """

    __tablename__ = "donor_focus"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    stages: Mapped[tuple[str, ...]] = mapped_column(default=())
    specialities: Mapped[tuple[str, ...]] = mapped_column(default=())
    regions: Mapped[tuple[str, ...]] = mapped_column(default=())
    nationwide: Mapped[bool] = mapped_column(Boolean, default=False)
    kinds: Mapped[tuple[str, ...]] = mapped_column(default=())
    sources: Mapped[tuple[str, ...]] = mapped_column(default=())
    months: Mapped[tuple[str, ...]] = mapped_column(default=())
    findable: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope

    @property
    def cares(self) -> Cares:
        """The same as the rule of fitting reads it."""
        return Cares(
            stages=self.stages,
            specialities=self.specialities,
            regions=self.regions,
            nationwide=self.nationwide,
            kinds=self.kinds,
            sources=self.sources,
            months=self.months,
        )
