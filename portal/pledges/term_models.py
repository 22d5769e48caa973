"""What every offer says, whether to a line or to a whole programme."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Constraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from portal.access import Scope
from portal.assets import LONGEST_ASSET, RUPIAH
from portal.db import Money, PublicId, public_id, whole
from portal.programmes.models import Programme


class Offered(MappedAsDataclass, kw_only=True):
    """Who offers what to whom, from which source, on which terms, until when."""

    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    reference: Mapped[str] = mapped_column(String(16))
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False, index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), init=False, index=True)
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET), default=RUPIAH)
    amount: Mapped[Money]
    source: Mapped[str] = mapped_column(String(20))
    budget_level: Mapped[str] = mapped_column(String(10), default="")
    # Where a community's money comes from (`permits.rules.GROUNDS`); other sources have none.
    ground: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    conditions: Mapped[str] = mapped_column(Text, default="")
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    valid_until: Mapped[date]
    offered_at: Mapped[datetime]

    programme: Mapped[Programme]

    @property
    def scope(self) -> Scope:
        """It lies between the programme's owner and the donor, in the programme's region."""
        owner = self.programme.scope
        return Scope(owner=owner.owner, donor=self.donor_id, region=owner.region)


def terms() -> tuple[Constraint, ...]:
    """What the database asks of every offer; each table needs constraints of its own."""
    return (
        UniqueConstraint("reference"),
        CheckConstraint(whole("amount"), name="amount"),
        CheckConstraint(
            "source IN ('public_budget','csr','community','philanthropy','international')",
            name="source",
        ),
        CheckConstraint("(source = 'public_budget') = (budget_level <> '')", name="budget_level"),
        CheckConstraint(
            "ground = '' OR (source = 'community' AND ground IN ('members','public','zakat'))",
            name="ground",
        ),
    )
