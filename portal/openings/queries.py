"""What is asked of openings: for whom somebody looks, and who looked at an organisation."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.journal import JournalRow
from portal.paging import PER_PAGE, Paged, turn
from portal.regions.rules import local_date

WIB = 7
ACTIONS = ("open_contacts", "export_contacts")


@dataclass(frozen=True)
class Opening:
    """One look: when, as what ('coordinator', 'partner' or 'member'), for whom, and why.

    `mandate` is the region's code of a coordinator's mandate, None for the nation or when it is
    not known; `organisation` the name of the partner; `purpose` '' for looks before reasons
    were asked. `review` marks a look while a registration was checked.
    """

    at: datetime
    standing: str
    mandate: str | None
    organisation: str
    purpose: str
    note: str
    review: bool


@dataclass(frozen=True)
class Taker:
    """Somebody who looked on one day: the account's public id, and what they got to see."""

    public_id: str
    contacts: int
    organisations: int


def here(now: datetime) -> date:
    """The day by which looks are counted."""
    return local_date(now, WIB)


def takers(session: Session, day: date) -> list[Taker]:
    """Who opened or fetched closed contacts of others on a day, whoever had the most first.

    A look of which the journal tells no number counts as one.
    """
    start = datetime.combine(day, time(), UTC) - timedelta(hours=WIB)
    rows = session.execute(
        select(User.public_id, JournalRow.ref, JournalRow.details)
        .join(User, User.id == JournalRow.actor_id)
        .where(
            JournalRow.action.in_(ACTIONS),
            JournalRow.at >= start,
            JournalRow.at < start + timedelta(days=1),
        )
    )
    contacts: Counter[str] = Counter()
    seen: dict[str, set[str]] = {}
    for account, ref, details in rows:
        if details.get("standing") != "member":
            contacts[account] += int(details.get("contacts", 1))
            seen.setdefault(account, set()).add(ref)
    return [Taker(one, number, len(seen[one])) for one, number in contacts.most_common()]


def partner(session: Session, by: Actor) -> Organisation | None:
    """The listed organisation to which somebody belongs longest."""
    if not by.memberships:
        return None
    mine = Organisation.id.in_(list(by.memberships)) & Organisation.status.in_(LISTED)
    return session.scalar(select(Organisation).where(mine).order_by(Organisation.id).limit(1))


def of_organisation(
    session: Session, organisation: Organisation, page: int, *, per_page: int = PER_PAGE
) -> Paged[Opening]:
    """Who looked at an organisation's closed contacts, the newest first."""
    query = (
        select(JournalRow)
        .where(
            JournalRow.kind == "organisation",
            JournalRow.ref == organisation.public_id,
            JournalRow.action.in_(ACTIONS),
        )
        .order_by(JournalRow.id.desc())
    )
    found = turn(session, query, page, per_page=per_page)
    ids = {row.details.get("through") for row in found.items} - {None}
    names = dict(
        session.execute(
            select(Organisation.public_id, Organisation.name).where(Organisation.public_id.in_(ids))
        ).all()
    )
    rows = [_opening(row, names) for row in found.items]
    return Paged(rows, found.total, found.page, found.per_page)


def _opening(row: JournalRow, names: Mapping[str, str]) -> Opening:
    told = row.details
    review = "submission" in told
    return Opening(
        at=row.at,
        standing="coordinator" if review else told.get("standing", ""),
        mandate=told.get("mandate"),
        organisation=names.get(told.get("through") or "", ""),
        purpose=told.get("purpose", ""),
        note=row.reason,
        review=review,
    )
