"""What is kept of an offer to a whole programme, and of the pledges that its owner made of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Key, Money, whole
from portal.directory.models import Organisation
from portal.pledges.models import Pledge
from portal.pledges.term_models import Offered, terms
from portal.programmes.models import Programme


class ProgrammeOffer(Offered, Base, kw_only=True):
    """Money for a programme as a whole: its owner splits it over lines when it accepts.

    It is no pledge and counts as offered alone. Its state is computed, never stored.
    """

    __tablename__ = "programme_offer"
    __table_args__ = (*terms(),)

    id: Mapped[Key] = mapped_column(init=False)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))

    donor: Mapped[Organisation] = relationship(default=None, repr=False)
    programme: Mapped[Programme] = relationship(default=None, repr=False)
    instalments: Mapped[list["OfferInstalment"]] = relationship(
        default_factory=list, repr=False, order_by="OfferInstalment.number"
    )
    answer: Mapped["OfferAnswer | None"] = relationship(default=None, repr=False)
    parts: Mapped[list["OfferPart"]] = relationship(
        default_factory=list, repr=False, order_by="OfferPart.id"
    )


class OfferInstalment(Base, kw_only=True):
    """A dated part of an offer; together they are exactly its amount."""

    __tablename__ = "offer_instalment"
    __table_args__ = (
        UniqueConstraint("offer_id", "number"),
        CheckConstraint(whole("amount"), name="amount"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    offer_id: Mapped[int] = mapped_column(ForeignKey("programme_offer.id"), init=False)
    number: Mapped[int]
    amount: Mapped[Money]
    due_on: Mapped[date]


class OfferAnswer(Base, kw_only=True):
    """How an offer ended, once and for ever. The database refuses a second one, and changes."""

    __tablename__ = "offer_answer"
    __table_args__ = (
        UniqueConstraint("offer_id"),
        CheckConstraint("kind IN ('accepted','declined','withdrawn')", name="kind"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    offer_id: Mapped[int] = mapped_column(ForeignKey("programme_offer.id"), init=False)
    kind: Mapped[str] = mapped_column(String(12))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")


class OfferPart(Base, kw_only=True):
    """The part of an accepted offer that one pledge was made of. The database refuses changes.

    All parts of an offer are exactly its amount, whatever its pledges grow to later.
    """

    __tablename__ = "offer_part"
    __table_args__ = (
        UniqueConstraint("pledge_id"),
        CheckConstraint(whole("amount"), name="amount"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    offer_id: Mapped[int] = mapped_column(ForeignKey("programme_offer.id"), init=False, index=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), init=False)
    amount: Mapped[Money]

    pledge: Mapped[Pledge] = relationship(default=None, repr=False)
