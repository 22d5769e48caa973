"""What is kept of printed papers: the file as it was made, its mark, and its main sums."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key
from portal.directory.models import Organisation
from portal.pledges.models import Pledge


class Printed(Base, kw_only=True):
    """One paper with a number. It never changes; the database refuses.

    `organisation` is the donor. `ref` is the public id of the delivery of a receipt, or ''. `sums`
    is what the paper says by asset, in its smallest unit; `seq` the ledger's newest row then.
    """

    __tablename__ = "printed"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("kind IN ('statement','receipt','handover','intent')", name="kind"),
        CheckConstraint("(kind = 'statement') = (pledge_id IS NULL)", name="of_pledge"),
        CheckConstraint("(kind = 'statement') = (since IS NOT NULL)", name="has_since"),
        CheckConstraint("(kind = 'statement') = (until IS NOT NULL)", name="has_until"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    number: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), index=True)
    ref: Mapped[str] = mapped_column(String(36), default="")
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(String(2))
    sums: Mapped[dict[str, Any]] = mapped_column(JSON)
    seq: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    organisation: Mapped[Organisation] = relationship(init=False, repr=False, viewonly=True)
    pledge: Mapped[Pledge | None] = relationship(init=False, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """A paper of a pledge belongs where that belongs; a statement to its donor alone."""
        if self.pledge is not None:
            return self.pledge.scope
        donor = self.organisation.merged_into_id or self.organisation_id
        return Scope(donor=donor, region=None)
