"""What happens to news of a programme: told, changed, removed; photos added and removed."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.directory.edit import STALE
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.idempotency import once
from portal.programmes.models import Programme
from portal.programmes.rules import PUBLIC
from portal.regions.rules import local_date
from portal.updates import queries, rules
from portal.updates.models import ProgrammeUpdate, UpdatePhoto
from portal.updates.rules import News
from portal.uploads.contents import Photo
from portal.uploads.store import Store

WIT = 9


def tell(
    session: Session, programme: Programme, news: News, *, token: str, by: Actor, now: datetime
) -> ProgrammeUpdate:
    """Tell news of a published programme; everybody reads them at once. Once for each token.

    Raises NotAllowed, Conflict for a programme that is not public, Invalid by field.
    """
    access.edit_programme.check(by, programme.scope)
    _hold(session, programme)

    def act() -> str:
        if programme.status not in PUBLIC:
            raise Conflict(N_("Kabar dapat ditulis setelah program diumumkan."))
        if queries.count(session, programme) >= rules.MOST_UPDATES:
            raise Conflict(rules.MANY)
        _check(programme, news, now)
        made = ProgrammeUpdate(programme_id=programme.id, by=by.id, at=now, **asdict(news))
        session.add(made)
        session.flush()
        _record(session, "tell_update", programme, by=by, now=now, update=made.public_id)
        return made.public_id

    body = {"programme": programme.public_id, **asdict(news)}
    return queries.need(session, once(session, token, "tell_update", body, act, by=by, now=now))


def change(
    session: Session,
    update: ProgrammeUpdate,
    news: News,
    *,
    version: int | None,
    by: Actor,
    now: datetime,
) -> ProgrammeUpdate:
    """Put it in other words; `version` is what the editor saw.

    Raises NotAllowed, Conflict for a stale form, Invalid by field, NotFound once removed.
    """
    access.edit_programme.check(by, update.scope)
    _take(session, update)
    if news_of(update) == news:
        return update
    if version is not None and version != update.version:
        raise Conflict(STALE)
    _check(update.programme, news, now)
    for name, value in asdict(news).items():
        setattr(update, name, value)
    update.version += 1
    _record(session, "change_update", update.programme, by=by, now=now, update=update.public_id)
    return update


def remove(session: Session, update: ProgrammeUpdate, *, by: Actor, now: datetime) -> Programme:
    """Take news and their photos off every page; the files are swept. Answers the programme."""
    access.edit_programme.check(by, update.scope)
    _take(session, update)
    update.removed_by, update.removed_at = by.id, now
    _record(session, "remove_update", update.programme, by=by, now=now, update=update.public_id)
    session.flush()
    return update.programme


def add_photo(
    session: Session,
    update: ProgrammeUpdate,
    photo: Photo,
    alt: str,
    *,
    store: Store,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Show a photo with news; answers its public id. The same token again keeps nothing more.

    Raises NotAllowed, NotFound, Conflict when there are four already, Invalid at `alt`.
    """
    access.edit_programme.check(by, update.scope)
    _take(session, update)

    def act() -> str:
        if fault := rules.alt_fault(alt):
            raise Invalid(alt=fault)
        if len(update.kept) >= rules.MOST_PHOTOS:
            raise Conflict(rules.FULL)
        made = UpdatePhoto(
            file=store.put(photo.data),
            small=store.put(photo.small),
            width=photo.width,
            height=photo.height,
            alt=alt,
            by=by.id,
            at=now,
        )
        made.update = update
        session.add(made)
        session.flush()
        _record(session, "add_photo", update.programme, by=by, now=now, photo=made.public_id)
        return made.public_id

    digest = hashlib.sha256(photo.data).hexdigest()
    body = {"of": update.public_id, "photo": digest, "alt": alt}
    return once(session, token, "add_photo", body, act, by=by, now=now)


def remove_photo(
    session: Session, photo: UpdatePhoto, *, by: Actor, now: datetime
) -> ProgrammeUpdate:
    """Take a photo off every page; its files are swept. Answers its news."""
    access.edit_programme.check(by, photo.scope)
    update = photo.update
    _take(session, update)
    session.refresh(photo)
    if photo.removed_at is not None:
        raise NotFound
    photo.removed_by, photo.removed_at = by.id, now
    _record(session, "remove_photo", update.programme, by=by, now=now, photo=photo.public_id)
    session.flush()
    return update


def news_of(update: ProgrammeUpdate) -> News:
    """What it says now."""
    return News(update.title, update.text, update.happened_on)


def _check(programme: Programme, news: News, now: datetime) -> None:
    found = rules.faults(news, begins=programme.starts_on, today=local_date(now, WIT))
    if found:
        raise Invalid(**found)


def _hold(session: Session, programme: Programme) -> None:
    db.lock(session, Programme, programme.id)
    session.refresh(programme)


def _take(session: Session, update: ProgrammeUpdate) -> None:
    """Lock the programme and read the news anew; raises NotFound when they were removed."""
    db.lock(session, Programme, update.programme_id)
    gone = select(ProgrammeUpdate.removed_at).where(ProgrammeUpdate.id == update.id)
    if session.scalar(gone) is not None:
        raise NotFound
    session.refresh(update, ["title", "text", "happened_on", "version", "photos"])


def _record(
    session: Session,
    action: str,
    programme: Programme,
    *,
    by: Actor,
    now: datetime,
    **details: str,
) -> None:
    told = details | {"region": programme.organisation.region_code}
    journal.record(session, action, "programme", programme.public_id, by=by, now=now, **told)
