"""A coordinator's file: tried out, then taken in whole or forgotten."""

import hashlib
import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal
from portal.access import Actor
from portal.accounts.models import User
from portal.db import Database
from portal.errors import N_, Conflict, NotAllowed
from portal.flows.models import FlowFile
from portal.flows.services.bringing import Outcome, batches, bring
from portal.flows.services.reading import read
from portal.importing.rules import clean_name, clean_source

SOURCE = "UN OCHA FTS"
KEPT = timedelta(days=30)
MOST_FAULTS = 200


def stage(
    session: Session,
    data: bytes,
    *,
    file_name: str,
    source: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Try a file out and keep it for the decision; answers its public id. Sent twice, it is one.

    Raises NotAllowed, or Invalid at `file` when it cannot be read; then nothing is kept.
    """
    access.import_entries.check(by, access.Scope())
    db.lock(session, User, by.id)  # a double click waits here, and then finds its key used
    source = clean_source(source, SOURCE)

    def act() -> str:
        found = read(data)
        outcome = Outcome.of(found)
        for some in batches(found):
            bring(session, some, outcome, source=source, now=now, dry_run=True)
        made = FlowFile(
            account_id=by.id,
            source=source,
            file_name=clean_name(file_name),
            content=zlib.compress(data),
            counts=_told(outcome),
            faults=_faults(outcome),
            made_at=now,
        )
        session.add(made)
        session.flush()
        return made.public_id

    body = {"file": hashlib.sha256(data).hexdigest(), "source": source}
    return idempotency.once(session, token, "stage_flows", body, act, by=by, now=now)


def take_in(session: Session, file: FlowFile, *, by: Actor, now: datetime) -> FlowFile:
    """Take in every flow of a staged file, all or none. Pressed twice, it happens once."""
    _own(session, file, by)
    if file.state == "done":
        return file
    found = read(zlib.decompress(file.content))
    outcome = Outcome.of(found)
    for some in batches(found):
        bring(session, some, outcome, source=file.source, now=now)
    file.state, file.ended_at, file.content = "done", now, b""
    file.counts, file.faults = _told(outcome), _faults(outcome)
    record(session, file.public_id, outcome, source=file.source, by=by, now=now)
    session.flush()
    return file


def discard(session: Session, file: FlowFile, *, by: Actor) -> bool:
    """Forget a file that was not taken in."""
    _own(session, file, by)
    if file.state == "done":
        raise Conflict(N_("Berkas ini sudah dimasukkan. Buka lagi halamannya."))
    session.delete(file)
    session.flush()
    return True


def clean(session: Session, *, now: datetime) -> int:
    """Forget files that nobody decided on for thirty days; how many."""
    old = select(FlowFile.id).where(FlowFile.state == "checked", FlowFile.made_at < now - KEPT)
    keys = session.scalars(old).all()
    session.execute(delete(FlowFile).where(FlowFile.id.in_(keys)))
    return len(keys)


def clean_all(database: Database, now: datetime) -> int:
    """The daily job: the same in a transaction of its own."""
    with database.writing() as session:
        return clean(session, now=now)


def record(
    session: Session, ref: str, outcome: Outcome, *, source: str, by: Actor, now: datetime
) -> None:
    """Say in the journal what a file brought."""
    told = _told(outcome)
    journal.record(session, "import_flows", "import", ref, by=by, now=now, source=source, **told)


def _own(session: Session, file: FlowFile, by: Actor) -> None:
    access.import_entries.check(by, access.Scope())
    if file.account_id != by.id:
        raise NotAllowed
    db.lock(session, FlowFile, file.id)
    session.refresh(file)


def _told(outcome: Outcome) -> dict[str, Any]:
    told = outcome.counts()
    return told | {"errors": len(told["errors"])}


def _faults(outcome: Outcome) -> list[Any]:
    return [
        {"row": one.row, "column": one.column, "text": one.words.text, "values": one.words.values}
        for one in outcome.faults[:MOST_FAULTS]
    ]
