"""Something is taken off public pages, looked at again, and shown again; its words are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import access, db, journal, letters, outbox
from portal.access import Actor, office
from portal.accounts.queries import members
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.holds import queries, rules
from portal.holds.models import Hold
from portal.holds.queries import Thing
from portal.programmes.models import Programme
from portal.programmes.services import touch
from portal.updates.models import ProgrammeUpdate, UpdatePhoto
from portal.uploads.store import Store


def hold(session: Session, thing: Thing, *, reason: str, by: Actor, now: datetime) -> Hold:
    """Take a programme's texts, news or a photo off every public page; the owner gets a letter.

    Raises NotAllowed for all but coordinators of the region who do not belong to the owner,
    Invalid at `reason`, Conflict when it is held already.
    """
    access.moderate.check(by, thing.scope)
    programme = _programme(thing)
    _take(session, programme)
    if fault := rules.reason_fault(reason):
        raise Invalid(reason=fault)
    if queries.open_on(session, thing) is not None:
        raise Conflict(rules.TWICE)
    session.refresh(thing)
    kind = {Programme: "story", ProgrammeUpdate: "update", UpdatePhoto: "photo"}[type(thing)]
    update = thing.update if isinstance(thing, UpdatePhoto) else thing
    made = Hold(
        kind=kind,
        programme_id=programme.id,
        update_id=update.id if isinstance(update, ProgrammeUpdate) else None,
        photo_id=thing.id if isinstance(thing, UpdatePhoto) else None,
        said=queries.words_of(thing),
        reason=reason.strip(),
        by=by.id,
        at=now,
    )
    session.add(made)
    thing.held = True
    session.flush()
    session.refresh(made)
    _record(session, f"hold_{kind}", made, by=by, now=now, reason=made.reason)
    tell(session, made, "text_held", now=now)
    return made


def ask_again(session: Session, held: Hold, *, by: Actor, now: datetime) -> Hold:
    """Ask the coordinators for another look, as the programme's owner. Twice is once."""
    access.edit_programme.check(by, held.scope)
    _take_hold(session, held)
    if held.lifted_at is None and held.asked_at is None:
        held.asked_at = now
        _record(session, "ask_hold_again", held, by=by, now=now)
    return held


def decide(
    session: Session, held: Hold, outcome: str, note: str, *, by: Actor, now: datetime
) -> Hold:
    """Show it again ('lift'), or say what is still to be changed ('keep', which needs a note).

    Texts that were changed meanwhile leave no former words on public pages. Raises NotAllowed,
    Invalid by field, Conflict when it is shown again already.
    """
    access.moderate.check(by, held.scope)
    _take_hold(session, held)
    if outcome not in rules.OUTCOMES:
        raise Invalid(outcome=N_("Pilih jawabannya."))
    if outcome == "keep" and (fault := rules.reason_fault(note)):
        raise Invalid(note=fault)
    if held.lifted_at is not None:
        raise Conflict(rules.ENDED)
    held.asked_at = None
    if outcome == "keep":
        held.reason = note.strip()
        _record(session, "keep_hold", held, by=by, now=now, reason=held.reason)
        tell(session, held, "text_held", now=now)
        return held
    thing = queries.thing_of(held)
    session.refresh(thing)
    thing.held, held.lifted_by, held.lifted_at = False, by.id, now
    if isinstance(thing, Programme) and queries.words_of(thing) != held.said:
        thing.texts_since = now
    _record(session, "lift_hold", held, by=by, now=now, reason=note.strip())
    tell(session, held, "hold_lifted", now=now)
    return held


def open_photo(
    session: Session, held: Hold, photo: str, *, store: Store, by: Actor, now: datetime
) -> bytes:
    """The bytes of a photo that a hold keeps; who asked is noted. Raises NotAllowed, NotFound."""
    access.see_hold.check(by, held.scope)
    found = next((one for one in queries.photos_of(session, held) if one.public_id == photo), None)
    if found is None:
        raise NotFound
    _note(session, "open_held_photo", held, by=by, now=now, photo=photo)
    return store.get(found.file)


def _programme(thing: Thing) -> Programme:
    if isinstance(thing, UpdatePhoto):
        return thing.update.programme
    return thing.programme if isinstance(thing, ProgrammeUpdate) else thing


def _take(session: Session, programme: Programme) -> None:
    db.lock(session, Programme, programme.id)
    session.refresh(programme)


def _take_hold(session: Session, held: Hold) -> None:
    _take(session, held.programme)
    session.refresh(held)


def _record(
    session: Session, action: str, held: Hold, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    """Note the act, and have the index look at the programme."""
    touch(held.programme, now)
    outbox.mark(session, outbox.PROGRAMME, held.programme_id, now=now)
    _note(session, action, held, by=by, now=now, reason=reason)


def _note(
    session: Session, action: str, held: Hold, *, by: Actor, now: datetime, **details: Any
) -> None:
    programme = held.programme
    region = programme.organisation.region_code
    told = details | {"hold": held.public_id, "what": held.kind, "region": region}
    told |= office(by, region)
    journal.record(session, action, "programme", programme.public_id, by=by, now=now, **told)
    session.flush()


def tell(session: Session, held: Hold, kind: str, *, now: datetime) -> None:
    """Write to every member of the owner."""
    for account in members(session, held.programme.organisation_id):
        letters.write(session, account, kind, held.public_id, now=now)
