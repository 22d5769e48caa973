"""Where a fund may pass money on to, and between which programmes a row passed money."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.ledger.models import Transfer
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import listed

MOST_TARGETS = 20


def targets(session: Session, fund: Programme, words: str) -> Sequence[Programme]:
    """Published programmes of anybody with a line of cash, by their title, the newest first."""
    query = (
        select(Programme)
        .join(Programme.organisation)
        .where(
            listed(),
            Programme.id != fund.id,
            exists().where(Requirement.programme_id == Programme.id, Requirement.kind == "cash"),
        )
        .options(joinedload(Programme.organisation), selectinload(Programme.requirements))
        .order_by(Programme.id.desc())
        .limit(MOST_TARGETS)
    )
    for word in words.split()[:8]:
        query = query.where(Programme.title.icontains(word, autoescape=True))
    return session.scalars(query).all()


def ends(session: Session, rows: Iterable[Transfer]) -> Mapping[str, Programme]:
    """The programmes between which these rows passed money on, by public id."""
    hops = [row for row in rows if row.from_programme]
    named = {key for row in hops for key in (row.programme, str(row.from_programme))}
    if not named:
        return {}
    query = select(Programme).where(Programme.public_id.in_(named))
    found = session.scalars(query.options(joinedload(Programme.organisation)))
    return {one.public_id: one for one in found}
