"""What happens to saved searches: kept, changed, stopped, dropped, and looked at again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, idempotency, letters
from portal.access import Actor
from portal.accounts.models import User
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.searches import queries, rules
from portal.searches.models import SavedSearch
from portal.searches.rules import EVERY, MOST


def save(
    session: Session,
    *,
    name: str,
    asked: str,
    every: str,
    found: Sequence[str] | None,
    token: str,
    by: Actor,
    now: datetime,
) -> SavedSearch:
    """Keep a search; sent twice it is one. `found` are the public ids that answer it today.

    Without them (the engine is away) the first look tells nothing and only takes note. Raises
    Invalid at `name`, `every` or for the whole form, Conflict beyond ten.
    """
    key = idempotency.tidy(token)
    access.save_search.check(by, access.Scope())
    db.lock(session, User, by.id)  # a double click waits here, and then finds the search
    held = session.scalar(select(SavedSearch).where(SavedSearch.key == key))
    if held is not None and held.account_id == by.id:
        return held
    _check(name, every)
    if fault := rules.fault(asked):
        raise Invalid(**{"": fault})
    if queries.count(session, by) >= MOST:
        raise Conflict(
            N_("Anda sudah menyimpan %(n)s pencarian. Hapus yang tidak dipakai.", n=MOST)
        )
    made = SavedSearch(
        key=key,
        account_id=by.id,
        name=name,
        asked=asked,
        every=every,
        known=tuple(dict.fromkeys(found or ())),
        made_at=now,
        looked_at=None if found is None else now,
    )
    session.add(made)
    session.flush()
    return made


def change(
    session: Session, saved: SavedSearch, *, name: str, every: str, by: Actor
) -> SavedSearch:
    """Another name, or letters at another pace.

    Whoever wants letters again is told only of what comes from now on: the next look takes note.
    """
    access.see_saved_search.check(by, saved.scope)
    _take(session, saved)
    _check(name, every)
    if saved.every == "none" and every != "none":
        saved.looked_at = None
    saved.name, saved.every = name, every
    session.flush()
    return saved


def remove(session: Session, saved: SavedSearch, *, by: Actor) -> str:
    """Drop a saved search; its public id."""
    access.see_saved_search.check(by, saved.scope)
    _take(session, saved)
    session.delete(saved)
    session.flush()
    return saved.public_id


def stop(session: Session, saved: SavedSearch) -> SavedSearch:
    """No more letters about this search, by the link in one of them; the search stays."""
    _take(session, saved)
    saved.every = "none"
    session.flush()
    return saved


def look(session: Session, saved: SavedSearch, found: Sequence[str], *, now: datetime) -> int:
    """Compare what answers now with what is known; write a letter when something is new.

    Answers how much is new. A first look only takes note. What left and comes back is not new.
    """
    _take(session, saved)
    new = rules.fresh(found, saved.known) if saved.looked_at else ()
    saved.looked_at = now
    if more := rules.fresh(found, saved.known):
        saved.known = (*saved.known, *more)
    if new:
        saved.fresh, saved.mailed_at = new, now
        letters.write(session, saved.account_id, "search_news", saved.public_id, now=now)
    session.flush()
    return len(new)


def _check(name: str, every: str) -> None:
    if fault := rules.name_fault(name):
        raise Invalid(name=fault)
    if every not in EVERY:
        raise Invalid(every=N_("Pilih seberapa sering Anda ingin surat."))


def _take(session: Session, saved: SavedSearch) -> None:
    """Lock the row and read it anew; raises NotFound when it was dropped meanwhile."""
    db.lock(session, SavedSearch, saved.id)
    there = select(SavedSearch.id).where(SavedSearch.id == saved.id)
    if session.scalar(there) is None:
        raise NotFound
    session.refresh(saved)
