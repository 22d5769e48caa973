"""What time does to entries: reminders, a warning, and the end of their place in the search."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import letters
from portal.accounts.queries import members
from portal.db import Database
from portal.directory import edit
from portal.directory.models import Organisation
from portal.freshness import queries, rules
from portal.freshness.models import Reminder
from portal.freshness.rules import Age
from portal.freshness.services import asking
from portal.freshness.services.turning import become


def age(database: Database, now: datetime) -> int:
    """Do with every entry what its age asks for today; how many things were done.

    Each entry has a transaction of its own: one that fails keeps no other from its turn, and
    nobody else waits long. Done twice a day, the second time finds nothing to do.
    """
    today = queries.jakarta(now)
    with database.reading() as session:
        ids = [one.id for one in queries.ageing(session, today) if _wants(one, today)]
    done = 0
    for one in ids:
        with database.writing() as session:
            done += step(session, session.get_one(Organisation, one), today, now=now)
    return done


def _wants(one: queries.Aged, today: date) -> bool:
    """Whether an entry may ask for something today, so that the others need no transaction."""
    reminder = one.status == "verified" and one.age.reminder(today) is not None
    return reminder or rules.next_status(one.status, one.age, today) is not None


def step(session: Session, organisation: Organisation, today: date, *, now: datetime) -> bool:
    """Take one entry as far as its age asks for; whether anything was done."""
    edit.lock(session, organisation)
    old = queries.age_of(organisation)
    if old is None:
        return False
    if days := old.reminder(today):
        return organisation.status == "verified" and _remind(
            session, organisation, old, days, now=now
        )
    done = False
    while wanted := rules.next_status(organisation.status, old, today):
        if wanted == "stale" and (gaps := asking.unanswered(session, organisation)):
            return asking.ask(session, organisation, gaps, now=now) or done
        become(session, organisation, wanted, now=now)
        done = True
    return done


def _remind(
    session: Session, organisation: Organisation, old: Age, days: int, *, now: datetime
) -> bool:
    if queries.reminded(session, organisation, old.since, days):
        return False
    session.add(Reminder(organisation_id=organisation.id, since=old.since, days=days, sent_at=now))
    for account in members(session, organisation.id):
        letters.write(session, account, "entry_reminder", organisation.public_id, now=now)
    return True
