"""The daily look: every search whose time has come is asked again, each in its own transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.accounts.models import User
from portal.db import Database
from portal.errors import NotFound
from portal.finder.request import Asked, read
from portal.searches import queries, services
from portal.searches.models import SavedSearch
from portal.searches.rules import due
from search.index import Index
from search.query import DEPTH


def asked_of(text: str) -> Asked:
    """A kept search as the search page reads it; what is unknown by now is dropped."""
    return read(MultiDict(parse_qsl(text)))


def answers(index: Index, text: str) -> Sequence[str] | None:
    """The public ids that answer a kept search, without those that answer only nearly.

    None when there are more than can be listed: then nothing can be told to be new. Raises
    SearchUnavailable.
    """
    asked = asked_of(text)
    if not asked.text and not asked.filters:
        return None
    results = index.search(replace(asked, page=1, per_page=DEPTH).query(facets=()))
    if results.total > DEPTH:
        return None
    return [hit.id for hit in results.hits if not hit.missing]


def look_again(database: Database, index: Index, now: datetime) -> int:
    """Look at every search whose time has come; how many letters were written.

    Raises SearchUnavailable while the engine is away: what is left is looked at in the next try.
    """
    with database.reading() as session:
        rows = session.execute(
            select(
                SavedSearch.public_id, SavedSearch.asked, SavedSearch.every, SavedSearch.looked_at
            )
            .join(User, User.id == SavedSearch.account_id)
            .where(SavedSearch.every != "none", User.disabled_at.is_(None))
            .order_by(SavedSearch.id)
        ).all()
    waiting = [row for row in rows if due(row.every, row.looked_at, now)]
    return sum(_look(database, index, row.public_id, row.asked, now) for row in waiting)


def _look(database: Database, index: Index, public_id: str, text: str, now: datetime) -> bool:
    found = answers(index, text)
    if found is None:
        return False
    with database.writing() as session:
        try:
            saved = queries.need(session, public_id)
            if not due(saved.every, saved.looked_at, now):
                return False
            return services.look(session, saved, found, now=now) > 0
        except NotFound:
            return False  # dropped since the list was read
