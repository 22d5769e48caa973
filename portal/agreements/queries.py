"""What is asked of agreements: those of a pledge, which holds, which end soon, who opened one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.agreements.models import Agreement
from portal.errors import NotFound
from portal.journal import JournalRow
from portal.pledges.models import Pledge

OPENED = "open_agreement"
VIEWS = 50


def need(session: Session, public_id: str) -> Agreement:
    """The agreement of that public id; raises NotFound."""
    found = session.scalar(select(Agreement).where(Agreement.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def of(session: Session, pledge: Pledge) -> Sequence[Agreement]:
    """The agreements of a pledge, the one that holds first."""
    query = select(Agreement).where(Agreement.pledge_id == pledge.id)
    return session.scalars(query.order_by(Agreement.id.desc())).all()


def holding(session: Session, pledges: Sequence[int]) -> Mapping[int, Agreement]:
    """The agreement that holds of each of these pledges, by the pledge's key."""
    newest = select(func.max(Agreement.id)).where(Agreement.pledge_id.in_(pledges))
    query = select(Agreement).where(Agreement.id.in_(newest.group_by(Agreement.pledge_id)))
    return {one.pledge_id: one for one in session.scalars(query)} if pledges else {}


def ends_within(day: date, ahead: timedelta) -> ColumnElement[bool]:
    """A condition over pledges: an agreement of theirs ends between a day and some days later."""
    ends = Agreement.expires_on.between(day, day + ahead)
    return exists().where(Agreement.pledge_id == Pledge.id, ends)


@dataclass(frozen=True)
class View:
    """Somebody opened a document: when, and how they stood to it."""

    at: datetime
    reader: str
    mandate: str | None


def views(session: Session, pledge: Pledge) -> list[View]:
    """Who opened the documents of a pledge's agreements, the newest first."""
    query = select(JournalRow).where(
        JournalRow.kind == "pledge",
        JournalRow.ref == pledge.public_id,
        JournalRow.action == OPENED,
    )
    rows = session.scalars(query.order_by(JournalRow.id.desc()).limit(VIEWS))
    return [View(row.at, row.details["reader"], row.details.get("mandate")) for row in rows]


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that an agreement's document has."""
    query = select(Agreement.file).where(Agreement.file.in_(names))
    return [one for one in session.scalars(query) if one]
