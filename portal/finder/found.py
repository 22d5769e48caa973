"""From an index's answer to rows a page can show: hits are read back from the database first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import QueryableAttribute, Session, selectinload

from portal.directory.models import Organisation, Service
from portal.directory.rules import best_capacity, is_listed
from portal.errors import N_, Unavailable
from portal.finder.request import ORGANISATIONS, Asked
from portal.programmes.models import Programme
from portal.programmes.queries import listed_of
from portal.regions.queries import children
from search.index import Index, SearchUnavailable
from search.marks import mark
from search.results import Hit, Results


@dataclass(frozen=True)
class Row:
    """One organisation found, with what a line of the list says about its room."""

    organisation: Organisation
    capacity: str
    capacity_as_of: object
    missing: tuple[str, ...] = ()
    distance_km: float | None = None

    @property
    def matched(self) -> tuple[str, ...]:
        """The specialities as codes."""
        return self.organisation.specialities


@dataclass(frozen=True)
class Found:
    """An answer that can be shown: only listed organisations, in the index's order.

    `beside` is how many programmes the same question finds, when that was asked too.
    """

    rows: Sequence[Row]
    total: int
    results: Results
    beside: int = 0

    @property
    def accepting(self) -> int:
        """How many of all that match still take somebody."""
        return self.results.facets.get("capacity", {}).get("accepting", 0)


def index() -> Index:
    """The application's index."""
    return cast(Index, current_app.extensions["index"])


@dataclass(frozen=True)
class FoundProgrammes:
    """The same of programmes; `beside` counts organisations."""

    rows: Sequence[Programme]
    total: int
    results: Results
    beside: int = 0


def answers(session: Session, asked: Asked, *, beside: bool = False) -> tuple[Results, int]:
    """The index's answer, and with `beside` how many the other list has of what is asked.

    Raises Unavailable when the index cannot answer.
    """
    own = asked.query(districts=_districts(session, asked))
    organisations = asked.what == ORGANISATIONS
    try:
        if not beside:
            part = index() if organisations else index().programmes
            return part.search(own), 0
        other = asked.across().counting()
        if organisations:
            results, counted = index().both(own, other)
        else:
            counted, results = index().both(other, own)
    except SearchUnavailable:
        raise away() from None
    return results, counted.total


def away() -> Unavailable:
    """What a page says when no engine answers."""
    return Unavailable(N_("Pencarian sedang tidak dapat dipakai. Coba lagi sebentar lagi."))


def counts(asked: Sequence[Asked]) -> list[int]:
    """How many organisations answer each of several searches, in one question to the index.

    Raises Unavailable when the index cannot answer.
    """
    try:
        return index().counts([one.counting() for one in asked])
    except SearchUnavailable:
        raise away() from None


def find_programmes(session: Session, asked: Asked, *, beside: bool = False) -> FoundProgrammes:
    """Ask the index for programmes, then let through only what the database still lists."""
    results, others = answers(session, asked, beside=beside)
    held = listed_of(session, [hit.id for hit in results.hits])
    rows = [held[hit.id] for hit in results.hits if hit.id in held]
    gone = len(results.hits) - len(rows)
    return FoundProgrammes(rows, max(0, results.total - gone), results, others)


def find(session: Session, asked: Asked, *, beside: bool = False) -> Found:
    """Ask the index, then let through only what the database still lists.

    So a suspended organisation is gone at once, even while the worker is down. Raises
    Unavailable when the index cannot answer.
    """
    results, others = answers(session, asked, beside=beside)
    ids = [hit.id for hit in results.hits]
    # The status is looked at here: asked for in the statement, SQLite would walk through the index
    # of statuses, which is everybody, instead of the twenty keys.
    held = {
        one.public_id: one
        for one in session.scalars(select(Organisation).where(Organisation.public_id.in_(ids)))
        if is_listed(one.status)
    }
    rooms = _rooms(session, [one.id for one in held.values()])
    rows = [_row(held[hit.id], hit, rooms) for hit in results.hits if hit.id in held]
    gone = len(results.hits) - len(rows)
    return Found(rows, max(0, results.total - gone), results, others)


def _districts(session: Session, asked: Asked) -> tuple[str, ...]:
    """The kecamatan below the one regency that is chosen, or around the one kecamatan."""
    chosen = asked.filters.get("region", ())
    if len(chosen) != 1 or "." not in chosen[0]:
        return ()
    return tuple(one.code for one in children(session, chosen[0][:5]))


def public_contacts(session: Session, found: Sequence[Organisation]) -> None:
    """Load what files and prints say of many organisations, in a few statements."""
    _load(session, found, Organisation.contacts, Organisation.services, Organisation.coverage)


def parts(session: Session, found: Sequence[Organisation]) -> None:
    """Load the services and places of many organisations, in a few statements."""
    _load(session, found, Organisation.services, Organisation.coverage)


def _load(session: Session, found: Sequence[Organisation], *which: QueryableAttribute[Any]) -> None:
    session.scalars(
        select(Organisation)
        .where(Organisation.id.in_([one.id for one in found]))
        .options(*map(selectinload, which))
    ).all()


def _rooms(session: Session, keys: Sequence[int]) -> dict[int, list[tuple[str, date | None]]]:
    """{organisation: (capacity, as of) of each service}: all that a line says of services."""
    columns = (Service.organisation_id, Service.capacity, Service.capacity_as_of)
    found: dict[int, list[tuple[str, date | None]]] = {}
    for key, capacity, day in session.execute(
        select(*columns).where(Service.organisation_id.in_(keys))
    ):
        found.setdefault(key, []).append((capacity, day))
    return found


def _row(
    organisation: Organisation, hit: Hit, rooms: Mapping[int, Sequence[tuple[str, date | None]]]
) -> Row:
    services = rooms.get(organisation.id, ())
    capacity = best_capacity(each for each, _ in services)
    dates = [day for each, day in services if each == capacity and day]
    day = max(dates, default=None)
    return Row(organisation, capacity, day, hit.missing, hit.distance_km)


# Each of them made once: a page marks forty texts.
_NOTHING, _OPEN, _CLOSE = Markup(""), Markup("<mark>"), Markup("</mark>")


def marked(text: str, question: str) -> Markup:
    """The text with the words that answer the question in <mark>; everything is escaped."""
    if not question:
        return Markup.escape(text)
    return _NOTHING.join(
        piece
        for part, hit in mark(text, question)
        for piece in ((_OPEN, part, _CLOSE) if hit else (part,))
    )


def excerpt(text: str, most: int = 180) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    return gettext("%(beginning)s …", beginning=text[:most].rsplit(" ", 1)[0])  # type: ignore[no-any-return]  # flask_babel ships no types
