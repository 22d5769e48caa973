"""Bank lines are forgotten; of what was dealt with a mark stays, which tells nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.bank import queries
from portal.bank.models import BankLine, BankSeen, BankStatement
from portal.bank.rules.retention import KEPT, UNMATCHED
from portal.db import Database
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.pledges.rules import today

BATCH = 500


def set_aside(
    session: Session, line: BankLine, *, aside: bool, by: Actor, now: datetime
) -> BankLine:
    """Say that a line is no support, or take that back. Said twice it holds once."""
    access.read_bank.check(by, line.scope)
    db.lock(session, BankLine, line.id)
    if line.aside != aside:
        line.aside = aside
        session.flush()
    return line


def discard(session: Session, statement: BankStatement, *, by: Actor, now: datetime) -> bool:
    """Delete a statement with its lines now; what was dealt with stays known. Always True."""
    access.read_bank.check(by, statement.scope)
    db.lock(session, Organisation, statement.organisation_id)
    if session.scalar(select(BankStatement.id).where(BankStatement.id == statement.id)) is None:
        raise NotFound
    ref = statement.organisation.public_id
    _forget(session, [statement.id], statement.organisation_id, now)
    journal.record(session, "discard_bank", "organisation", ref, by=by, now=now)
    session.flush()
    return True


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what was kept long enough: files nobody matched, and lines; how many statements."""
    old = session.execute(
        select(BankStatement.organisation_id, BankStatement.id).where(
            (BankStatement.read_at < now - KEPT)
            | (BankStatement.read_at.is_(None) & (BankStatement.brought_at < now - UNMATCHED))
        )
    ).all()
    for organisation in sorted({one for one, _key in old}):
        db.lock(session, Organisation, organisation)
        _forget(session, [key for one, key in old if one == organisation], organisation, now)
    return len(old)


def sweep(database: Database, now: datetime) -> int:
    """The daily job: the same in a transaction of its own."""
    with database.writing() as session:
        return forget_old(session, now=now)


def _forget(session: Session, keys: Sequence[int], organisation: int, now: datetime) -> None:
    """A line that still waits is forgotten whole, so that its file may be read again."""
    found = queries.found(session, organisation, today(now))
    waiting = ("matched", "other", "out")
    gone = [one for one in found.lines if one.statement_id in set(keys)]
    done = [one.mark for one in gone if found.group(one) not in waiting]
    for some in _batches(done):
        rows = [{"organisation_id": organisation, "mark": mark} for mark in some]
        session.execute(insert(BankSeen), rows)
    session.execute(delete(BankLine).where(BankLine.statement_id.in_(keys)))
    session.execute(delete(BankStatement).where(BankStatement.id.in_(keys)))
    session.flush()


def _batches(marks: Sequence[str]) -> Iterable[Sequence[str]]:
    return (marks[start : start + BATCH] for start in range(0, len(marks), BATCH))
