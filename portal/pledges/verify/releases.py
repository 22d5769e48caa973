"""The law over releases that owners propose."""

from collections.abc import Iterator

from sqlalchemy import literal, select

from portal.ledger.models import Transfer
from portal.ledger.verify import Book, Finding
from portal.pledges.models import Pledge
from portal.pledges.release_models import ReleaseAnswer, ReleaseProposal


def given_up_as_agreed(book: Book) -> Iterator[Finding]:
    """L10: a donor that said yes gave up exactly what it was asked for, by a row of its own."""
    if book.as_of:
        return
    row = (
        (Transfer.idem_key == literal("release:") + ReleaseProposal.public_id)
        & (Transfer.pledge == Pledge.public_id)
        & (Transfer.kind == "release")
        & (Transfer.amount == ReleaseProposal.amount)
    )
    query = (
        select(Pledge.reference, ReleaseProposal.amount)
        .select_from(ReleaseAnswer)
        .join(ReleaseProposal, ReleaseProposal.id == ReleaseAnswer.proposal_id)
        .join(Pledge, Pledge.id == ReleaseProposal.pledge_id)
        .outerjoin(Transfer, row)
        .where(ReleaseAnswer.kind == "agreed", Transfer.id.is_(None))
    )
    if not book.whole:
        query = query.where(Pledge.public_id.in_(book.touched))
    for reference, amount in book.session.execute(query):
        yield reference, f"agreed to give up {amount}, and no such row"
