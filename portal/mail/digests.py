"""What a digest of reminders tells: what still waits of it when the letter is worded."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.disputes import queries as disputes
from portal.disputes.models import Dispute
from portal.disputes.rules import FIGURES
from portal.letters import Letter
from portal.mail.seasons import about_seasons
from portal.pledges.passing_rules import PASS_ON_WITHIN
from portal.pledges.queries.passing import Kept
from portal.reminders import links, news, queries
from portal.reminders.news import News
from portal.reminders.queries import Matter


def about_digest(
    session: Session, letter: Letter, user: User, base: str, key: str, now: datetime
) -> Mapping[str, Any] | None:
    """The reader's digest of the day that the letter names; None once everything in it is done."""
    digest = queries.digest_of(session, user.id, date.fromisoformat(letter.ref))
    if digest is None:
        return None
    matters = queries.still(session, digest, now)
    doubts = disputes.reminded(session, user.id, digest.day)
    seasons = about_seasons(session, user.id, digest.day, base, now)
    if queries.is_quiet(session, user.id):
        seasons = []
    told = [] if queries.is_quiet(session, user.id) else news.in_digest(session, digest)
    funds = queries.still_kept(session, digest, now)
    if not (matters or doubts or seasons or funds or told):
        return None
    return {
        "news": [_news(one, base) for one in told],
        "funds": [_kept(one, base) for one in funds],
        "matters": [_told(one, base) for one in matters],
        "doubts": [_doubted(one, base) for one in doubts],
        "seasons": seasons,
        "stop": f"{base}/reminders/stop/{links.make(key, user)}",
    }


def _told(one: Matter, base: str) -> Mapping[str, Any]:
    promise = one.promise
    return {
        "kind": one.kind,
        "due_on": one.due_on,
        "amount": one.amount,
        "asset": promise.asset,
        "donor": promise.donor.name,
        "programme": promise.programme.title,
        "reference": promise.reference,
        "link": f"{base}/{'offers' if one.whole else 'pledges'}/{promise.reference}",
    }


def _kept(one: Kept, base: str) -> Mapping[str, Any]:
    return {
        "programme": one.fund.title,
        "amount": one.money.amount,
        "days": PASS_ON_WITHIN.days,
        "link": f"{base}/programmes/{one.fund.slug}/pass-on",
    }


def _news(one: News, base: str) -> Mapping[str, Any]:
    return {
        "programme": one.programme.title,
        "titles": one.titles,
        "results": bool(one.results),
        "link": f"{base}/programmes/{one.programme.slug}",
    }


def _doubted(one: Dispute, base: str) -> Mapping[str, Any]:
    return {
        "figure": FIGURES[one.figure],
        "amount": one.shown,
        "asset": one.asset,
        "answer_by": one.answer_by,
        "link": f"{base}/disputes/{one.public_id}",
    }
