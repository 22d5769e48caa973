"""What is asked of proposed releases: one, those of a pledge, and the ones without an answer."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from portal.errors import NotFound
from portal.pledges import release_rules
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.release_models import ReleaseAnswer, ReleaseProposal


def proposal(session: Session, public_id: str) -> ReleaseProposal:
    """The proposal of that key; raises NotFound."""
    query = select(ReleaseProposal).where(ReleaseProposal.public_id == public_id)
    found = session.scalar(query.options(joinedload(ReleaseProposal.pledge)))
    if found is None:
        raise NotFound
    return found


def proposals_of(session: Session, pledge: Pledge) -> Sequence[ReleaseProposal]:
    """The proposals of a pledge in their order, with their answers."""
    query = select(ReleaseProposal).where(ReleaseProposal.pledge_id == pledge.id)
    query = query.options(joinedload(ReleaseProposal.answer)).order_by(ReleaseProposal.id)
    return session.scalars(query).all()


def proposed(session: Session, pledges: Collection[int]) -> Mapping[int, ReleaseProposal]:
    """{pledge's key: its proposal without an answer}, in one statement; in none without pledges."""
    if not pledges:
        return {}
    answered = exists().where(ReleaseAnswer.proposal_id == ReleaseProposal.id)
    query = select(ReleaseProposal).where(ReleaseProposal.pledge_id.in_(pledges), ~answered)
    return {one.pledge_id: one for one in session.scalars(query)}


def proposal_state(held: ReleaseProposal, course: Course) -> str:
    """Where a proposal stands: one of `release_rules.STATES`."""
    answer = held.answer.kind if held.answer else ""
    return release_rules.state(answer, held.amount, course.free)
