"""Many readers and writers at once, in threads and processes, and a writer that is killed."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.query import FACETS, Filters, Query
from search.storage import Store
from tests.search import reader, sample, writer


def test_what_another_process_puts_is_found_by_the_next_search(folder: Path) -> None:
    index = EmbeddedIndex(folder)
    with writer.start(folder, "org", 12) as process:
        assert process.stdout is not None
        for line in process.stdout:
            found = index.search(Query(text=line.strip()))
            assert line.strip() in [hit.id for hit in found.hits]
            assert not found.relaxed
    assert process.returncode == 0
    assert index.count() == 12


def test_every_process_that_reads_sees_a_write_at_once_whoever_wrote_it(folder: Path) -> None:
    """Put, replaced by a rebuild, taken out: the next search of each of three processes knows."""
    index = EmbeddedIndex(folder)
    readers = [reader.start(folder) for _ in range(3)]

    def seen(word: str) -> set[int]:
        return {reader.ask(one, word) for one in readers}

    try:
        assert seen("melati") == {0}
        index.put([writer.invented("melati")])
        assert seen("melati") == {1}
        index.rebuild([writer.invented("kenanga"), writer.invented("anggrek")])
        assert (seen("melati"), seen("kenanga")) == ({0}, {1})
        index.remove(["kenanga"])
        assert (seen("kenanga"), seen("anggrek")) == ({0}, {1})
        with writer.start(folder, "kill", 10_000) as process:
            assert process.stdout is not None
            last = process.stdout.readline().strip()
            process.kill()
        assert seen(last) == {1}, "the writer is dead, what it acknowledged is not"
        index.put([writer.invented("cempaka")])
        assert seen("cempaka") == {1}
    finally:
        for one in readers:
            one.communicate()


def test_writers_of_several_processes_lose_nothing(folder: Path) -> None:
    processes = [writer.start(folder, prefix, 8) for prefix in ("ab", "cd", "ef")]
    index = EmbeddedIndex(folder)
    index.put([writer.invented("gh0")])
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    expected = {f"{prefix}{number}" for prefix in ("ab", "cd", "ef") for number in range(8)}
    assert set(index.versions()) == {*expected, "gh0"}


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_killed_writer_keeps_every_acknowledged_document(folder: Path, after: int) -> None:
    with writer.start(folder, "org", 10_000) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(after)]
        process.kill()
        acknowledged += process.stdout.read().split()
    index = EmbeddedIndex(folder)
    held = set(index.versions())
    assert set(acknowledged) <= held
    assert len(held) <= len(acknowledged) + 1, "at most the one that was being written"
    index.put([writer.invented("next")])
    assert set(index.versions()) == {*held, "next"}


def test_a_reader_that_looks_while_the_first_index_appears_sees_nothing_or_all(
    tmp_path: Path,
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "meta.json").touch()
    roots = [tmp_path / f"root{number}" for number in range(3000)]
    for root in roots:
        root.mkdir()
    together = threading.Barrier(2)

    def appear() -> None:
        for root in roots:
            together.wait()
            (root / "current").symlink_to(made)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # without it the two threads hardly ever meet in between
    thread = threading.Thread(target=appear)
    thread.start()
    faults = 0
    try:
        for root in roots:
            store = Store(root)
            together.wait()
            try:
                while store.signature() is None:
                    pass
            except OSError:
                faults += 1
    finally:
        sys.setswitchinterval(before)
        thread.join()
    assert faults == 0


def _while_searching(index: EmbeddedIndex, query: Query, change: Callable[[], None]) -> list[int]:
    """Totals that four threads saw while a change went on; a fault of any of them is raised."""
    totals: list[int] = []
    faults: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                totals.append(index.search(query).total)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        change()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return totals


def test_no_empty_moment_while_rebuilding(folder: Path) -> None:
    index, other = EmbeddedIndex(folder), EmbeddedIndex(folder)
    index.rebuild(sample.documents())
    expected = len(sample.documents())

    def rebuild() -> None:
        for _ in range(6):
            other.rebuild(sample.documents())

    totals = _while_searching(index, Query(facets=FACETS), rebuild)
    assert len(totals) > 20
    assert set(totals) == {expected}


def test_no_moment_without_the_rest_while_writing(folder: Path) -> None:
    """Replacing one document over and over never hides another, nor shows one twice."""
    index = EmbeddedIndex(folder)
    index.rebuild(sample.documents())
    query = Query(text="puskesmas", filters=Filters(kind=("health_facility",)))
    expected = index.search(query).total
    changed = [one for one in sample.documents() if one.id == "pkm-sumur"]

    def replace() -> None:
        for _ in range(15):
            index.put(changed)

    assert set(_while_searching(index, query, replace)) == {expected}


def test_a_write_during_a_rebuild_waits_and_stays(folder: Path) -> None:
    index, other = EmbeddedIndex(folder), EmbeddedIndex(folder)
    index.put([writer.invented("before")])
    begun, put = threading.Event(), threading.Event()

    def late() -> None:
        begun.wait()
        other.put([writer.invented("late")])
        put.set()

    thread = threading.Thread(target=late)
    thread.start()

    def documents() -> Iterator[OrganisationDocument]:
        begun.set()
        assert not put.wait(0.3), "the write must wait for the rebuild"
        yield writer.invented("rebuilt")

    index.rebuild(documents())
    thread.join()
    assert set(index.versions()) == {"rebuilt", "late"}
