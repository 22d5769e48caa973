"""The bridge to search: the outbox is drained into the index, which is rebuilt and compared."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal import db, outbox
from portal.db import Database
from portal.directory import in_bulk
from portal.directory.models import Organisation
from portal.directory.rules import LISTED, is_listed
from portal.documents import documents
from portal.outbox import Mark
from portal.settings import Settings
from search.choice import chosen
from search.documents import OrganisationDocument
from search.index import Index, Refused
from search.places import Gazetteer
from search.places import Region as NamedRegion
from search.standby import StandbyIndex
from seeds.files import regions

BATCH = 200
AT_ONCE = 1000

GAZETTEER = Gazetteer(lambda: (NamedRegion(row.code, row.name) for row in regions()))
"""The regions that a question may name: those that every installation has."""


def of(settings: Settings) -> Index:
    """The index that the settings name."""
    return chosen(
        settings.index_dir,
        url=settings.search_url,
        key=settings.search_key.get_secret_value(),
        prefix=settings.search_prefix,
        standby=settings.search_standby,
        gazetteer=GAZETTEER,
    )


@dataclass(frozen=True)
class Difference:
    """Where the index departs from the database, as public ids."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether there is none."""
        return not (self.missing or self.extra or self.stale)


@contextmanager
def drainer(folder: Path) -> Iterator[None]:
    """Be the only one who writes the index: two drainers that skip each other's rows lose some."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "drain.lock"):
        yield


def drain(database: Database, index: Index, folder: Path, *, now: datetime) -> int:
    """Bring every marked organisation into its present state in the index; how many marks."""
    done = 0
    with drainer(folder):
        while marks := _marks(database, now):
            refs = {mark.ref for mark in marks}
            refused = _apply(database, index, refs)
            with database.writing() as session:
                ids = [mark.id for mark in marks]
                session.execute(delete(Mark).where(Mark.id.in_(ids)))
                _set_aside(session, refs, refused, now=now)
            done += len(marks)
    return done


def _marks(database: Database, now: datetime) -> list[Mark]:
    with database.reading() as session:
        return outbox.waiting(session, outbox.ORGANISATION, now=now, most=BATCH)


def _apply(database: Database, index: Index, ids: set[int]) -> dict[str, str]:
    """Put or remove what the marks name; the documents that an engine refuses, with the reason."""
    refused: dict[str, str] = {}
    with database.reading() as session:
        rows = _organisations(session, Organisation.id.in_(ids))
        shown = [row for row in rows if is_listed(row.status)]
        hidden = [row.public_id for row in rows if not is_listed(row.status)]
        found = list(documents(session, shown))
    if found:
        try:
            index.put(found)
        except Refused as fault:
            refused = fault.reasons
    if hidden:
        index.remove(hidden)
    return refused


def _set_aside(session: Session, refs: set[int], refused: dict[str, str], *, now: datetime) -> None:
    """Note which of these organisations an engine refuses, and forget what was noted before."""
    session.execute(delete(Mark).where(Mark.kind == outbox.SET_ASIDE, Mark.ref.in_(refs)))
    if not refused:
        return
    rows = session.execute(
        select(Organisation.id, Organisation.public_id).where(Organisation.public_id.in_(refused))
    )
    for ref, public_id in rows:
        note = Mark(kind=outbox.SET_ASIDE, ref=ref, made_at=now, not_before=now)
        note.error = refused[public_id][:300]
        session.add(note)


def set_aside(database: Database) -> dict[str, str]:
    """{public id: reason} of the organisations whose documents an engine refuses."""
    with database.reading() as session:
        rows = session.execute(
            select(Organisation.public_id, Mark.error)
            .join(Mark, Mark.ref == Organisation.id)
            .where(Mark.kind == outbox.SET_ASIDE)
            .order_by(Organisation.public_id)
        ).all()
    return {public_id: reason for public_id, reason in rows}  # noqa: C416  rows are no pairs


def rebuild(database: Database, index: Index, folder: Path) -> int:
    """Fill a fresh index from the database and swap it in; marks stay and are drained after.

    With two engines both are filled, the server last: it may be away, the other may not.
    """
    refused: dict[str, str] = {}
    counts = []
    with drainer(folder):
        for part in engines(index):
            with database.reading() as session:
                try:
                    counts.append(part.rebuild(_everything(session)))
                except Refused as fault:
                    refused |= fault.reasons
        with database.writing() as session:
            session.execute(delete(Mark).where(Mark.kind == outbox.SET_ASIDE))
            _set_aside(session, set(), refused, now=db.now())
    return min(counts, default=0)


def mend(database: Database, index: Index, folder: Path) -> bool:
    """Fill a server's index anew when it was emptied, half filled or lost; whether it was."""
    if not isinstance(index, StandbyIndex) or not index.broken():
        return False
    with drainer(folder):
        # Whoever held the lock may have been filling it.
        if not index.broken():
            return False
        with database.reading() as session:
            index.server.rebuild(_everything(session))
    return True


def engines(index: Index) -> tuple[Index, ...]:
    """The engines of an index: itself, or the two of which it is made."""
    return index.parts if isinstance(index, StandbyIndex) else (index,)


def _everything(session: Session) -> Iterator[OrganisationDocument]:
    ids = session.scalars(
        select(Organisation.id).where(Organisation.status.in_(LISTED)).order_by(Organisation.id)
    ).all()
    for start in range(0, len(ids), AT_ONCE):
        yield from documents(session, in_bulk.organisations(session, ids[start : start + AT_ONCE]))


def diff(database: Database, index: Index) -> Difference:
    """Compare the index with the database: 0/0/0 after a drain."""
    with database.reading() as session:
        rows = session.execute(
            select(Organisation.public_id, Organisation.version).where(
                Organisation.status.in_(LISTED)
            )
        ).all()
    wanted = {public_id: version for public_id, version in rows}  # noqa: C416  rows are no pairs
    held = index.versions()
    return Difference(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        extra=tuple(sorted(held.keys() - wanted.keys())),
        stale=tuple(sorted(one for one in wanted if one in held and held[one] != wanted[one])),
    )


def _organisations(session: Session, condition: object) -> Sequence[Organisation]:
    return session.scalars(
        select(Organisation)
        .where(condition)  # type: ignore[arg-type]  # a column expression
        .options(
            selectinload(Organisation.coverage),
            selectinload(Organisation.services),
            selectinload(Organisation.locations),
            selectinload(Organisation.resources),
        )
    ).all()
