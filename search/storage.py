"""The embedded index on disk: generations of files, one writer at a time, readers that keep up."""

import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tantivy
from filelock import FileLock, Timeout

from search.index import SearchUnavailable
from search.schema import LAYOUT, SCHEMA, register_tokenizers
from search.vocabulary import Vocabulary

LOCK_SECONDS = 60
KEEP_REPLACED_SECONDS = 600
WRITER_BYTES = 20_000_000
REBUILD_BYTES = 300_000_000
"""Memory that writing may take before it starts another segment: a hundred thousand organisations
fit in one, and each segment more costs every question a fifth of its time."""

_OPEN_TRIES = 5

Signature = tuple[int, int, int]
Change = tuple[str, str | None]
"""An id, and the document it has from now on (`search.schema.engine_form`); None takes it out."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn every fault of the engine into SearchUnavailable, its panics included.

    A panic is no Exception, so the usual clauses would let it end the thread.
    """
    try:
        yield
    except SearchUnavailable:
        raise
    except (OSError, ValueError, RuntimeError) as fault:
        raise SearchUnavailable(f"the search index cannot be used: {fault}") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise SearchUnavailable(f"the search engine failed: {fault}") from None


def counted(result: tantivy.SearchResult) -> int:
    """How many documents a search matched, those beyond its limit included."""
    return int(result.count)  # type: ignore[attr-defined]  # left out of the package's stubs


class Store:
    """A folder with generations of the index, the link `current` to the one in use, and a lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._link = root / "current"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock of all processes; raises SearchUnavailable after a minute."""
        lock = FileLock(self.root / "write.lock", timeout=LOCK_SECONDS)
        with guarded():
            self.root.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout as fault:
                raise SearchUnavailable("another process is writing the search index") from fault
        try:
            yield
        finally:
            lock.release()

    def signature(self) -> Signature | None:
        """What changes with every commit and swap; None when nothing was ever written."""
        # The link is looked at first: it may appear at any moment, and then its files are there.
        try:
            os.lstat(self._link)
        except FileNotFoundError:
            return None
        found = os.stat(self._link / "meta.json")
        return found.st_dev, found.st_ino, found.st_mtime_ns

    @guarded()
    def current(self) -> Path | None:
        """The generation in use; raises SearchUnavailable when another version made it."""
        if not self._link.is_symlink():
            return None
        folder = self._link.resolve()
        if not folder.name.startswith(f"gen-{LAYOUT}-"):
            raise SearchUnavailable("another version made the search index: rebuild it")
        return folder

    @guarded()
    def create(self) -> Path:
        """An empty generation, not yet in use."""
        folder = self.root / f"gen-{LAYOUT}-{secrets.token_hex(6)}"
        folder.mkdir()
        tantivy.Index(SCHEMA, str(folder))
        return folder

    @guarded()
    def switch(self, folder: Path) -> None:
        """Put a generation to use at once; the one before stays ten minutes for its readers."""
        before = self._link.resolve() if self._link.is_symlink() else None
        fresh = self.root / f"link-{secrets.token_hex(6)}"
        fresh.symlink_to(folder.name)
        os.replace(fresh, self._link)
        if before is not None and before.is_dir():
            (before / "replaced").touch()

    @guarded()
    def sweep(self) -> None:
        """Delete what nobody reads: generations replaced long ago, and leavings of a crash."""
        used = self._link.resolve() if self._link.is_symlink() else None
        for folder in self.root.glob("gen-*"):
            if folder.resolve() != used and _expired(folder / "replaced"):
                shutil.rmtree(folder, ignore_errors=True)
        for link in self.root.glob("link-*"):
            link.unlink(missing_ok=True)


def _expired(marker: Path) -> bool:
    try:
        return time.time() - marker.stat().st_mtime > KEEP_REPLACED_SECONDS
    except FileNotFoundError:
        return True


def write(
    folder: Path, changes: Iterable[Change], heap: int = WRITER_BYTES, *, fresh: bool = False
) -> int:
    """Commit changes in one step and return the number of documents put; call under the lock.

    In a `fresh` generation there is nothing to take out but what these changes put there.
    The Index is fresh for each write: a long-lived one does not see what others committed.
    Raises SearchUnavailable for the engine's faults and lets those of `changes` through.
    """
    with guarded():
        index = tantivy.Index(SCHEMA, str(folder))
        register_tokenizers(index)
        writer = index.writer(heap, 1)
    put, here = 0, set[str]()
    try:
        for identity, document in changes:
            with guarded():
                if not fresh or identity in here:
                    writer.delete_documents_by_term("id", identity)
                if fresh:
                    here.add(identity)
                if document is not None:
                    writer.add_json(document)
                    put += 1
        with guarded():
            writer.commit()
            writer.wait_merging_threads()
    except BaseException:
        with suppress(Exception):
            writer.rollback()
        raise
    finally:
        # A traceback that lives on would keep the writer, and with it the engine's own lock.
        del writer
    return put


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent view of the index; it answers on while others write."""

    signature: Signature
    folder: Path
    index: tantivy.Index
    searcher: tantivy.Searcher
    vocabulary: Vocabulary


class Reader:
    """Keeps the newest view of a store, shared by the threads of a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._held: Reading | None = None

    def current(self) -> Reading | None:
        """The view as of the last commit of any process; None when nothing was ever written."""
        held = self._held
        signature = self._store.signature()
        if signature is None:
            return None
        if held is not None and held.signature == signature:
            return held
        with self._lock:
            return self._renewed()

    def _renewed(self) -> Reading | None:
        for tries in range(1, _OPEN_TRIES + 1):
            try:
                return self._open()
            except (OSError, ValueError):
                # The generation may have been replaced and deleted while it was being opened.
                if tries == _OPEN_TRIES:
                    raise
                time.sleep(0.01 * tries)
        return None

    def _open(self) -> Reading | None:
        signature, folder, held = self._store.signature(), self._store.current(), self._held
        if signature is None or folder is None:
            return None
        if held is not None and held.signature == signature:
            return held
        if held is not None and held.folder == folder:
            index = held.index
        else:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual", 0)
        index.reload()
        searcher = index.searcher()
        self._held = Reading(signature, folder, index, searcher, Vocabulary(searcher))
        return self._held
