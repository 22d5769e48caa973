"""What is asked of proposed changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor
from portal.changes.models import Proposal
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, nearest
from portal.regions.rules import local_date
from portal.registration.rules import deadline
from portal.verification.queries import in_mandate, places
from portal.verification.rules import days_left


@dataclass(frozen=True)
class Waiting:
    """A proposal in the list; `left` in working days, negative when the limit has passed."""

    proposal: Proposal
    place: str
    due_on: date
    left: int


def need(session: Session, reference: str) -> Proposal:
    """The proposal of a reference, with its organisation; raises NotFound."""
    found = session.scalar(
        select(Proposal)
        .where(Proposal.reference == reference)
        .options(joinedload(Proposal.organisation))
    )
    if found is None:
        raise NotFound
    return found


def waiting_of(session: Session, organisation: Organisation) -> Proposal | None:
    """The proposal of an organisation that waits, or None."""
    return session.scalar(select(Proposal).where(Proposal.waiting_for == organisation.id))


def decided_of(session: Session, organisation: Organisation) -> Sequence[Proposal]:
    """The last proposals of an organisation that wait no longer, the newest first."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.organisation_id == organisation.id, Proposal.state != "waiting")
        .order_by(Proposal.id.desc())
        .limit(10)
    ).all()


def listing(
    session: Session, by: Actor, *, page: int, now: datetime, per_page: int = PER_PAGE
) -> Paged[Waiting]:
    """What waits for a coordinator, the oldest first; also what they agreed to already."""
    condition = _in_reach(by)
    total = _count(session, condition)
    page = nearest(page, total, per_page)
    found = session.scalars(
        select(Proposal)
        .join(Proposal.organisation)
        .where(condition)
        .order_by(Proposal.proposed_at, Proposal.id)
        .offset((page - 1) * per_page)
        .limit(per_page)
        .options(joinedload(Proposal.organisation))
    ).all()
    where = places(session, {one.organisation.region_code for one in found})
    rows = []
    for one in found:
        place = where[one.organisation.region_code]
        sent = local_date(one.proposed_at, place.hours)
        left = days_left(sent, local_date(now, place.hours))
        rows.append(Waiting(one, place.name, deadline(sent), left))
    return Paged(rows, total, page, per_page)


def count(session: Session, by: Actor) -> int:
    """How many proposals wait for this coordinator's word."""
    mine = or_(Proposal.first_by.is_(None), Proposal.first_by != by.user_id)
    return _count(session, _in_reach(by) & mine)


def _in_reach(by: Actor) -> ColumnElement[bool]:
    return (Proposal.state == "waiting") & in_mandate(by)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    found = session.scalar(
        select(func.count()).select_from(Proposal).join(Proposal.organisation).where(condition)
    )
    return found or 0
