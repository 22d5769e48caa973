"""The bridge to search: the outbox is drained into the index, which is rebuilt and compared."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import db, outbox
from portal.db import Database
from portal.indexed import BATCH, KINDS, ORGANISATIONS, PROGRAMMES, Kind, owned
from portal.outbox import Mark
from portal.settings import Settings
from search.choice import chosen
from search.gazetteer import Gazetteer
from search.index import Index, Refused
from search.places import Region as NamedRegion
from search.standby import StandbyIndex
from seeds.files import regions

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
    """Bring every marked row into its present state in the index; how many marks."""
    done = 0
    with drainer(folder):
        while marks := _marks(database, now):
            for kind, refs in _marked(database, marks).items():
                refused = _apply(database, index, kind, refs)
                with database.writing() as session:
                    _set_aside(session, kind, refs, refused, now=now)
            with database.writing() as session:
                session.execute(delete(Mark).where(Mark.id.in_([mark.id for mark in marks])))
            done += len(marks)
    return done


def _marks(database: Database, now: datetime) -> list[Mark]:
    with database.reading() as session:
        return outbox.waiting(session, *outbox.INDEXED, now=now, most=BATCH)


def _marked(database: Database, marks: Sequence[Mark]) -> dict[Kind, set[int]]:
    """The rows that marks name, by kind; with an organisation also its programmes."""
    refs = {kind: {mark.ref for mark in marks if mark.kind == kind.mark} for kind in KINDS}
    with database.reading() as session:
        refs[PROGRAMMES] |= owned(session, refs[ORGANISATIONS])
    return {kind: ids for kind, ids in refs.items() if ids}


def _apply(database: Database, index: Index, kind: Kind, ids: set[int]) -> dict[str, str]:
    """Put or remove rows of a kind; the documents that an engine refuses, with the reason."""
    refused: dict[str, str] = {}
    part = kind.part(index)
    with database.reading() as session:
        found = list(kind.documents(session, sorted(ids)))
        known = session.scalars(select(kind.public_id).where(kind.key.in_(ids))).all()
    if found:
        try:
            part.put(found)
        except Refused as fault:
            refused = fault.reasons
    if hidden := set(known) - {one.id for one in found}:
        part.remove(sorted(hidden))
    return refused


def _set_aside(
    session: Session, kind: Kind, refs: set[int], refused: dict[str, str], *, now: datetime
) -> None:
    """Note which of these rows an engine refuses, and forget what was noted before."""
    session.execute(delete(Mark).where(Mark.kind == kind.aside, Mark.ref.in_(refs)))
    if not refused:
        return
    rows = session.execute(select(kind.key, kind.public_id).where(kind.public_id.in_(refused)))
    for ref, public_id in rows:
        note = Mark(kind=kind.aside, ref=ref, made_at=now, not_before=now)
        note.error = refused[public_id][:300]
        session.add(note)


def set_aside(database: Database) -> dict[str, str]:
    """{public id: reason} of the rows whose documents an engine refuses."""
    found: dict[str, str] = {}
    with database.reading() as session:
        for kind in KINDS:
            rows = session.execute(
                select(kind.public_id, Mark.error)
                .join(Mark, Mark.ref == kind.key)
                .where(Mark.kind == kind.aside)
                .order_by(kind.public_id)
            )
            found |= {public_id: reason for public_id, reason in rows}  # noqa: C416  rows are no pairs
    return found


def rebuild(database: Database, index: Index, folder: Path) -> int:
    """Fill fresh indexes from the database and swap them in; how many organisations.

    Marks stay and are drained after. With two engines both are filled, the server last: it may
    be away, the other may not.
    """
    with drainer(folder):
        counts = {kind: _refill(database, kind, kind.part(index)) for kind in KINDS}
    return counts[ORGANISATIONS]


def _refill(database: Database, kind: Kind, part: Index) -> int:
    refused: dict[str, str] = {}
    counts = []
    for engine in engines(part):
        with database.reading() as session:
            try:
                counts.append(engine.rebuild(kind.everything(session)))
            except Refused as fault:
                refused |= fault.reasons
    with database.writing() as session:
        session.execute(delete(Mark).where(Mark.kind == kind.aside))
        _set_aside(session, kind, set(), refused, now=db.now())
    return min(counts, default=0)


def mend(database: Database, index: Index, folder: Path) -> bool:
    """Fill a server's indexes anew that were emptied, half filled or lost; whether one was."""
    if not isinstance(index, StandbyIndex):
        return False
    parts = ((ORGANISATIONS, index), (PROGRAMMES, index.programmes))
    mended = [_mended(database, kind, part, folder) for kind, part in parts]
    return any(mended)


def _mended(database: Database, kind: Kind, part: StandbyIndex, folder: Path) -> bool:
    if not part.broken():
        return False
    with drainer(folder):
        # Whoever held the lock may have been filling it.
        if not part.broken():
            return False
        with database.reading() as session:
            part.server.rebuild(kind.everything(session))
    return True


def engines(index: Index) -> tuple[Index, ...]:
    """The engines of an index: itself, or the two of which it is made."""
    return index.parts if isinstance(index, StandbyIndex) else (index,)


def diff(database: Database, index: Index) -> Difference:
    """Compare the indexes with the database: 0/0/0 after a drain."""
    wanted: dict[str, int] = {}
    held: dict[str, int] = {}
    with database.reading() as session:
        for kind in KINDS:
            wanted |= kind.versions(session)
            held |= kind.part(index).versions()
    return Difference(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        extra=tuple(sorted(held.keys() - wanted.keys())),
        stale=tuple(sorted(one for one in wanted if one in held and held[one] != wanted[one])),
    )
