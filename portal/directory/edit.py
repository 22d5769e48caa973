"""The way into every change of an entry: the right, the lock, the state, and a stale form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import access, db, journal, outbox
from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.rules import is_listed, may_edit
from portal.errors import N_, Conflict

STALE = N_(
    "Isian ini sudah diubah sejak Anda membukanya. "
    "Periksa jawaban Anda di bawah, lalu simpan lagi bila masih benar."
)
LOCKED = N_("Isian terkunci selama diperiksa koordinator.")
MERGED = N_("Lembaga ini sudah digabung dengan isian lain.")
CHECKED = N_("Bagian ini sudah diperiksa koordinator dan tidak dapat diubah di sini.")


def lock(session: Session, organisation: Organisation) -> None:
    """Lock the entry until the transaction ends, and read it anew."""
    db.lock(session, Organisation, organisation.id)
    session.refresh(organisation)


def begin(
    session: Session, organisation: Organisation, *, by: Actor, identity: bool = False
) -> None:
    """Lock the entry for a change and read it anew. Raises NotAllowed, or Conflict when locked."""
    access.edit_organisation.check(by, organisation.scope)
    lock(session, organisation)
    if organisation.merged_into_id is not None:
        raise Conflict(MERGED)
    if not may_edit(organisation.status, identity=identity):
        raise Conflict(CHECKED if may_edit(organisation.status, identity=False) else LOCKED)


def fresh(organisation: Organisation, version: int | None) -> None:
    """Raise Conflict when a form was made from an older version; no version means no check."""
    if version is not None and version != organisation.version:
        raise Conflict(STALE)


def change(
    session: Session,
    organisation: Organisation,
    values: Mapping[str, object],
    action: str,
    *,
    version: int | None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Set columns of a locked entry; nothing is written when all of them stand there already.

    So a form that is sent twice does no harm. Raises Conflict when the form was made from an
    older version and says something else than what stands there now; no version means no check.
    """
    changed = sorted(key for key, value in values.items() if getattr(organisation, key) != value)
    if not changed:
        return organisation
    fresh(organisation, version)
    for key in changed:
        setattr(organisation, key, values[key])
    finish(session, organisation, action, by=by, now=now, fields=changed)
    return organisation


def finish(
    session: Session,
    organisation: Organisation,
    action: str,
    *,
    by: Actor,
    now: datetime,
    **details: Any,
) -> None:
    """What follows every change: version, date, journal, and a mark for the index."""
    organisation.version += 1
    organisation.updated_at = now
    journal.record(
        session, action, "organisation", organisation.public_id, by=by, now=now, **details
    )
    if is_listed(organisation.status):
        outbox.mark(session, outbox.ORGANISATION, organisation.id, now=now)
    session.flush()
