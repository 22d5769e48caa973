"""What is asked of documents: what an organisation showed, what is missing, what runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, case, cast, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.access import Actor, Role
from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.evidence import rules
from portal.evidence.models import Document
from portal.journal import JournalRow
from portal.paging import PER_PAGE, Paged, nearest
from portal.regions.queries import below
from portal.regions.rules import local_date

CLOCK = 7  # a day ends by the clock of Jakarta, as for the jobs of every day
VIEWS = 50
OPENED = "open_document"
SEEN = "record_sighting"


def today(now: datetime) -> date:
    """The day that documents are held against."""
    return local_date(now, CLOCK)


def need(session: Session, public_id: str) -> Document:
    """The document with that public id, with its organisation; raises NotFound."""
    found = session.scalar(
        select(Document)
        .where(Document.public_id == public_id)
        .options(joinedload(Document.organisation))
    )
    if found is None:
        raise NotFound
    return found


def held(session: Session, organisation_id: int) -> Sequence[Document]:
    """The documents of an organisation, in the order in which they came."""
    return session.scalars(
        select(Document).where(Document.organisation_id == organisation_id).order_by(Document.id)
    ).all()


@dataclass(frozen=True)
class View:
    """Somebody opened a document, or saw something of which no copy is kept.

    `by` is their account and `email` its address, for those who act with them; `mandate` the
    region's code of the office of a coordinator, None for the nation or when it is not known.
    """

    at: datetime
    what: str
    by: int
    email: str
    coordinator: bool = False
    mandate: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Picture:
    """The documents of an organisation beside what its kind is asked for.

    `way` is the set of which least is missing; `absent` are its open groups, each one of several
    types. What has run out does not count.
    """

    documents: Sequence[Document]
    ways: tuple[rules.Way, ...]
    way: rules.Way
    absent: rules.Asks
    day: date

    def expired(self, document: Document) -> bool:
        """Whether a document's last day has passed."""
        return rules.is_expired(document.expires_on, self.day)

    @property
    def state(self) -> str:
        """How far it is: 'done', 'doing' or 'ahead'."""
        return rules.state(self.ways, self.valid)

    @property
    def valid(self) -> frozenset[str]:
        """The types that are there and have not run out."""
        return frozenset(one.kind for one in self.documents if not self.expired(one))

    @property
    def old(self) -> list[Document]:
        """The documents that have run out."""
        return [one for one in self.documents if self.expired(one)]

    @property
    def unchecked(self) -> list[Document]:
        """The documents that no coordinator has looked at yet."""
        return [one for one in self.documents if one.checked_at is None]


def picture(session: Session, organisation: Organisation, now: datetime) -> Picture:
    """What an organisation showed, beside what it is asked for."""
    documents = held(session, organisation.id)
    ways = rules.ways(organisation.kind, organisation.specialities)
    day = today(now)
    valid = {one.kind for one in documents if not rules.is_expired(one.expires_on, day)}
    way = rules.nearest(ways, valid)
    return Picture(documents, ways, way, rules.missing(way, valid), day)


def views(session: Session, organisation: Organisation) -> list[View]:
    """Who opened its documents, the newest first."""
    return [
        _view(row, email, "of", coordinator=bool(row.details.get("duty")))
        for row, email in _journal(session, organisation, OPENED)
    ]


def sightings(session: Session, organisation: Organisation) -> list[View]:
    """What coordinators have seen with their own eyes, the newest first."""
    return [
        _view(row, email, "what", coordinator=True, on=_day(row))
        for row, email in _journal(session, organisation, SEEN)
    ]


def _view(
    row: JournalRow, email: str, what: str, *, coordinator: bool, on: date | None = None
) -> View:
    told = row.details
    return View(
        at=row.at,
        what=str(told.get(what, "other")),
        by=row.actor_id or 0,
        email=email,
        coordinator=coordinator,
        mandate=told.get("mandate"),
        on=on,
    )


def _day(row: JournalRow) -> date:
    """The day that a row tells of; the day of the row itself when it tells of none."""
    told = row.details.get("on")
    return date.fromisoformat(told) if told else today(row.at)


