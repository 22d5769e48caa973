"""What may have corrected a figure since it was doubted: rows, discrepancies, revisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.disputes.models import Dispute, DisputeFix, DisputeRow
from portal.ledger.models import Transfer
from portal.pledges.models import Delivery, Discrepancy, Pledge
from portal.pledges.rules import today
from portal.programmes.models import Requirement
from portal.revisions.models import Revision

MOST_FIXES = 50


@dataclass(frozen=True)
class Fix:
    """One thing that corrects: of which kind, its key, its day, and what it says.

    `word` is the kind of a row (reversed or not), the reference of a pledge, or a field's code.
    """

    kind: str
    ref: str
    day: date
    word: str
    amount: int = 0
    asset: str = ""
    seq: int = 0

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.kind}:{self.ref}"


def fixes(session: Session, held: Dispute) -> Sequence[Fix]:
    """Everything that happened since behind the same figure, the newest of each kind first."""
    return [
        *_rows(session, Transfer.seq > held.head_seq, _behind(held)),
        *_discrepancies(session, held),
        *_revisions(session, held),
    ]


def recorded(session: Session, fixed: Iterable[DisputeFix]) -> Sequence[Fix]:
    """What a decision names, as it stands now."""
    keys: dict[str, list[str]] = {"transfer": [], "discrepancy": [], "revision": []}
    for one in fixed:
        keys[one.kind].append(one.ref)
    talks = Discrepancy.public_id.in_(keys["discrepancy"])
    numbers = [int(one) for one in keys["revision"]]
    return [
        *_rows(session, Transfer.public_id.in_(keys["transfer"])),
        *(_talk(one) for one in session.scalars(_talks(talks)).unique()),
        *(_change(one) for one in session.scalars(_changes(Revision.id.in_(numbers)))),
    ]


def _behind(held: Dispute) -> ColumnElement[bool]:
    """A condition over rows of the ledger: they touch what the figure is about."""
    if held.place == "pledge" and held.pledge:
        return Transfer.pledge == held.pledge.public_id
    if held.requirement:
        line = held.requirement.public_id
        return or_(Transfer.line == line, Transfer.from_line == line)
    if held.programme:
        programme = held.programme.public_id
        return or_(Transfer.programme == programme, Transfer.from_programme == programme)
    refs = select(DisputeRow.ref).where(DisputeRow.dispute_id == held.id)
    return or_(Transfer.line.in_(refs), Transfer.pledge.in_(refs))


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[Fix]:
    query = select(Transfer).where(*conditions).order_by(Transfer.seq.desc()).limit(MOST_FIXES)
    return [
        Fix(
            "transfer",
            row.public_id,
            row.occurred_on,
            row.told_kind,
            row.amount,
            row.asset,
            row.seq,
        )
        for row in session.scalars(query)
    ]


def _talks(*conditions: ColumnElement[bool]) -> Select[Discrepancy]:
    return (
        select(Discrepancy)
        .join(Discrepancy.delivery)
        .join(Delivery.pledge)
        .join(Pledge.requirement)
        .where(*conditions)
        .options(joinedload(Discrepancy.delivery).joinedload(Delivery.pledge))
        .order_by(Discrepancy.id.desc())
        .limit(MOST_FIXES)
    )


def _discrepancies(session: Session, held: Dispute) -> list[Fix]:
    refs = select(DisputeRow.ref).where(DisputeRow.dispute_id == held.id)
    if held.pledge_id:
        about = Pledge.id == held.pledge_id
    elif held.requirement_id:
        about = Pledge.requirement_id == held.requirement_id
    elif held.programme_id:
        about = Pledge.programme_id == held.programme_id
    else:
        about = or_(Pledge.public_id.in_(refs), Requirement.public_id.in_(refs))
    late = or_(Discrepancy.closed_at.is_(None), Discrepancy.closed_at > held.opened_at)
    return [_talk(one) for one in session.scalars(_talks(about, late)).unique()]


def _talk(one: Discrepancy) -> Fix:
    return Fix("discrepancy", one.public_id, today(one.opened_at), one.delivery.pledge.reference)


def _changes(*conditions: ColumnElement[bool]) -> Select[Revision]:
    return select(Revision).where(*conditions).order_by(Revision.id.desc()).limit(MOST_FIXES)


def _revisions(session: Session, held: Dispute) -> list[Fix]:
    if held.programme_id is None:
        return []
    mine = [Revision.programme_id == held.programme_id, Revision.at > held.opened_at]
    return [_change(one) for one in session.scalars(_changes(*mine))]


def _change(one: Revision) -> Fix:
    return Fix("revision", str(one.id), today(one.at), one.field)
