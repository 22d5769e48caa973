"""What is asked of reported flows: lists, sums by status, one flow with its past."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.errors import NotFound
from portal.flows.models import FlowFile, PastFlow, ReportedFlow
from portal.flows.rules.rows import STATUSES
from portal.paging import Paged, turn

RECENT = 20


@dataclass(frozen=True)
class Reported:
    """Flows of one source and status: how many, and the US cents of those that are counted."""

    source: str
    status: str
    flows: int
    usd: int


def sums(session: Session) -> Sequence[Reported]:
    """What each source reports by status; only flows from outside that nothing else tells."""
    rows = session.execute(
        select(ReportedFlow.source, ReportedFlow.status, func.count(), func.sum(ReportedFlow.usd))
        .where(ReportedFlow.counted)
        .group_by(ReportedFlow.source, ReportedFlow.status)
    )
    found = [Reported(source, status, many, int(usd)) for source, status, many, usd in rows]
    return sorted(found, key=lambda one: (one.source, STATUSES.index(one.status)))


def listed(
    session: Session, *, status: str = "", page: int = 1, per_page: int = 20
) -> Paged[ReportedFlow]:
    """One page of the flows, the newest first; of one status when one is named."""
    query = select(ReportedFlow).order_by(ReportedFlow.happened_on.desc(), ReportedFlow.id.desc())
    if status in STATUSES:
        query = query.where(ReportedFlow.status == status)
    return turn(session, query, page, per_page=per_page)


def need(session: Session, public_id: str) -> ReportedFlow:
    """The flow of an address; raises NotFound."""
    found = session.scalar(select(ReportedFlow).where(ReportedFlow.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def past(session: Session, flow: ReportedFlow) -> Sequence[PastFlow]:
    """What a flow said before, the latest first."""
    query = select(PastFlow).where(PastFlow.flow_id == flow.id).order_by(PastFlow.id.desc())
    return session.scalars(query).all()


def need_file(session: Session, public_id: str) -> FlowFile:
    """The file of an address; raises NotFound."""
    found = session.scalar(select(FlowFile).where(FlowFile.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def files(session: Session, by: Actor) -> Sequence[FlowFile]:
    """The files that somebody brought, the newest first."""
    query = select(FlowFile).where(FlowFile.account_id == by.user_id)
    return session.scalars(query.order_by(FlowFile.id.desc()).limit(RECENT)).all()
