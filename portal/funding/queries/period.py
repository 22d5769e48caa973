"""What happened to the money of many programmes within some days, and what was overdue then.

Days are those on which rows were recorded, so that a report of a past quarter never changes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.assets import RUPIAH
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.funding.queries.pledged import standing
from portal.funding.queries.scope import Asked, programmes
from portal.funding.rules import Moved, shown_source, source_code
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import MOVES, NOTHING, Flows, closing
from portal.pledges.models import Pledge
from portal.pledges.queries import Course
from portal.programmes.models import Programme

MOST_LATE = 200
_NET = func.sum(Transfer.net)

# A programme's key, an asset, and the source ('' for what belongs to no pledge).
Key = tuple[int, str, str]


def moved(
    session: Session, asked: Asked, *, since: date | None, until: date, public: bool = True
) -> Mapping[Key, Moved]:
    """What was recorded from one day to another, both included; without `since` from the start.

    `public`: money of donors who stay unnamed belongs to no source, whoever reads it.
    """
    hidden = case((or_(Pledge.anonymous, Organisation.status.not_in(LISTED)), 1), else_=0)
    key = (Programme.id, Transfer.asset, Pledge.source, Pledge.budget_level, hidden, Transfer.kind)
    query = (
        select(*key, _NET)
        .join(Programme, Programme.public_id == Transfer.programme)
        .outerjoin(Pledge, Pledge.public_id == Transfer.pledge)
        .outerjoin(Organisation, Organisation.id == Pledge.donor_id)
        .where(Programme.id.in_(programmes(asked)), Transfer.recorded_at < closing(until))
        .group_by(*key)
    )
    if since is not None:
        query = query.where(Transfer.recorded_at >= closing(since - timedelta(days=1)))
    found: dict[Key, Moved] = defaultdict(Moved)
    for programme, asset, source, level, unnamed, kind, net in session.execute(query):
        code = source_code(source, level) if source else ""
        code = shown_source(code, hidden=bool(source and unnamed), public=public)
        found[programme, asset, code] += Moved.of(Flows(**{MOVES[kind].onto: int(net)}))
    return found


@dataclass(frozen=True)
class Late:
    """A pledge of which something should have come by a day: how much, and since when."""

    pledge: Pledge
    sum: int
    since: date | None


def overdue(
    session: Session, asked: Asked, *, day: date, as_of: date | None, most: int = MOST_LATE
) -> tuple[Sequence[Late], int, int]:
    """What was overdue in rupiah on a day: so many pledges, how many there are, and their sum."""
    table = standing(asked, day, as_of=as_of)
    late = select(table.c.id, table.c.overdue).where(table.c.overdue > 0, table.c.asset == RUPIAH)
    every = late.subquery()
    many, total = session.execute(
        select(func.count(), func.coalesce(func.sum(every.c.overdue), 0))
    ).one()
    shown = session.execute(late.order_by(table.c.id).limit(most))
    sums = {key: int(amount) for key, amount in shown}
    pledges = session.scalars(
        select(Pledge)
        .where(Pledge.id.in_(sums))
        .options(
            joinedload(Pledge.donor),
            joinedload(Pledge.programme).joinedload(Programme.organisation),
            selectinload(Pledge.instalments),
        )
        .order_by(Pledge.id)
    ).all()
    flows = ledger.by_pledge(session, [one.public_id for one in pledges], as_of=as_of)
    found = []
    for one in pledges:
        part = Course(one, flows.get(one.public_id, NOTHING), day).next_part
        found.append(Late(one, sums[one.id], part.due_on if part else None))
    return found, int(many), int(total)
