"""What changes only with a new version or a decree is read once a minute by each process."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

SECONDS = 60.0

Held = TypeVar("Held")


class Kept(Generic[Held]):
    """Rows that every page needs, as plain values; each database has its own.

    Nothing found is not kept: a portal that is just being set up is asked again.
    """

    def __init__(self, load: Callable[[Session], Held]) -> None:
        self._load = load
        self._held: WeakKeyDictionary[Engine, tuple[float, Held]] = WeakKeyDictionary()

    def of(self, session: Session) -> Held:
        """What is there, at most a minute old; whoever gets it does not change it."""
        engine = session.get_bind().engine
        until, held = self._held.get(engine, (0.0, None))
        if not held or monotonic() > until:
            held = self._load(session)
            self._held[engine] = monotonic() + SECONDS, held
        return held
