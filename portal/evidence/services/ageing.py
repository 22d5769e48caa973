"""The work of every day: who is reminded, what falls due, which files nobody needs."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import db, journal, letters
from portal.access import VISITOR
from portal.accounts.queries import members
from portal.db import Database
from portal.directory.models import Organisation
from portal.directory.services import move
from portal.evidence import queries, rules
from portal.evidence.models import Document


def remind_and_expire(database: Database, now: datetime) -> int:
    """Remind members 30 and 7 days before a document runs out; have its entry fall due when it has.

    One short transaction for each entry. Done twice it does no more. An entry that was confirmed
    meanwhile falls due again while a document of it has run out.
    """
    with database.reading() as session:
        waiting = _waiting(session, now)
    done = 0
    for key in waiting:
        with database.writing() as session:
            done += _one(session, key, now)
    return done


def _waiting(session: Session, now: datetime) -> list[int]:
    """The entries with something that may be due: by the day, and by what was told already."""
    day = queries.today(now)
    soon = day.toordinal() + max(rules.REMIND_BEFORE)
    fell = (Document.expires_on < day) & (Organisation.status == "verified")
    told = or_(Document.told.is_(None), Document.told > -1)
    rows = select(Document.organisation_id).join(Document.organisation)
    rows = rows.where(
        Organisation.status.in_(rules.CHECKED),
        Document.expires_on <= day.fromordinal(soon),
        or_(told, fell),
    )
    return list(session.scalars(rows.distinct().order_by(Document.organisation_id)))


def _one(session: Session, key: int, now: datetime) -> int:
    db.lock(session, Organisation, key)
    organisation = session.get_one(Organisation, key)
    day = queries.today(now)
    done = 0
    for document in queries.held(session, key):
        if document.expires_on is None or organisation.status not in rules.CHECKED:
            continue
        due = rules.reminder(document.expires_on, day, document.told)
        if due is not None:
            document.told = due
            _tell(session, document, over=due < 0, now=now)
            done += 1
    if organisation.status == "verified" and queries.has_expired(session, organisation, now):
        move(session, organisation, "due", saved=False, now=now)
        journal.record(
            session,
            "fall_due_document",
            "organisation",
            organisation.public_id,
            by=VISITOR,
            now=now,
        )
        done += 1
    return done


def _tell(session: Session, document: Document, *, over: bool, now: datetime) -> None:
    for account in members(session, document.organisation_id):
        if over:
            letters.write(session, account, "document_expired", document.public_id, now=now)
        else:
            letters.write(session, account, "document_expiring", document.public_id, now=now)
