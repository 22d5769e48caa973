"""What is asked of reports: which wait for whom, and which an organisation was told of."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.access import Actor
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.regions.day_rules import working_days
from portal.regions.rules import local_date
from portal.reports.models import Report
from portal.verification.queries import in_mandate

WIB = 7


def need(session: Session, public_id: str) -> Report:
    """The report of a public id, with its organisation; raises NotFound."""
    found = session.scalar(
        select(Report).where(Report.public_id == public_id).options(joinedload(Report.organisation))
    )
    if found is None:
        raise NotFound
    return found


def waits_for(by: Actor) -> ColumnElement[bool]:
    """A condition over reports joined with organisations: unanswered, in the actor's mandate."""
    return Report.answered_at.is_(None) & in_mandate(by)


def in_reach(
    session: Session, by: Actor, *, answered: bool, page: int, per_page: int = PER_PAGE
) -> Paged[Report]:
    """A page of the reports within a mandate: the oldest that wait, or the latest answered."""
    query = select(Report).join(Report.organisation).options(contains_eager(Report.organisation))
    if answered:
        query = query.where(Report.answered_at.is_not(None), in_mandate(by)).order_by(
            Report.answered_at.desc(), Report.id.desc()
        )
    else:
        query = query.where(waits_for(by)).order_by(Report.answer_by, Report.id)
    return turn(session, query, page, per_page=per_page)


def waiting(session: Session, by: Actor) -> tuple[int, date | None]:
    """How many reports wait for a coordinator, and by when the next wants its answer."""
    row = session.execute(
        select(func.count(), func.min(Report.answer_by))
        .select_from(Report)
        .join(Report.organisation)
        .where(waits_for(by))
    ).one()
    return row[0], row[1]


def days_left(report: Report, now: datetime) -> int:
    """Working days that remain for the answer; negative when the day has passed."""
    return working_days(local_date(now, WIB), report.answer_by)


def passed_on(
    session: Session, organisation: Organisation, page: int, *, per_page: int = PER_PAGE
) -> Paged[Report]:
    """What a coordinator passed on to an organisation, the newest first."""
    query = (
        select(Report)
        .where(Report.organisation_id == organisation.id, Report.outcome == "passed_on")
        .order_by(Report.answered_at.desc(), Report.id.desc())
    )
    return turn(session, query, page, per_page=per_page)


def to_forget(session: Session, answered_before: datetime, made_before: datetime) -> Sequence[int]:
    """Reports whose reporter need not, or must not, be reached any more."""
    old = (Report.answered_at < answered_before) | (Report.made_at < made_before)
    return session.scalars(select(Report.id).where(Report.reply_to != "", old)).all()
