"""The worker: keeps the index, sends letters, does the day's jobs, takes imports; a thread each."""

import logging
import random
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import db, indexing, jobs, journal, outbox
from portal.access import VISITOR
from portal.daily import every
from portal.db import Database
from portal.importing import work as importing
from portal.indexed import BATCH
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.mail.postbox import Away, Postbox, Refused
from portal.outbox import Mark
from search.index import Index, SearchUnavailable

IDLE = 0.2
JOBS_IDLE = 20.0
PATIENCE = 15.0
LONGEST = timedelta(minutes=5)
CATCH_UP = timedelta(seconds=10)
MEND_IDLE = 10.0
# A refused letter is tried once an hour, and given up after a day, which the journal tells.
FOR_GOOD = 500
AFTER_REFUSAL = timedelta(hours=1)
GIVE_UP = timedelta(days=1)
LETTERS = 20

LOG = logging.getLogger("portal.worker")


def delay(attempts: int, most: timedelta = LONGEST) -> timedelta:
    """How long to wait after so many failures: 1 s doubling up to 5 min, a part of it by chance.

    The chance spreads marks that failed together, so that one bad mark is soon alone.
    """
    longest = min(2.0 ** min(attempts - 1, 20), most.total_seconds())
    return timedelta(seconds=longest * random.uniform(0.5, 1))  # noqa: S311  not a secret


def put_off(
    session: Session,
    marks: Sequence[Mark],
    fault: str,
    *,
    now: datetime,
    most: timedelta = LONGEST,
) -> None:
    """Note a failure on marks and when to try again; never the text of a letter or an address."""
    for found in marks:
        mark = session.get(Mark, found.id)
        if mark is not None:
            mark.attempts += 1
            mark.error = fault[:300]
            mark.not_before = now + delay(mark.attempts, most)


def index_marks(database: Database, index: Index, folder: Path, *, now: datetime) -> int:
    """Bring what is marked into the index; how many marks. What fails is put off."""
    if not _due(database, outbox.INDEXED, now, 1):
        return 0
    try:
        return indexing.drain(database, index, folder, now=now)
    except Exception as fault:
        # Whatever the engine failed with, the marks stay, and letters go out meanwhile.
        if isinstance(fault, SearchUnavailable):
            LOG.warning("the search index could not be written: %s", fault)
        else:
            LOG.exception("the search index could not be written")
        # With two engines the embedded one has it by now; a server that comes back soon catches up.
        most = LONGEST if len(indexing.engines(index)) == 1 else CATCH_UP
        with database.writing() as session:
            due = outbox.waiting(session, *outbox.INDEXED, now=now, most=BATCH)
            put_off(session, due, f"{type(fault).__name__}: {fault}", now=now, most=most)
        return 0


def mend_index(database: Database, index: Index, folder: Path) -> int:
    """Fill a search server's index anew when it lost what it had; always 0: look again later."""
    try:
        if indexing.mend(database, index, folder):
            LOG.warning("the search server had lost documents: its index was filled anew")
    except SearchUnavailable as fault:
        LOG.warning("the search server's index could not be filled anew: %s", fault)
    return 0


def send_letters(database: Database, desk: Desk, box: Postbox, *, now: datetime) -> int:
    """Send the letters whose time has come; how many left. A failing one waits by itself."""
    sent = 0
    for mark in _due(database, (outbox.LETTER,), now, LETTERS):
        try:
            sent += _send(database, desk, box, mark, now)
        except Refused as fault:
            _refused(database, mark, fault, now)
        except Away as fault:
            LOG.warning("letters wait: the mail server cannot be used (%s)", fault)
            with database.writing() as session:
                put_off(
                    session, outbox.waiting(session, outbox.LETTER, now=now), str(fault), now=now
                )
            break
        except Exception as fault:
            # The fault's own words may hold an address, so the log gets only where it happened.
            where = "".join(traceback.format_tb(fault.__traceback__))
            LOG.error("letter %s: %s\n%s", mark.ref, type(fault).__name__, where)
            with database.writing() as session:
                put_off(session, [mark], type(fault).__name__, now=now)
    return sent


