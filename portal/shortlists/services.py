"""What happens to lists of partners: made, renamed, filled, annotated, emptied, thrown away."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal
from portal.access import Actor
from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.shortlists import queries
from portal.shortlists.models import Shortlist, ShortlistEntry
from portal.shortlists.rules import (
    MOST_ENTRIES,
    MOST_LISTS,
    name_fault,
    note_wrong,
    owner_of,
    purpose_fault,
)

KIND = "shortlist"
STALE = N_("Seseorang mengubahnya sejak Anda membukanya. Periksa di bawah, lalu simpan lagi.")


def create(
    session: Session,
    *,
    name: str,
    purpose: str,
    owner: str,
    token: str,
    first: Organisation | None = None,
    by: Actor,
    now: datetime,
) -> Shortlist:
    """Begin a list for an office or an organisation of one's own; sent twice it is one list.

    `first` is a listed organisation to put into it at once. Raises Invalid at `name`, `purpose` or
    `owner`, Conflict when the owner has too many.
    """
    key = idempotency.tidy(token)
    access.keep_lists.check(by, access.Scope())
    db.lock(session, User, by.id)  # a double click waits here, and then finds the list
    held = session.scalar(select(Shortlist).where(Shortlist.key == key))
    if held is not None and held.made_by == by.id:
        return held
    found = owner_of(owner, by)
    if found is None:
        raise Invalid(owner=N_("Pilih untuk siapa daftar ini."))
    _words(name, purpose)
    if queries.count(session, found) >= MOST_LISTS:
        raise Conflict(N_("Sudah ada %(n)s daftar. Hapus yang tidak dipakai.", n=MOST_LISTS))
    made = Shortlist(
        key=key,
        organisation_id=found.organisation,
        office=found.office,
        name=name,
        purpose=purpose,
        made_by=by.id,
        made_at=now,
        updated_at=now,
    )
    session.add(made)
    session.flush()
    journal.record(session, "make_shortlist", KIND, made.public_id, by=by, now=now)
    if first is not None:
        add(session, made, first, by=by, now=now)
    return made


def rename(
    session: Session,
    one: Shortlist,
    *,
    name: str,
    purpose: str,
    version: int | None,
    by: Actor,
    now: datetime,
) -> Shortlist:
    """Change what a list is called and what it is for; raises Conflict for an older version."""
    _take(session, one, by)
    _words(name, purpose)
    if (one.name, one.purpose) == (name, purpose):
        return one
    if version != one.version:
        raise Conflict(STALE)
    one.name, one.purpose = name, purpose
    one.version += 1
    _done(session, "change_shortlist", one, by=by, now=now)
    return one


def remove(session: Session, one: Shortlist, *, by: Actor, now: datetime) -> str:
    """Throw a list away, with its notes; its public id."""
    _take(session, one, by)
    rows = session.scalars(select(ShortlistEntry).where(ShortlistEntry.shortlist_id == one.id))
    for row in rows:
        session.delete(row)
    session.flush()
    session.delete(one)
    journal.record(session, "remove_shortlist", KIND, one.public_id, by=by, now=now)
    session.flush()
    return one.public_id


def add(
    session: Session, one: Shortlist, organisation: Organisation, *, by: Actor, now: datetime
) -> ShortlistEntry:
    """Put a listed organisation into a list; once, however often the button is pressed.

    Raises NotFound for an organisation that is not listed, Conflict when the list is full.
    """
    _take(session, one, by)
    if not is_listed(organisation.status):
        raise NotFound
    own = ShortlistEntry.shortlist_id == one.id
    held = session.scalar(
        select(ShortlistEntry).where(own, ShortlistEntry.organisation_id == organisation.id)
    )
    if held is not None:
        return held
    count = session.scalar(select(func.count()).select_from(ShortlistEntry).where(own)) or 0
    if count >= MOST_ENTRIES:
        raise Conflict(N_("Daftar ini penuh: %(n)s lembaga. Buat daftar baru.", n=MOST_ENTRIES))
    made = ShortlistEntry(shortlist=one, organisation=organisation, added_by=by.id, added_at=now)
    session.add(made)
    _done(session, "add_to_shortlist", one, by=by, now=now, organisation=organisation.public_id)
    return made


def annotate(
    session: Session,
    entry: ShortlistEntry,
    *,
    note: str,
    version: int | None,
    by: Actor,
    now: datetime,
) -> ShortlistEntry:
    """Write the note of a row; raises Invalid at `note`, Conflict when somebody wrote before."""
    _take_entry(session, entry, by)
    if fault := note_wrong(note):
        raise Invalid(note=fault)
    if entry.note == note:
        return entry
    if version != entry.version:
        raise Conflict(STALE)
    entry.note = note
    entry.version += 1
    _done(session, "annotate_shortlist", entry.shortlist, by=by, now=now)
    return entry


def take_out(session: Session, entry: ShortlistEntry, *, by: Actor, now: datetime) -> str:
    """Take a row out of its list, with its note; the public id of its organisation."""
    one = entry.shortlist
    _take_entry(session, entry, by)
    told = entry.organisation.public_id
    session.delete(entry)
    _done(session, "take_from_shortlist", one, by=by, now=now, organisation=told)
    return told


def _take(session: Session, one: Shortlist, by: Actor) -> None:
    """Check the right and lock the list; raises NotFound when it was thrown away meanwhile."""
    access.see_shortlist.check(by, one.scope)
    db.lock(session, Shortlist, one.id)
    if session.scalar(select(Shortlist.id).where(Shortlist.id == one.id)) is None:
        raise NotFound
    session.refresh(one)


def _take_entry(session: Session, entry: ShortlistEntry, by: Actor) -> None:
    """The same for a row of a list; raises NotFound when somebody took it out meanwhile."""
    _take(session, entry.shortlist, by)
    there = select(ShortlistEntry.id).where(ShortlistEntry.id == entry.id)
    if session.scalar(there) is None:
        raise NotFound
    session.refresh(entry)


def _words(name: str, purpose: str) -> None:
    faults = {"name": name_fault(name), "purpose": purpose_fault(purpose)}
    if found := {field: words for field, words in faults.items() if words}:
        raise Invalid(**found)


def _done(
    session: Session, action: str, one: Shortlist, *, by: Actor, now: datetime, **details: Any
) -> None:
    one.updated_at = now
    journal.record(session, action, KIND, one.public_id, by=by, now=now, **details)
    session.flush()
