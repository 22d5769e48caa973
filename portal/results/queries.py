"""What is asked of results: targets beside what was reached so far, and the reports behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.errors import NotFound
from portal.paging import Paged, turn
from portal.programmes.models import Programme
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from portal.results.rules import Period

_Later = aliased(ResultReport)


@dataclass(frozen=True)
class Progress:
    """An expected result with the sum of its reports; None while nobody reported on it."""

    result: ExpectedResult
    so_far: int | None

    @property
    def percent(self) -> int:
        """How much of the target was reached, rounded down; above 100 when it was exceeded."""
        return (self.so_far or 0) * 100 // self.result.target


def standing() -> ColumnElement[bool]:
    """A condition over reports: no later one stands in for it."""
    return ~select(_Later.id).where(_Later.corrects == ResultReport.id).exists()


def expected_of(session: Session, programme: Programme) -> Sequence[ExpectedResult]:
    """The expected results of a programme in their order."""
    return session.scalars(
        select(ExpectedResult)
        .where(ExpectedResult.programme_id == programme.id)
        .order_by(ExpectedResult.place, ExpectedResult.id)
    ).all()


def progress(session: Session, programme: Programme) -> Sequence[Progress]:
    """Each expected result with what the standing reports add up to."""
    return progress_of(session, [programme.id])[programme.id]


def progress_of(session: Session, programmes: Collection[int]) -> Mapping[int, Sequence[Progress]]:
    """The same for each of many programmes, by their keys; in one statement."""
    sums = (
        select(ResultValue.result_id, func.sum(ResultValue.value).label("so_far"))
        .join(ResultReport, ResultReport.id == ResultValue.report_id)
        .where(ResultReport.programme_id.in_(programmes), standing())
        .group_by(ResultValue.result_id)
        .subquery()
    )
    rows = session.execute(
        select(ExpectedResult, sums.c.so_far)
        .outerjoin(sums, sums.c.result_id == ExpectedResult.id)
        .where(ExpectedResult.programme_id.in_(programmes))
        .order_by(ExpectedResult.place, ExpectedResult.id)
    )
    found: dict[int, list[Progress]] = {key: [] for key in programmes}
    for one, total in rows:
        so_far = None if total is None else int(total)
        found[one.programme_id].append(Progress(one, so_far))
    return found


def reports(session: Session, programme: Programme, page: int) -> Paged[ResultReport]:
    """A page of a programme's reports, the latest period first; corrected ones as well."""
    return turn(session, _reports(programme), page)


def latest(session: Session, programme: Programme, most: int) -> Sequence[ResultReport]:
    """The newest reports that stand."""
    return session.scalars(_reports(programme).where(standing()).limit(most)).all()


def _reports(programme: Programme) -> Select[ResultReport]:
    return (
        select(ResultReport)
        .where(ResultReport.programme_id == programme.id)
        .options(selectinload(ResultReport.values))
        .order_by(ResultReport.last_day.desc(), ResultReport.id.desc())
    )


def corrections(session: Session, found: Sequence[ResultReport]) -> Mapping[int, ResultReport]:
    """{key of a report: the one that stands in for it} for those that were corrected."""
    keys = [one.id for one in found]
    rows = session.scalars(select(ResultReport).where(ResultReport.corrects.in_(keys)))
    return {one.corrects: one for one in rows if one.corrects is not None}


def told(session: Session, programme: Programme, but: ResultReport | None) -> list[Period]:
    """The periods of the reports that stand, without the one that is being corrected."""
    rows = session.execute(
        select(ResultReport.id, ResultReport.first_day, ResultReport.last_day).where(
            ResultReport.programme_id == programme.id, standing()
        )
    )
    return [Period(first, last) for key, first, last in rows if but is None or key != but.id]


def reported(session: Session, programme: Programme) -> set[int]:
    """The keys of the expected results that some report speaks of."""
    return set(
        session.scalars(
            select(ResultValue.result_id)
            .join(ResultReport, ResultReport.id == ResultValue.report_id)
            .where(ResultReport.programme_id == programme.id)
        )
    )


def need_report(session: Session, slug: str, report: str) -> ResultReport:
    """The report of a programme's address; raises NotFound."""
    found = session.scalar(
        select(ResultReport)
        .join(Programme, Programme.id == ResultReport.programme_id)
        .where(Programme.slug == slug, ResultReport.public_id == report)
        .options(selectinload(ResultReport.values))
    )
    if found is None:
        raise NotFound
    return found
