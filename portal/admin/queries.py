"""What administrators and auditors ask: mandates by state, organisations by name, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from portal.accounts.models import Mandate, User
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.journal import JournalRow
from portal.paging import PER_PAGE, Paged, turn
from portal.programmes.models import Programme
from portal.regions.models import Region
from portal.regions.rules import local_date

WIB = 7
SOON = timedelta(days=30)
STATES = ("current", "ended", "revoked")
LONGEST_WORDS = 100
LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Held:
    """A mandate with who holds it, who gave it, and how many kabupaten/kota lie in its region."""

    mandate: Mandate
    holder: User
    giver: User | None
    inside: int

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, on the clock of western Indonesia."""
        until = self.mandate.until
        return local_date(until - timedelta(microseconds=1), WIB) if until else None

    def ends_soon(self, now: datetime) -> bool:
        """Whether it ends within thirty days."""
        until = self.mandate.until
        return until is not None and now < until <= now + SOON


def mandates(
    session: Session, state: str, page: int, now: datetime, *, per_page: int = PER_PAGE
) -> Paged[Held]:
    """Mandates that are in force ('current'), 'ended' or 'revoked', the next to end first."""
    order = (Mandate.until.is_(None), Mandate.until, Mandate.id)
    query = select(Mandate).where(_state(state, now)).order_by(*order)
    found = turn(session, query, page, per_page=per_page)
    ids = {one.account_id for one in found.items} | {one.granted_by for one in found.items}
    users = {user.id: user for user in session.scalars(select(User).where(User.id.in_(ids)))}
    inside = _regencies(session, {one.region_code for one in found.items})
    rows = [
        Held(
            one,
            users[one.account_id],
            users.get(one.granted_by or 0),
            inside.get(one.region_code or "", 0),
        )
        for one in found.items
    ]
    return Paged(rows, found.total, found.page, found.per_page)


def mandate_counts(session: Session, now: datetime) -> dict[str, int]:
    """How many mandates there are in each state."""
    counts = session.execute(
        select(*(func.count().filter(_state(state, now)) for state in STATES)).select_from(Mandate)
    ).one()
    return dict(zip(STATES, counts, strict=True))


def _state(state: str, now: datetime) -> ColumnElement[bool]:
    if state == "revoked":
        return Mandate.revoked_at.is_not(None)
    kept = Mandate.revoked_at.is_(None)
    if state == "ended":
        return and_(kept, Mandate.until <= now)
    return and_(kept, or_(Mandate.until.is_(None), Mandate.until > now))


def _regencies(session: Session, codes: set[str | None]) -> dict[str, int]:
    provinces = [code for code in codes if code and len(code) == 2]
    rows = session.execute(
        select(Region.parent_code, func.count())
        .where(Region.parent_code.in_(provinces))
        .group_by(Region.parent_code)
    )
    return {code: count for code, count in rows if code}


def need_mandate(session: Session, key: int) -> Mandate:
    """The mandate of a key; raises NotFound."""
    mandate = session.get(Mandate, key) if key < LARGEST_KEY else None
    if mandate is None:
        raise NotFound
    return mandate


def organisations(
    session: Session, words: str, page: int, *, per_page: int = PER_PAGE
) -> Paged[Organisation]:
    """Organisations of any status whose name or short name holds the words, by name."""
    wanted = _named(words, Organisation.name, Organisation.short_name)
    query = select(Organisation).where(wanted).order_by(Organisation.name, Organisation.id)
    return turn(session, query, page, per_page=per_page)


def seats(session: Session) -> Sequence[str]:
    """The regions in which any organisation has its seat."""
    return session.scalars(select(Organisation.region_code).distinct()).all()


def programmes(
    session: Session, words: str, page: int, *, per_page: int = PER_PAGE
) -> Paged[Programme]:
    """Programmes that were ever published whose title holds the words, by title."""
    query = (
        select(Programme)
        .where(Programme.published_at.is_not(None), _named(words, Programme.title))
        .options(joinedload(Programme.organisation))
        .order_by(Programme.title, Programme.id)
    )
    return turn(session, query, page, per_page=per_page)


def _named(words: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    kept = words[:LONGEST_WORDS]
    return or_(*(column.icontains(kept, autoescape=True) for column in columns))


def need_organisation(session: Session, public_id: str) -> Organisation:
    """The organisation of a public id; raises NotFound."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Act:
    """One row of the journal with the address of whoever acted (None: the command line)."""

    row: JournalRow
    email: str | None


def journal(
    session: Session, *, kind: str, ref: str, by: str = "", page: int, per_page: int = 50
) -> Paged[Act]:
    """The journal, the newest first; when asked for, of one kind of thing, of one thing, or of
    what one account did (`by` is its public id).
    """
    query = select(JournalRow).order_by(JournalRow.id.desc())
    if kind:
        query = query.where(JournalRow.kind == kind)
    if ref:
        query = query.where(JournalRow.ref == ref)
    if by:
        account = select(User.id).where(User.public_id == by).scalar_subquery()
        query = query.where(JournalRow.actor_id == account)
    found = turn(session, query, page, per_page=per_page)
    ids = {row.actor_id for row in found.items}
    emails = dict(session.execute(select(User.id, User.email).where(User.id.in_(ids))).all())
    rows = [Act(row, emails.get(row.actor_id or 0)) for row in found.items]
    return Paged(rows, found.total, found.page, found.per_page)


def journal_kinds(session: Session) -> Sequence[str]:
    """The kinds of things that the journal tells of."""
    return session.scalars(select(JournalRow.kind).distinct().order_by(JournalRow.kind)).all()
