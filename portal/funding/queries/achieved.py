"""What programmes report to have achieved within some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.funding.queries.scope import Asked, programmes
from portal.programmes.models import Programme
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from portal.results.queries import standing


@dataclass(frozen=True)
class Achieved:
    """An expected result: what the reports of the days add up to, and all reports until then."""

    programme: str
    indicator: str
    unit: str
    target: int
    within: int
    so_far: int


def achieved(session: Session, asked: Asked, *, since: date, until: date) -> Sequence[Achieved]:
    """The expected results on which reports of a period that ends within the days speak."""
    inside = case((ResultReport.last_day >= since, ResultValue.value), else_=0)
    rows = session.execute(
        select(
            *(Programme.title, ExpectedResult.indicator, ExpectedResult.unit),
            *(ExpectedResult.target, func.sum(inside), func.sum(ResultValue.value)),
        )
        .join(ResultValue, ResultValue.result_id == ExpectedResult.id)
        .join(ResultReport, ResultReport.id == ResultValue.report_id)
        .join(Programme, Programme.id == ExpectedResult.programme_id)
        .where(Programme.id.in_(programmes(asked)), ResultReport.last_day <= until, standing())
        .group_by(ExpectedResult.id, Programme.title)
        .having(func.max(ResultReport.last_day) >= since)
        .order_by(Programme.title, ExpectedResult.place, ExpectedResult.id)
    )
    return [
        Achieved(title, indicator, unit, target, int(within), int(so_far))
        for title, indicator, unit, target, within, so_far in rows
    ]
