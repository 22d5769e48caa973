"""Work on very many documents, shared with a second process: one reads them, the other analyses."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from typing import TypeVar

ALONE = 2_000
"""Documents below which a second process costs more than it saves."""

BATCH, AHEAD = 500, 4
"""Documents that go over in one piece, and how many pieces are on their way at most."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def mapped(act: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """`act` on each, in order: as `map`, in a second process from 2,000 on.

    `act` is a function of a module; what it takes and gives travels between processes. The
    process is there when this returns, before anything else of the caller's has threads.
    """
    source = iter(given)
    first = list(islice(source, ALONE))
    every = chain(first, source)
    if len(first) < ALONE or not _can_share():
        return map(act, every)
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("fork"), initializer=gc.disable)
    pieces = iter(lambda: list(islice(every, BATCH)), [])
    waiting = deque(pool.submit(_each, act, piece) for piece in islice(pieces, AHEAD))
    return _received(pool, waiting, (pool.submit(_each, act, piece) for piece in pieces))


@contextmanager
def undisturbed() -> Iterator[None]:
    """No search for rings of garbage meanwhile: none are made here, and it looks at everything."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _can_share() -> bool:
    # A fork copies the locks that other threads hold, and nobody would ever open them there.
    forks = "fork" in multiprocessing.get_all_start_methods()
    return forks and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _each(act: Callable[[Given], Made], piece: Sequence[Given]) -> list[Made]:
    return [act(one) for one in piece]


def _received(
    pool: ProcessPoolExecutor,
    waiting: deque[Future[list[Made]]],
    later: Iterator[Future[list[Made]]],
) -> Iterator[Made]:
    try:
        while waiting:
            made = waiting.popleft().result()
            waiting.extend(islice(later, 1))
            yield from made
    finally:
        pool.shutdown(cancel_futures=True)
