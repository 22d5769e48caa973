"""Many documents are shared with a second process: nothing is lost, and all stay in order."""

import gc
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from search import in_parallel
from search.embedded import EmbeddedIndex
from search.in_parallel import mapped, undisturbed
from search.index import Refused
from search.query import Query
from tests.search.writer import invented


def where(number: int) -> tuple[int, int]:
    """A number and the process that saw it."""
    return number, os.getpid()


def broken(number: int) -> int:
    """Fails for one of them."""
    if number == 77:
        raise ZeroDivisionError
    return number


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that a test needs few, and a process that counts as having one thread."""
    monkeypatch.setattr(in_parallel, "ALONE", 20)
    monkeypatch.setattr(in_parallel, "BATCH", 7)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.parametrize("many", [0, 1, 19, 20, 21, 500])
def test_all_come_back_in_order(many: int) -> None:
    found = list(mapped(where, range(many)))
    assert [number for number, _ in found] == list(range(many))
    shared = {process for _, process in found} - {os.getpid()}
    assert bool(shared) == (many >= 20)


def test_beside_other_threads_nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert {process for _, process in mapped(where, range(100))} == {os.getpid()}


def test_a_fault_over_there_is_a_fault_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(mapped(broken, range(200)))


def test_a_rebuild_keeps_all_but_the_document_it_cannot_take(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    listed = [invented(f"id{number}") for number in range(60)]
    listed[40] = replace(listed[40], version=2**70)
    with pytest.raises(Refused) as refused:
        index.rebuild(listed)
    assert refused.value.reasons.keys() == {"id40"}
    assert index.count() == 59
    assert index.search(Query()).total == 59


def test_garbage_is_looked_for_again_afterwards() -> None:
    with undisturbed():
        assert not gc.isenabled()
    with pytest.raises(LookupError), undisturbed():
        raise LookupError
    assert gc.isenabled()


def test_the_last_of_a_repeated_id_wins_in_a_rebuild(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.rebuild([invented("a"), replace(invented("a"), version=9), invented("b")])
    assert index.versions()["a"] == 9
    assert index.count() == 2
