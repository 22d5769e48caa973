"""Scenes that many tests begin with: built once a process and engine, copied for each test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from portal.db import Database, now
from portal.pledges.rules import today
from tests import engines
from tests.make import NOW, World
from tests.portal.funding.busy import Busy
from tests.portal.pledges.scene import Scene

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Kept:
    """What was built, on the engine where it lies; its keys are those of every copy."""

    engine: str
    source: str
    scene: Scene
    busy: Busy | None

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Scene]:
        """The scene in a database of a test's own."""
        if self.engine == "sqlite":
            ready = engines.sqlite(folder, Path(self.source))
        else:
            ready = engines.postgresql(self.source)
        with ready as database:
            known = self.scene
            world = World(database, known.now, dict(known.world.users))
            yield Scene(world, known.sums, known.owner, known.donor, known.programme,
                        list(known.lines))  # fmt: skip

    @contextmanager
    def copied_busy(self, folder: Path) -> Iterator[Busy]:
        """The busy stage in a database of a test's own."""
        assert self.busy is not None
        with self.copied(folder) as scene:
            yield Busy(scene, dict(self.busy.pledges), dict(self.busy.slugs))


def kept(engine: str, *, busy: bool = False) -> Kept:
    """The scene, or the busy stage, of the tests' own day."""
    return _made(engine, busy, "")


def kept_today() -> Kept:
    """The busy stage on SQLite as of today: pages read the real clock."""
    return _made("sqlite", True, today(now()).isoformat())


@cache
def _made(engine: str, busy: bool, day: str) -> Kept:
    at = now() if day else NOW
    if engine == "sqlite":
        source = str(engines.copy_template(Path(tempfile.mkdtemp(prefix="simpul-kept-"))))
        url = f"sqlite:///{source}"
    else:
        source = engines.postgresql_copy()
        url = engines.address(source)
    return _build(engine, source, engines.opened(url), at, busy=busy)


def _build(engine: str, source: str, database: Database, at: datetime, *, busy: bool) -> Kept:
    scene = Scene(World(database, at))
    stage = Busy(scene) if busy else None
    if database.sqlite:
        engines.settle(database)
    database.dispose()
    return Kept(engine, source, scene, stage)
