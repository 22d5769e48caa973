"""Laws over offers to whole programmes and the pledges that were made of them."""

from collections.abc import Iterator

from sqlalchemy import case, func, select

from portal.ledger.verify import Book, Finding
from portal.pledges.models import Pledge
from portal.pledges.offer_models import OfferAnswer, OfferPart, ProgrammeOffer
from portal.programmes.models import Programme


def split_exactly(book: Book) -> Iterator[Finding]:
    """L13: what was accepted is split to the last unit; what was not is not split at all.

    Each part is a pledge of the same donor to the same programme in the same asset.
    """
    same = (
        (Pledge.donor_id == ProgrammeOffer.donor_id)
        & (Pledge.programme_id == ProgrammeOffer.programme_id)
        & (Pledge.asset == ProgrammeOffer.asset)
    )
    due = case((OfferAnswer.kind == "accepted", ProgrammeOffer.amount), else_=0)
    made = func.coalesce(func.sum(case((same, OfferPart.amount), else_=0)), 0)
    strange = func.sum(case((OfferPart.id.is_(None), 0), (same, 0), else_=1))
    query = (
        select(ProgrammeOffer.reference, made, due)
        .outerjoin(OfferAnswer, OfferAnswer.offer_id == ProgrammeOffer.id)
        .outerjoin(OfferPart, OfferPart.offer_id == ProgrammeOffer.id)
        .outerjoin(Pledge, Pledge.id == OfferPart.pledge_id)
        .group_by(ProgrammeOffer.id, OfferAnswer.kind)
        .having((made != due) | (strange > 0))
    )
    if not book.whole:
        here = select(Programme.id).where(Programme.public_id.in_(book.programmes))
        query = query.where(ProgrammeOffer.programme_id.in_(here))
    for reference, split, amount in book.session.execute(query):
        yield reference, f"split {split}, accepted {amount}"
