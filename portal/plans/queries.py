"""What is asked of drafts of support."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.errors import NotFound
from portal.matching.models import DonorFocus
from portal.plans.models import SupportPlan
from portal.plans.rules import in_season
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import listed


def need(session: Session, public_id: str) -> SupportPlan:
    """The draft of that id; raises NotFound."""
    found = session.scalar(
        select(SupportPlan)
        .where(SupportPlan.public_id == public_id)
        .options(joinedload(SupportPlan.organisation), _lines())
    )
    if found is None:
        raise NotFound
    return found


def of_organisation(session: Session, organisation: Organisation) -> Sequence[SupportPlan]:
    """The drafts of an organisation, by year, with their lines and programmes."""
    return session.scalars(
        select(SupportPlan)
        .where(SupportPlan.organisation_id == organisation.id)
        .options(_lines())
        .order_by(SupportPlan.year.desc(), SupportPlan.id)
    ).all()


def _lines() -> ExecutableOption:
    line = joinedload(SupportPlan.requirement)
    return line.joinedload(Requirement.programme).joinedload(Programme.organisation)


def line_of(session: Session, public_id: str) -> Requirement | None:
    """A line of a listed programme by its public id, or None."""
    return session.scalar(
        select(Requirement)
        .join(Requirement.programme)
        .join(Programme.organisation)
        .where(Requirement.public_id == public_id, listed())
        .options(joinedload(Requirement.programme).joinedload(Programme.organisation))
    )


def budgeting(
    session: Session, by: Actor, today: date
) -> list[tuple[Organisation, DonorFocus, int, int]]:
    """Somebody's organisations whose budget is made this month: (it, its focus, drafts, sum).

    Drafts and their sum are those of next year, in rupiah.
    """
    if not by.memberships:
        return []
    number = func.count(SupportPlan.id)
    rows = session.execute(
        select(Organisation, DonorFocus, number, func.coalesce(func.sum(SupportPlan.amount), 0))
        .join(DonorFocus, DonorFocus.organisation_id == Organisation.id)
        .outerjoin(
            SupportPlan,
            (SupportPlan.organisation_id == Organisation.id) & (SupportPlan.year == today.year + 1),
        )
        .where(Organisation.id.in_(list(by.memberships)), Organisation.status.in_(LISTED))
        .group_by(Organisation.id, DonorFocus.id)
        .order_by(Organisation.id)
    )
    return [
        (one, focus, int(count), int(total))
        for one, focus, count, total in rows
        if in_season(focus.months, today)
    ]
