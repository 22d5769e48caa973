"""Pledges with what each has come to, as rows of SQL: one definition for sums and for lists.

Each expression here says in SQL what a formula of `portal.ledger.rules` or `portal.pledges.rules`
says of one pledge; a test compares them on generated pledges.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.funding.queries.scope import Asked, programmes
from portal.funding.rules import SOON, UNSAID
from portal.ledger.models import PledgeSum, Transfer
from portal.ledger.queries import AWAITED, ON_PLEDGES
from portal.ledger.rules import closing
from portal.pledges.models import Instalment, Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.figures import answered
from portal.pledges.queries.in_sql import of_pledge, positive
from portal.pledges.queries.offers import standing as unanswered
from portal.pledges.rules import UNNAMED
from portal.pledges.schedule_models import ScheduleChange

# What moves under a pledge; spending and money passed on belong to lines.
KINDS = ON_PLEDGES


def offers(asked: Asked | None, day: date) -> Subquery:
    """Offers that are unanswered and have not lapsed: key, place, asset, source, `offered`.

    To a line, by its key; or `whole` = 1: to the programme, by the key of a programme's offer.
    None: to any programme, for whoever says by a join which ones are meant.
    """
    of_line = _offered(Pledge, Pledge.requirement_id, 0)
    of_line = of_line.where(Pledge.valid_until >= day, ~answered())
    of_programme = _offered(ProgrammeOffer, literal(None, Integer), 1).where(unanswered(day))
    if asked is not None:
        of_line = of_line.where(_among(asked))
        here = ProgrammeOffer.programme_id.in_(programmes(asked))
        of_programme = of_programme.where(here)
    return union_all(of_line, of_programme).subquery()


def _offered(kind: type[Pledge | ProgrammeOffer], line: Any, whole: int) -> Select[Any]:
    query = select(
        *_place(kind),
        literal(whole).label("whole"),
        line.label("line_id"),
        kind.asset.label("asset"),
        kind.amount.label("offered"),
    )
    return query.join(Organisation, Organisation.id == kind.donor_id)


def standing(asked: Asked, day: date, *, as_of: date | None = None) -> Subquery:
    """Pledges that the ledger knows: key, place, asset, source and what each has come to.

    `as_of` reads the ledger as it was recorded by the end of a day, row by row.

    Received fills the instalments from the first, what was released empties them from the last.
    """
    flows = _flows(asked) if as_of is None else _replayed(asked, as_of)
    parts = _parts(asked, day, as_of)
    late = func.coalesce(parts.c.late, 0)
    soon = func.coalesce(parts.c.soon, 0)
    left = func.coalesce(parts.c.whole, 0) - flows.c.release
    overdue = positive(_least(late, left) - flows.c.receive)
    awaited_soon = positive(_least(soon, left) - flows.c.receive)
    told = of_pledge(flows.c)
    query = (
        select(
            *_place(Pledge),
            literal(0).label("whole"),
            flows.c.asset,
            told["committed"].label("committed"),
            told["open"].label("open"),
            (awaited_soon - overdue).label("due"),
            overdue.label("overdue"),
            told["received"].label("received"),
            told["overpaid"].label("overpaid"),
        )
        .join(flows, flows.c.id == Pledge.id)
        .join(parts, parts.c.pledge_id == Pledge.id, isouter=True)
        .join(Organisation, Organisation.id == Pledge.donor_id)
    )
    return query.subquery()


def settled(asked: Asked) -> Subquery:
    """The same as `standing` but for `due` and `overdue`, which alone need the instalments.

    Of one source only its own are read, as far as their headings tell.
    """
    told = of_pledge(PledgeSum)
    names = ("committed", "open", "received", "overpaid")
    query = (
        select(
            *_place(Pledge),
            literal(0).label("whole"),
            PledgeSum.asset.label("asset"),
            *(told[name].label(name) for name in names),
        )
        .join(PledgeSum, PledgeSum.pledge == Pledge.public_id)
        .join(Organisation, Organisation.id == Pledge.donor_id)
    )
    if asked.source and asked.source != UNSAID:  # hundreds of thousands of others are left alone
        query = query.where(of_heading(PledgeSum.heading, asked.source))
    return query.where(_among(asked)).subquery()


def awaited(asked: Asked, day: date) -> Subquery:
    """Pledges of which something is awaited: key, place, asset, source, `due` and `overdue`.

    The same as `standing` says of them, without reading the many of which all has come.
    """
    amount = Instalment.amount

    def parts(*where: ColumnElement[bool]) -> Any:
        """What the parts come to that hold now."""
        query = select(func.coalesce(func.sum(amount), 0)).where(Instalment.pledge_id == Pledge.id)
        query = query.where(Instalment.revision == Pledge.schedule, *where).correlate(Pledge)
        return query.scalar_subquery()

    rows = (
        select(
            *_place(Pledge),
            PledgeSum.asset.label("asset"),
            PledgeSum.receive.label("receive"),
            (parts() - PledgeSum.release).label("left"),
            parts(Instalment.due_on < day).label("late"),
            parts(Instalment.due_on <= day + SOON).label("soon"),
        )
        .select_from(PledgeSum)
        .join(Pledge, Pledge.public_id == PledgeSum.pledge)
        .join(Organisation, Organisation.id == Pledge.donor_id)
        .where(AWAITED, _among(asked))
        .cte("awaited_parts")
        .prefix_with("MATERIALIZED")  # or SQLite adds the instalments up for each mention of them
    )
    late = positive(_least(rows.c.late, rows.c.left) - rows.c.receive)
    soon = positive(_least(rows.c.soon, rows.c.left) - rows.c.receive)
    kept = (rows.c.id, rows.c.programme_id, rows.c.asset, rows.c.source, rows.c.level)
    return select(*kept, late.label("overdue"), (soon - late).label("due")).subquery()


def _place(kind: type[Pledge | ProgrammeOffer]) -> tuple[Any, ...]:
    hidden = or_(kind.anonymous, Organisation.status.not_in(LISTED))
    return (
        kind.id.label("id"),
        kind.programme_id.label("programme_id"),
        kind.source.label("source"),
        kind.budget_level.label("level"),
        case((hidden, 1), else_=0).label("hidden"),
    )


def _here(asked: Asked) -> ColumnElement[bool]:
    return Pledge.programme_id.in_(programmes(asked))


def _among(asked: Asked) -> ColumnElement[bool]:
    """The same, asked of the few pledges that another condition leaves.

    The sum keeps SQLite from reading every pledge of every programme by the index of programmes.
    """
    return (Pledge.programme_id + 0).in_(programmes(asked))


def _flows(asked: Asked) -> Subquery:
    """The sums of each pledge side by side, in its own asset."""
    sums = [getattr(PledgeSum, kind).label(kind) for kind in KINDS]
    query = select(Pledge.id.label("id"), PledgeSum.asset.label("asset"), *sums)
    query = query.join(PledgeSum, PledgeSum.pledge == Pledge.public_id).where(_here(asked))
    return query.subquery()


def _replayed(asked: Asked, as_of: date) -> Subquery:
    """The same from the rows that were recorded by the end of a day."""
    sums = (
        func.sum(case((Transfer.kind == kind, Transfer.net), else_=0)).label(kind) for kind in KINDS
    )
    query = select(Pledge.id.label("id"), Transfer.asset.label("asset"), *sums)
    query = query.join(Transfer, Transfer.pledge == Pledge.public_id).where(_here(asked))
    query = query.where(Transfer.recorded_at < closing(as_of))
    return query.group_by(Pledge.id, Transfer.asset).subquery()


def _parts(asked: Asked, day: date, as_of: date | None) -> Subquery:
    """The instalments of each pledge: all, those whose day has passed, those until soon.

    `as_of` reads them as they stood by the end of a day, before later changes of the schedule.
    """
    holds: ColumnElement[Any] = Pledge.schedule.expression
    if as_of is not None:
        made = select(func.coalesce(func.max(ScheduleChange.revision), 0)).correlate(Pledge)
        made = made.where(ScheduleChange.pledge_id == Pledge.id)
        holds = made.where(ScheduleChange.at < closing(as_of)).scalar_subquery()
    amount = Instalment.amount
    query = select(
        Instalment.pledge_id.label("pledge_id"),
        func.sum(amount).label("whole"),
        func.sum(case((Instalment.due_on < day, amount), else_=0)).label("late"),
        func.sum(case((Instalment.due_on <= day + SOON, amount), else_=0)).label("soon"),
    )
    query = query.join(Pledge, Pledge.id == Instalment.pledge_id)
    query = query.where(_here(asked), Instalment.revision == holds)
    return query.group_by(Instalment.pledge_id).subquery()


def _least(one: Any, other: Any) -> Any:
    return case((one < other, one), else_=other)


def of_source(table: Subquery, asked: Asked) -> ColumnElement[bool]:
    """A condition over such rows: of the source that is asked for, as this reader may know it."""
    if not asked.source:
        return true()
    if asked.source == UNSAID:
        return table.c.hidden == 1 if asked.public else false()
    source, _, level = asked.source.partition(".")
    told = [table.c.source == source]
    if level:
        told.append(table.c.level == level)
    if asked.public:
        told.append(table.c.hidden == 0)
    return and_(*told)


def of_heading(heading: Any, source: str) -> ColumnElement[bool]:
    """A condition over headings of kept sums: of a source, or of those who stay unnamed."""
    if source == UNSAID:
        return heading.endswith(UNNAMED)  # type: ignore[no-any-return]  # a condition
    return or_(heading.in_((source, source + UNNAMED)), heading.like(f"{source}.%"))
