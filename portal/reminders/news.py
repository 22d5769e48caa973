"""News and results of programmes, for the members of those who support them: once a week."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.directory.models import Organisation
from portal.ledger.models import PledgeSum
from portal.ledger.rules import donor_account
from portal.pledges.rules import today
from portal.programmes.models import Programme
from portal.programmes.queries import public
from portal.reminders.models import Digest, NewsTold
from portal.results.models import ResultReport
from portal.results.queries import standing
from portal.updates.models import ProgrammeUpdate

EVERY = timedelta(days=7)
# What is older when it could be told is no news any more.
OLDEST = timedelta(days=14)


@dataclass(frozen=True)
class News:
    """What a programme told: the titles of its news in order, and whether it reported results."""

    programme: Programme
    titles: list[str] = field(default_factory=list)
    results: list[datetime] = field(default_factory=list)


def waiting(session: Session, now: datetime, account: int | None = None) -> Mapping[int, datetime]:
    """For each account (or one) that is to be told of news now: since when."""
    query = select(NewsTold.account_id, func.max(NewsTold.until)).group_by(NewsTold.account_id)
    if account is not None:
        query = query.where(NewsTold.account_id == account)
    told = dict(session.execute(query).all())
    found: dict[int, datetime] = {}
    who = _mine(account) if account is not None else true()
    for person, at in _last(session, now - OLDEST, now, who):
        since = told.get(person, now - OLDEST)
        # By days: the morning's job does not always begin at the same second.
        if today(now) - today(since) >= EVERY and at > since:
            found[person] = max(since, now - OLDEST)
    return found


def between(session: Session, account: int, since: datetime, until: datetime) -> Sequence[News]:
    """What the programmes that a person's organisations support told in a time, as it stands."""
    here = Programme.id.in_(_supports(Programme.id).where(_mine(account)).correlate(None))
    found: dict[int, News] = {}
    news = _told(Programme, ProgrammeUpdate.title, since=since, until=until)
    for programme, title in session.execute(news.where(here)):
        found.setdefault(programme.id, News(programme)).titles.append(title)
    reports = _reported(Programme, ResultReport.at, since=since, until=until)
    for programme, at in session.execute(reports.where(here)):
        found.setdefault(programme.id, News(programme)).results.append(at)
    return list(found.values())


def in_digest(session: Session, digest: Digest) -> Sequence[News]:
    """What the letter of a day tells of news."""
    row = session.scalar(select(NewsTold).where(NewsTold.digest_id == digest.id))
    return between(session, row.account_id, row.since, row.until) if row else ()


def _last(
    session: Session, since: datetime, until: datetime, who: ColumnElement[bool]
) -> Sequence[tuple[int, datetime]]:
    """(account, moment) of all that was told in a time to somebody who supports it."""
    moments: dict[int, datetime] = defaultdict(lambda: since)
    for query in (
        _told(Programme.id, ProgrammeUpdate.at, since=since, until=until),
        _reported(Programme.id, ResultReport.at, since=since, until=until),
    ):
        for programme, at in session.execute(query):
            moments[programme] = max(moments[programme], at)
    if not moments:
        return []
    query = _supports(Membership.account_id, Programme.id)
    rows = session.execute(query.where(Programme.id.in_(moments), who))
    return [(account, moments[programme]) for account, programme in rows]


def _mine(account: int) -> ColumnElement[bool]:
    return Membership.account_id == account


def _supports(*columns: Any) -> Select[Any]:
    """Members of donors beside the programmes that these promised money or things to.

    Whoever gave everything up supports it no more.
    """
    donor = literal(donor_account("")) + Organisation.public_id
    return (
        select(*columns)
        .select_from(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(PledgeSum, PledgeSum.donor == donor)
        .join(Programme, Programme.public_id == PledgeSum.programme)
        .where(PledgeSum.commit > PledgeSum.release)
        .distinct()
    )


def _told(*columns: Any, since: datetime, until: datetime) -> Select[Any]:
    """News of public programmes that everybody may read."""
    return (
        select(*columns)
        .select_from(ProgrammeUpdate)
        .join(Programme, Programme.id == ProgrammeUpdate.programme_id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(ProgrammeUpdate.at > since, ProgrammeUpdate.at <= until, public())
        .where(ProgrammeUpdate.removed_at.is_(None), ProgrammeUpdate.held.is_(False))
        .order_by(ProgrammeUpdate.id)
    )


def _reported(*columns: Any, since: datetime, until: datetime) -> Select[Any]:
    """Reports of results of public programmes that no later one stands in for."""
    return (
        select(*columns)
        .select_from(ResultReport)
        .join(Programme, Programme.id == ResultReport.programme_id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(ResultReport.at > since, ResultReport.at <= until, public(), standing())
        .order_by(ResultReport.id)
    )
