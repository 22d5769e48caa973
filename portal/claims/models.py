"""What is kept of claims on entries, and of requests to their owners."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.accounts.models import User
from portal.db import Base, Key, Label, PublicId, public_id
from portal.directory.models import Organisation


class Claim(Base, kw_only=True):
    """Somebody's word that an entry is theirs ('claim'), which a coordinator decides, or that
    they belong to one that has owners ('request'), which those answer.

    `ending` is the last three digits of the number on file to call back; `note` what came of it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("kind IN ('claim','request')", name="kind"),
        CheckConstraint("proof IN ('letter','call','')", name="proof"),
        CheckConstraint("state IN ('waiting','granted','refused','overtaken')", name="state"),
        Index("ix_claim_organisation_id_state", "organisation_id", "state"),
        Index("ix_claim_account_id", "account_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(10))
    role: Mapped[Label]
    proof: Mapped[str] = mapped_column(String(10), default="")
    letter: Mapped[str] = mapped_column(String(300), default="")
    ending: Mapped[str] = mapped_column(String(3), default="")
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    letter_seen: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    organisation: Mapped[Organisation] = relationship(init=False, repr=False)
    claimant: Mapped[User] = relationship(init=False, repr=False, foreign_keys=[account_id])

    @property
    def scope(self) -> Scope:
        """It is about an organisation, in the region of its seat, by one account."""
        return Scope(
            owner=self.organisation_id,
            region=self.organisation.region_code,
            person=self.account_id,
        )


class ClaimLetter(Base, kw_only=True):
    """The letter that a claim is proved with. Its row goes when the claim ends; its file follows.

    `file` is the name in the store, `name` the one to save it under. Who opened it is in the
    journal, and stays there.
    """

    __tablename__ = "claim_letter"
    __table_args__ = (
        CheckConstraint("media IN ('pdf','jpeg','png')", name="media"),
        CheckConstraint("size > 0", name="size"),
        UniqueConstraint("claim_id"),
        UniqueConstraint("file"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    file: Mapped[str] = mapped_column(String(32))
    media: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    kept_at: Mapped[datetime]

    claim: Mapped[Claim] = relationship(init=False, repr=False, viewonly=True)

    @property
    def scope(self) -> Scope:
        """It belongs to its claim."""
        return self.claim.scope
