"""Rebuilding and draining while people write: no empty moment, and nothing is missing after."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from portal import indexing, outbox
from portal.db import Database, now
from portal.directory.models import Organisation
from portal.indexed import KINDS
from portal.settings import Settings
from search.index import Index
from search.query import Query
from search.standby import StandbyIndex
from seeds import scale
from tests.processes import running, wait_for
from tests.search import server

MANY = 120


@pytest.fixture
def filled(sqlite_database: Database) -> Database:
    """Generated organisations and programmes, none of them indexed yet."""
    with sqlite_database.writing() as session:
        scale.load(session, MANY, now=now())
    return sqlite_database


@pytest.fixture(params=["embedded", "both"])
def index(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Index]:
    """The index of a portal without and with a search server."""
    if request.param == "embedded":
        yield indexing.of(settings)
        return
    found = server.shared()
    given = {
        "search_url": found.url,
        "search_key": SecretStr(server.MASTER),
        "search_prefix": found.index().name.split("_")[0],
    }
    made = indexing.of(settings.model_copy(update=given))
    assert isinstance(made, StandbyIndex)
    made.server.seconds = 60
    yield made


def change(database: Database, number: int) -> None:
    """Somebody saves an organisation, or an administrator hides it or shows it again."""
    with database.writing() as session:
        one = session.get_one(Organisation, number % MANY + 1)
        one.about, one.version = f"Perubahan ke-{number} (contoh)", one.version + 1
        if number % 5 == 0:
            one.status = "suspended" if one.status == "verified" else "verified"
        outbox.mark(session, outbox.ORGANISATION, one.id, now=now())


def clean(database: Database, index: Index) -> bool:
    """Whether every engine holds what the database lists, of every kind."""
    return all(indexing.diff(database, one).clean for one in indexing.engines(index))


@contextmanager
def meanwhile(*acts: Callable[[], None]) -> Iterator[None]:
    """Do each of some acts again and again in a thread of its own; a fault of one is raised."""
    done = threading.Event()
    faults: list[BaseException] = []

    def again(act: Callable[[], None]) -> None:
        try:
            while not done.is_set():
                act()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=again, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]


def test_a_rebuild_while_people_write_has_no_empty_moment_and_loses_nothing(
    filled: Database, index: Index, settings: Settings
) -> None:
    folder = settings.data_dir
    indexing.rebuild(filled, index, folder)
    assert clean(filled, index)
    seen: list[int] = []
    written: list[int] = []

    def look() -> None:
        seen.extend(one.search(Query()).total for one in indexing.engines(index))

    def write() -> None:
        change(filled, len(written))
        written.append(len(written))
        if len(written) % 3 == 0:
            indexing.drain(filled, index, folder, now=now())

    with meanwhile(look, write):
        for _ in range(2):
            indexing.rebuild(filled, index, folder)
            before = len(written)
            wait_for(lambda: len(written) > before + 2, 60)  # noqa: B023  called at once
    # One in five changes hides or shows an organisation, so no more than those ever miss.
    assert min(seen) >= MANY - len(written) // 5 - 1
    assert len(seen) > 6
    indexing.drain(filled, index, folder, now=now())
    assert clean(filled, index)


def test_any_drain_leaves_no_difference(filled: Database, index: Index, settings: Settings) -> None:
    """Never indexed, indexed and hidden, shown again, gone in between: one drain puts it right."""
    folder = settings.data_dir
    with filled.writing() as session:
        for key in session.scalars(select(Organisation.id)).all():
            outbox.mark(session, outbox.ORGANISATION, key, now=now())
    indexing.drain(filled, index, folder, now=now())
    assert clean(filled, index)
    for number in range(0, 60, 5):
        change(filled, number)
        change(filled, number + 1)
        if number % 15 == 0:
            change(filled, number)  # back again before anybody looked
    # What an earlier hand left wrong counts as well once it is marked.
    with filled.reading() as session:
        lost = session.scalars(select(Organisation.public_id).limit(3)).all()
    index.remove(lost)
    assert not clean(filled, index)
    with filled.writing() as session:
        for key in session.scalars(
            select(Organisation.id).where(Organisation.public_id.in_(lost))
        ).all():
            outbox.mark(session, outbox.ORGANISATION, key, now=now())
    indexing.drain(filled, index, folder, now=now())
    assert clean(filled, index)
    with filled.reading() as session:
        assert not session.scalar(select(func.count()).select_from(outbox.Mark))


def test_a_worker_killed_in_the_middle_of_a_drain_leaves_the_rest_to_the_next(
    filled: Database, settings: Settings, tmp_path: Path
) -> None:
    index = indexing.of(settings)
    with filled.writing() as session:
        for key in session.scalars(select(Organisation.id)).all():
            for _ in range(5):
                outbox.mark(session, outbox.ORGANISATION, key, now=now())
    with running(tmp_path, "worker") as process:
        wait_for(index.count)
        process.kill()
        process.wait()
    with running(tmp_path, "worker"):
        wait_for(lambda: not _waiting(filled))
    assert clean(filled, index)


def _waiting(database: Database) -> int:
    marks = [kind.mark for kind in KINDS]
    with database.reading() as session:
        query = select(func.count()).select_from(outbox.Mark).where(outbox.Mark.kind.in_(marks))
        return session.scalar(query) or 0
