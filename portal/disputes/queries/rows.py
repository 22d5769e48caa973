"""The rows that stood behind a figure, as they were kept, beside what they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disputes.models import Dispute, DisputeRow
from portal.ledger.models import Transfer
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.programmes.models import Requirement

MOST_SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """One kept row: what it added then, what it is called, and whether it still says the same.

    `word` is the kind of a row of the ledger, a pledge's reference or a line's description.
    """

    kind: str
    ref: str
    sum: int
    word: str
    seq: int = 0
    day: date | None = None
    taken_back: bool = False
    whole: bool = True


def shown_rows(session: Session, held: Dispute) -> Sequence[Shown]:
    """The first of the rows that were kept, in their order; as many statements for any number."""
    mine = select(DisputeRow).where(DisputeRow.dispute_id == held.id)
    kept = session.scalars(mine.order_by(DisputeRow.id).limit(MOST_SHOWN)).all()
    refs = [one.ref for one in kept]
    rows = {
        one.public_id: one
        for one in session.scalars(select(Transfer).where(Transfer.public_id.in_(refs)))
    }
    back = set(session.scalars(select(Transfer.reverses).where(Transfer.reverses.in_(refs))))
    lines = dict(
        session.execute(
            select(Requirement.public_id, Requirement.description).where(
                Requirement.public_id.in_(refs)
            )
        ).all()
    )
    pledges = dict(
        session.execute(
            select(Pledge.public_id, Pledge.reference).where(Pledge.public_id.in_(refs))
        ).all()
    )
    offers = dict(
        session.execute(
            select(ProgrammeOffer.public_id, ProgrammeOffer.reference).where(
                ProgrammeOffer.public_id.in_(refs)
            )
        ).all()
    )
    words = lines | pledges | offers
    return [_shown(one, rows.get(one.ref), words, back) for one in kept]


def _shown(
    one: DisputeRow, row: Transfer | None, words: dict[str, str], back: set[str | None]
) -> Shown:
    if row is None:
        return Shown(one.kind, one.ref, one.sum, words.get(one.ref, ""))
    return Shown(
        one.kind,
        one.ref,
        one.sum,
        row.told_kind,
        row.seq,
        row.occurred_on,
        one.ref in back,
        row.hash == one.seal,
    )
