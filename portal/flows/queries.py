"""What is asked of reported flows: lists, sums by status, one flow with its past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.access import Actor, Role
from portal.directory.likeness import agreement, normal
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.errors import NotFound
from portal.flows.models import FlowAdoption, FlowFile, PastFlow, ReportedFlow
from portal.flows.rules.rows import STATUSES
from portal.paging import Paged, turn
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course, courses, with_rows
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import public
from portal.regions.queries import below

RECENT = 20
CONFIRMED = "confirmed"
LEAST_ALIKE = 60
MOST_ALIKE = 8
MOST_LINES = 500


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
        .where(ReportedFlow.counted, ~_stands_here())
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


def _stands_here() -> ColumnElement[bool]:
    """A condition over flows: it is a figure of a programme, and counted there."""
    return exists().where(FlowAdoption.current == ReportedFlow.id, FlowAdoption.state == CONFIRMED)


def adopted(session: Session, flows: Sequence[ReportedFlow]) -> Mapping[int, FlowAdoption]:
    """Where flows stand, or are about to: by the flow's key."""
    query = select(FlowAdoption).where(FlowAdoption.current.in_([one.id for one in flows]))
    found = session.scalars(query.options(*_whole())).unique()
    return {one.flow_id: one for one in found}


def titles_here(session: Session) -> Mapping[int, str]:
    """The programmes whose figures flows are, by the flow's key: a title each."""
    query = (
        select(FlowAdoption.flow_id, Programme.title)
        .join(FlowAdoption.requirement)
        .join(Requirement.programme)
        .where(FlowAdoption.state == CONFIRMED)
    )
    return dict(session.execute(query).all())


def adoption(session: Session, public_id: str) -> FlowAdoption:
    """The adoption of an address; raises NotFound."""
    query = select(FlowAdoption).where(FlowAdoption.public_id == public_id).options(*_whole())
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def _whole() -> Sequence[ORMOption]:
    line = joinedload(FlowAdoption.requirement).joinedload(Requirement.programme)
    return (
        joinedload(FlowAdoption.flow),
        joinedload(FlowAdoption.donor),
        joinedload(FlowAdoption.pledge),
        line.joinedload(Programme.organisation),
    )


def adoptions_of(session: Session, flow: ReportedFlow) -> Sequence[FlowAdoption]:
    """Every time that a flow was to become a figure, the latest first."""
    query = select(FlowAdoption).where(FlowAdoption.flow_id == flow.id).options(*_whole())
    return session.scalars(query.order_by(FlowAdoption.id.desc())).unique().all()


def adoptions_for(session: Session, by: Actor) -> Sequence[FlowAdoption]:
    """What waits for the word of the actor's organisations, the oldest first."""
    query = (
        select(FlowAdoption)
        .join(FlowAdoption.requirement)
        .join(Requirement.programme)
        .where(
            FlowAdoption.state == "proposed", Programme.organisation_id.in_(list(by.memberships))
        )
        .options(*_whole())
        .order_by(FlowAdoption.id)
    )
    return session.scalars(query).unique().all()


def donors_alike(session: Session, name: str) -> Sequence[Organisation]:
    """Listed organisations whose names are most like the one that a source wrote."""
    mine = normal(name)
    if not mine:
        return ()
    names = (Organisation.id, Organisation.name, Organisation.short_name, Organisation.other_names)
    rows = session.execute(select(*names).where(Organisation.status.in_(LISTED)))
    scored = []
    for key, full, short, others in rows:
        written = [full, short, *(others or ())]
        best = max((agreement(mine, normal(one)) for one in written if one), default=0.0)
        if best >= LEAST_ALIKE:
            scored.append((-best, full, key))
    keys = [key for _score, _name, key in sorted(scored)[:MOST_ALIKE]]
    found = session.scalars(select(Organisation).where(Organisation.id.in_(keys)))
    return sorted(found, key=lambda one: keys.index(one.id))


def lines_here(session: Session, by: Actor) -> Sequence[Requirement]:
    """The lines of cash of running programmes in a coordinator's regions, by programme."""
    query = (
        select(Requirement)
        .join(Requirement.programme)
        .join(Programme.organisation)
        .where(
            Requirement.kind == "cash",
            Programme.status == "published",
            public(),
            below(Organisation.region_code, by.regions(Role.COORDINATOR)),
        )
        .options(joinedload(Requirement.programme).joinedload(Programme.organisation))
        .order_by(Programme.title, Requirement.id)
        .limit(MOST_LINES)
    )
    return session.scalars(query).unique().all()


def commitments(
    session: Session, line: Requirement, donor: Organisation, asset: str, day: date
) -> Sequence[Course]:
    """The donor's commitments to a line in an asset that still wait for something."""
    query = select(Pledge).where(
        Pledge.requirement_id == line.id, Pledge.donor_id == donor.id, Pledge.asset == asset
    )
    found = session.scalars(query.options(*with_rows()).order_by(Pledge.id)).unique().all()
    return [one for one in courses(session, found, day) if one.free > 0]


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
