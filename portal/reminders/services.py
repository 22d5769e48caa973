"""Every morning's reminders, and who wants fewer of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import access, db, letters
from portal.access import Actor
from portal.accounts.models import User
from portal.accounts.queries import coordinators, members
from portal.db import Database
from portal.disputes import queries as disputes
from portal.disputes.services import note_reminded
from portal.plans import queries as plans
from portal.plans.services import note_told
from portal.pledges.rules import today
from portal.reminders import news, queries
from portal.reminders.models import Digest, NewsTold, Quiet, Reminded, RemindedFund, RemindedOffer
from portal.reminders.queries import Matter
from portal.reminders.rules import WHOM, wanted


def remind(database: Database, now: datetime) -> int:
    """Write to everybody for whom something waits: one letter a day; how many were written.

    Each person has a transaction of their own. Done twice it does no more.
    """
    with database.reading() as session:
        due = _by_person(session, now)
        doubts = disputes.aged(session, now)
        seasons = plans.closing(session, now)
        funds = queries.late_funds(session, now)
        told = news.waiting(session, now)
    done = 0
    for account in sorted({*due, *doubts, *seasons, *funds, *told}):
        with database.writing() as session:
            done += _write(session, account, due.get(account, ()), now)
    return done


def _by_person(session: Session, now: datetime) -> Mapping[int, Sequence[Matter]]:
    """For each account what it has not been told of at this stage."""
    due: dict[int, list[Matter]] = defaultdict(list)
    known: dict[tuple[str, object], Sequence[int]] = {}
    for one in queries.waiting(session, now):
        promise, whom = one.promise, WHOM[one.kind]
        side: object = promise.donor_id if whom == "donor" else promise.programme.organisation_id
        if whom == "coordinator":
            side = promise.scope.region
        if (whom, side) not in known:
            known[whom, side] = _people(session, whom, side, now)
        for account in known[whom, side]:
            due[account].append(one)
    return {account: fresh for account in due if (fresh := _fresh(session, account, due[account]))}


def _people(session: Session, whom: str, side: object, now: datetime) -> Sequence[int]:
    if whom == "coordinator":
        return coordinators(session, str(side), now)
    return members(session, int(str(side)))


def _fresh(session: Session, account: int, found: Sequence[Matter]) -> Sequence[Matter]:
    told = queries.told(session, account)
    quiet = queries.is_quiet(session, account)
    return [
        one for one in found if wanted(one.kind, quiet=quiet) and (*one.key, one.stage) not in told
    ]


def _write(session: Session, account: int, found: Sequence[Matter], now: datetime) -> bool:
    """Have one digest sent, unless this day has one already."""
    db.lock(session, User, account)
    day = today(now)
    fresh = _fresh(session, account, found)
    doubts = disputes.aged(session, now).get(account, ())
    seasons = _seasons(session, account, now)
    funds = queries.late_funds(session, now, account).get(account, ())
    since = _news_since(session, account, now)
    if not (fresh or doubts or seasons or funds or since) or queries.digest_of(
        session, account, day
    ):
        return False
    digest = Digest(account_id=account, day=day, made_at=now)
    session.add(digest)
    session.flush()
    for one in fresh:
        session.add(_row(one, digest))
    for kept in funds:
        told = {"programme_id": kept.fund.id, "due_on": kept.money.due_on}
        session.add(RemindedFund(digest_id=digest.id, account_id=account, **told))  # type: ignore[arg-type]  # a key and a day
    if since:
        told_of = NewsTold(digest_id=digest.id, account_id=account, since=since, until=now)
        session.add(told_of)
    session.flush()
    note_reminded(session, account, doubts, now=now)
    note_told(session, account, seasons, now=now)
    letters.write(session, account, "pledge_digest", day.isoformat(), now=now)
    return True


def _seasons(session: Session, account: int, now: datetime) -> Sequence[plans.Season]:
    """The budgets that close soon; whoever wants duties only is not told of them."""
    if queries.is_quiet(session, account):
        return ()
    return plans.closing(session, now, account).get(account, ())


def _news_since(session: Session, account: int, now: datetime) -> datetime | None:
    """Since when a person is told the news of what it supports, unless it wants duties only."""
    if queries.is_quiet(session, account):
        return None
    return news.waiting(session, now, account).get(account)


def _row(one: Matter, digest: Digest) -> Reminded | RemindedOffer:
    """That the digest's reader was told of a matter."""
    told: dict[str, Any] = {"digest_id": digest.id, "account_id": digest.account_id}
    told |= {"kind": one.kind, "due_on": one.due_on, "stage": one.stage or 0}
    if one.whole:
        return RemindedOffer(offer_id=one.promise.id, **told)
    return Reminded(pledge_id=one.promise.id, part=one.part, **told)


def choose(session: Session, *, quiet: bool, by: Actor, now: datetime) -> bool:
    """Keep whether somebody wants to be reminded of duties only."""
    access.manage_account.check(by, access.Scope())
    return set_quiet(session, by.id, quiet=quiet, now=now)


def set_quiet(session: Session, account: int, *, quiet: bool, now: datetime) -> bool:
    """The same for an account that a signed link names; always True."""
    db.lock(session, User, account)
    if not quiet:
        session.execute(delete(Quiet).where(Quiet.account_id == account))
    elif not queries.is_quiet(session, account):
        session.add(Quiet(account_id=account, since=now))
    session.flush()
    return True