def _journal(
    session: Session, organisation: Organisation, action: str
) -> Sequence[tuple[JournalRow, str]]:
    rows = session.execute(
        select(JournalRow, User.email)
        .join(User, User.id == JournalRow.actor_id)
        .where(
            JournalRow.kind == "organisation",
            JournalRow.ref == organisation.public_id,
            JournalRow.action == action,
        )
        .order_by(JournalRow.id.desc())
        .limit(VIEWS)
    )
    return [(row, email) for row, email in rows]


@dataclass(frozen=True)
class ToCheck:
    """An entry whose documents want a coordinator: how many ran out, how many are new."""

    organisation: Organisation
    expired: int
    fresh: int
    since: date | None


def to_check(
    session: Session, by: Actor, page: int, now: datetime, *, per_page: int = PER_PAGE
) -> Paged[ToCheck]:
    """Checked entries in a coordinator's regions with documents that ran out or are new."""
    day = today(now)
    old = case((Document.expires_on < day, 1), else_=0)
    fresh = case((Document.checked_at.is_(None), 1), else_=0)
    rows = (
        select(
            Document.organisation_id.label("key"),
            cast(func.sum(old), Integer).label("old"),
            cast(func.sum(fresh), Integer).label("fresh"),
            func.min(Document.expires_on).label("since"),
        )
        .join(Organisation, Organisation.id == Document.organisation_id)
        .where(_in_reach(by), or_(Document.expires_on < day, Document.checked_at.is_(None)))
        .group_by(Document.organisation_id)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(rows)) or 0
    page = nearest(page, total, per_page)
    found = session.execute(
        select(Organisation, rows.c.old, rows.c.fresh, rows.c.since)
        .join(rows, rows.c.key == Organisation.id)
        .order_by(rows.c.old.desc(), rows.c.since, Organisation.name, Organisation.id)
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    items = [ToCheck(one, old, fresh, since if old else None) for one, old, fresh, since in found]
    return Paged(items, total, page, per_page)


def _in_reach(by: Actor) -> ColumnElement[bool]:
    regions = by.regions(Role.COORDINATOR)
    if not regions:
        return false()
    return (
        below(Organisation.region_code, regions)
        & Organisation.id.not_in(by.memberships)
        & Organisation.status.in_(rules.CHECKED)
    )


def count_to_check(session: Session, by: Actor, now: datetime) -> int:
    """How many entries wait so for a coordinator."""
    if not by.regions(Role.COORDINATOR):
        return 0
    found = session.scalar(
        select(func.count(func.distinct(Document.organisation_id)))
        .join(Organisation, Organisation.id == Document.organisation_id)
        .where(
            _in_reach(by),
            or_(Document.expires_on < today(now), Document.checked_at.is_(None)),
        )
    )
    return found or 0


def running_out(session: Session, by: Actor, now: datetime) -> Sequence[Document]:
    """The documents of somebody's own organisations that have run out or soon will."""
    if not by.memberships:
        return ()
    last = date.fromordinal(today(now).toordinal() + max(rules.REMIND_BEFORE))
    return session.scalars(
        select(Document)
        .join(Document.organisation)
        .where(
            Document.organisation_id.in_(list(by.memberships)),
            Document.expires_on <= last,
            Organisation.status.in_(rules.CHECKED),
        )
        .options(contains_eager(Document.organisation))
        .order_by(Document.expires_on, Document.id)
    ).all()


def has_expired(session: Session, organisation: Organisation, now: datetime) -> bool:
    """Whether a document of an entry has run out: then the entry stays due."""
    found = select(Document.id).where(
        Document.organisation_id == organisation.id, Document.expires_on < today(now)
    )
    return session.scalar(found.limit(1)) is not None


def due_by_document(session: Session, organisation: Organisation) -> bool:
    """Whether an entry is due because of a document alone, by the last thing that told of it."""
    last = session.scalar(
        select(JournalRow.action)
        .where(
            JournalRow.kind == "organisation",
            JournalRow.ref == organisation.public_id,
            JournalRow.action.in_(("fall_due", "fall_due_document", "confirm_entry")),
        )
        .order_by(JournalRow.id.desc())
        .limit(1)
    )
    return last in ("fall_due_document", "confirm_entry")


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that a document has."""
    return session.scalars(select(Document.file).where(Document.file.in_(names))).all()
