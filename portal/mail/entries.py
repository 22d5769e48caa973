"""What letters about an entry tell: its age, the question before it is hidden, a report on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.freshness import links, queries
from portal.letters import Letter
from portal.reports.models import Report
from portal.reports.rules import PARTS

Facts = Mapping[str, Any]
# The status in which each letter still has something to tell.
TOLD_IN = {"entry_reminder": "verified", "entry_due": "due", "entry_stale": "stale"}


def about_age(session: Session, letter: Letter, base: str, key: str, now: datetime) -> Facts | None:
    """How old an entry is, with the link that renews it; None when it was renewed meanwhile."""
    one = session.scalar(select(Organisation).where(Organisation.public_id == letter.ref))
    age = queries.age_of(one) if one else None
    if one is None or age is None or one.status != TOLD_IN[letter.kind]:
        return None
    if letter.kind == "entry_reminder" and age.reminder(queries.jakarta(now)) is None:
        return None
    return {
        "organisation": one.name,
        "since": age.since,
        "due": age.due_on,
        "stale": age.stale_on,
        "link": f"{base}/still-right/{links.make(key, one, now=now)}",
        "edit": f"{base}/my/organisations/{one.slug}",
    }


def about_question(session: Session, letter: Letter, base: str) -> Facts | None:
    """The question before an entry is hidden; None when it was answered, or the entry renewed."""
    one = session.scalar(select(Organisation).where(Organisation.public_id == letter.ref))
    asked = queries.question(session, one) if one else None
    if one is None or asked is None or asked.answer:
        return None
    return {
        "organisation": one.name,
        "since": one.confirmed_on or one.verified_on,
        "link": f"{base}/review/freshness/{one.public_id}",
    }


def about_report(session: Session, letter: Letter, base: str) -> Facts | None:
    """A report that waits for its coordinator, or that was passed on; never the reporter."""
    held = session.scalar(select(Report).where(Report.public_id == letter.ref))
    waits = letter.kind == "report_waiting"
    if held is None or (held.outcome != "" if waits else held.outcome != "passed_on"):
        return None
    one = held.organisation
    mine = f"/my/organisations/{one.slug or one.public_id}/reports"
    return {
        "organisation": one.name,
        "part": PARTS[held.part],
        "answer_by": held.answer_by,
        "link": base + (f"/review/reports/{held.public_id}" if waits else mine),
    }
