"""Where a fund may pass money on to, what waits in it too long, and where a row passed money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.assets import RUPIAH
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import Figures
from portal.pledges.passing_rules import Lingering, lingering
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


# What brings money into a fund; what takes some of it out again is in what is left.
ARRIVES = ("receive", "receive_extra", "pass_on")


@dataclass(frozen=True)
class Kept:
    """A pooled fund with the rupiah in it that should have been passed on by now."""

    fund: Programme
    money: Lingering


def kept_too_long(session: Session, day: date, *where: ColumnElement[bool]) -> Sequence[Kept]:
    """The pooled funds in which money lies too long, what is oldest first.

    `where` are conditions over programmes and the organisations that own them. Other currencies
    are left out: funds pass rupiah on.
    """
    query = select(Programme).join(Programme.organisation).where(Programme.fund.is_(True), *where)
    query = query.options(contains_eager(Programme.organisation))
    funds = {one.public_id: one for one in session.scalars(query)}
    left: dict[str, int] = defaultdict(int)
    for (programme, _line), flows in ledger.by_line(session, list(funds)).items():
        left[programme] += Figures.of(0, 0, 0, flows).unspent
    full = [name for name, amount in left.items() if amount > 0]
    rows = session.execute(
        select(Transfer.programme, Transfer.occurred_on, func.sum(Transfer.net))
        .where(Transfer.programme.in_(full), Transfer.kind.in_(ARRIVES))
        .where(Transfer.asset == RUPIAH)
        .group_by(Transfer.programme, Transfer.occurred_on)
        .order_by(Transfer.occurred_on)
    )
    arrived: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for programme, on, amount in rows:
        arrived[programme].append((on, int(amount)))
    found = [(funds[name], lingering(arrived[name], left[name], day)) for name in full]
    late = [Kept(fund, money) for fund, money in found if money]
    return sorted(late, key=lambda one: (one.money.since, one.fund.id))