def _due(database: Database, kinds: Sequence[str], now: datetime, most: int) -> list[Mark]:
    with database.reading() as session:
        return outbox.waiting(session, *kinds, now=now, most=most)


def _send(database: Database, desk: Desk, box: Postbox, mark: Mark, now: datetime) -> int:
    """Deliver first, note it afterwards: whoever is killed between sends twice, never not at all.

    No transaction is open while the mail server is talked to: on SQLite it would keep all others
    from writing.
    """
    with database.reading() as session:
        letter = session.get(Letter, mark.ref)
        fresh = letter is not None and letter.sent_at is None
        message = desk.compose(session, letter, now=now) if letter and fresh else None
        name = f"{letter.id:08}-{letter.kind}" if letter else ""
    if message is not None:
        box.deliver(name, message)
    with database.writing() as session:
        if message is not None:
            session.get_one(Letter, mark.ref).sent_at = now
        session.execute(delete(Mark).where(Mark.id == mark.id))
    return 1 if message is not None else 0


def _refused(database: Database, mark: Mark, fault: Refused, now: datetime) -> None:
    LOG.warning("letter %s: %s", mark.ref, fault)
    with database.writing() as session:
        put_off(session, [mark], str(fault), now=now)
        held = session.get_one(Mark, mark.id)
        if fault.code >= FOR_GOOD:
            held.not_before = now + AFTER_REFUSAL
        if now - mark.made_at > GIVE_UP:
            session.delete(held)
            kind = session.get_one(Letter, mark.ref).kind
            journal.record(
                session, "give_up_letter", "letter", str(mark.ref), by=VISITOR, now=now, of=kind
            )


def take_imports(database: Database, stop: threading.Event) -> int:
    """Try out or take in the oldest waiting import, batch after batch, until told to end."""
    return importing.step(database, now=db.now(), tell=lambda *_progress: not stop.is_set())


@contextmanager
def alone(folder: Path, stop: threading.Event) -> Iterator[bool]:
    """Be the only worker of a data folder; a second one waits here. False when stopped first.

    The lock is the system's: it is free again the moment its holder dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "worker.lock", timeout=0)
    told = False
    while not stop.is_set():
        try:
            lock.acquire()
        except Timeout:
            if not told:
                LOG.info("another worker holds this data folder: waiting for it to end")
            told = True
            stop.wait(IDLE)
            continue
        try:
            yield True
        finally:
            lock.release()
        return
    yield False


def repeat(step: Callable[[], int], stop: threading.Event, idle: float = IDLE) -> None:
    """Do a step again and again, resting when there was nothing to do or it failed."""
    failures = 0
    while not stop.is_set():
        try:
            pause = 0.0 if step() else idle
            failures = 0
        except Exception:
            # The database is away or busy: nothing is lost, its marks are still there.
            failures += 1
            LOG.exception("the worker rests")
            pause = min(delay(failures).total_seconds(), 30.0)
        stop.wait(pause)


def run(database: Database, index: Index, desk: Desk, box: Postbox, folder: Path) -> int:
    """Work until SIGTERM or SIGINT; the exit status: 0 when told to end, 1 when a thread died."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with alone(folder, stop) as working:
        if not working:
            return 0
        steps: tuple[tuple[Callable[[], int], float], ...] = (
            (lambda: index_marks(database, index, folder, now=db.now()), IDLE),
            (lambda: mend_index(database, index, folder), MEND_IDLE),
            (lambda: send_letters(database, desk, box, now=db.now()), IDLE),
            (lambda: take_imports(database, stop), IDLE),
            (lambda: jobs.run_due(database, every(desk.settings), now=db.now()), JOBS_IDLE),
        )
        threads = [
            threading.Thread(target=repeat, args=(step, stop, idle), daemon=True)
            for step, idle in steps
        ]
        for thread in threads:
            thread.start()
        while not stop.wait(0.5) and all(thread.is_alive() for thread in threads):
            continue
        died = not stop.is_set()
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
    return 1 if died else 0
