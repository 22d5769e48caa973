"""The rows behind figures over many programmes: programmes, lines, or pledges page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, joinedload

from portal.assets import RUPIAH
from portal.funding.queries.book import line_figures, works
from portal.funding.queries.pledged import of_source, offers, settled, standing
from portal.funding.queries.scope import Asked
from portal.funding.rules import Work
from portal.paging import PER_PAGE, Paged, nearest
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.course import Course, courses, with_rows
from portal.programmes.models import Programme


@dataclass(frozen=True)
class Row:
    """One row behind a figure: its part of the sum, in the asset's smallest unit."""

    sum: int
    work: Work | None = None
    line: str = ""
    key: str = ""  # the line's public id
    course: Course | None = None
    offer: ProgrammeOffer | None = None
    passed: bool = False  # takes off what came by way of a pooled fund


def lines(
    session: Session, asked: Asked, figure: str, *, day: date, asset: str = RUPIAH
) -> Sequence[Row]:
    """The requirement lines that a figure sums over, without those that add nothing.

    Money that came by way of a pooled fund has a row of its own that takes it off: it is counted
    where it was first received.
    """
    known = {one.key: one for one in works(session, asked)}
    found: list[Row] = []
    for (programme, key, words, unit), figures in line_figures(session, asked, day=day).items():
        if unit != asset:
            continue
        if amount := int(getattr(figures, figure)):
            found.append(Row(amount, known[programme], words, key))
        if figure == "received" and figures.passed_in:
            found.append(Row(-figures.passed_in, known[programme], words, key, passed=True))
    return found


def of_pledges(
    session: Session,
    asked: Asked,
    figure: str,
    page: int,
    *,
    day: date,
    asset: str = RUPIAH,
    per_page: int = PER_PAGE,
) -> Paged[Row]:
    """The pledges that a figure sums over, the oldest first; as many statements for any page."""
    table = _table(asked, figure, day)
    column = table.c[figure]
    query = select(table.c.whole, table.c.id, column).where(
        column != 0, table.c.asset == asset, of_source(table, asked)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = nearest(page, total, per_page)
    here = query.order_by(table.c.whole, table.c.id)
    here = here.offset((page - 1) * per_page).limit(per_page)
    found = [(whole, key, int(amount)) for whole, key, amount in session.execute(here)]
    shown = {key: amount for whole, key, amount in found if not whole}
    rows = [Row(shown[one.pledge.id], course=one) for one in _courses(session, shown, day)]
    offers_ = {key: amount for whole, key, amount in found if whole}
    rows += [Row(offers_[one.id], offer=one) for one in _offers(session, offers_)]
    return Paged(rows, total, page, per_page)


def _table(asked: Asked, figure: str, day: date) -> Subquery:
    """The pledges of a question with a figure, read as cheaply as it can be."""
    if figure == "offered":
        return offers(asked, day)
    return standing(asked, day) if figure in ("due", "overdue") else settled(asked)


def _courses(session: Session, keys: Collection[int], day: date) -> Sequence[Course]:
    pledges = session.scalars(
        select(Pledge)
        .where(Pledge.id.in_(keys))
        .options(
            joinedload(Pledge.donor),
            joinedload(Pledge.programme).joinedload(Programme.organisation),
            joinedload(Pledge.requirement),
            *with_rows(),
        )
        .order_by(Pledge.id)
    )
    return courses(session, pledges.unique().all(), day)


def _offers(session: Session, keys: Collection[int]) -> Sequence[ProgrammeOffer]:
    query = select(ProgrammeOffer).where(ProgrammeOffer.id.in_(keys)).order_by(ProgrammeOffer.id)
    return session.scalars(
        query.options(
            joinedload(ProgrammeOffer.donor),
            joinedload(ProgrammeOffer.programme).joinedload(Programme.organisation),
        )
    ).all()
