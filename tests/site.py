"""The whole portal in one process: the cast, the application, its index, and browsers."""

from dataclasses import replace
from functools import cached_property
from types import CodeType
from typing import Any, cast

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from portal import indexing
from portal.app import create_app
from portal.db import now
from portal.settings import Settings
from portal.web.requests import Parts, Portal
from search.index import Index
from tests.browse import Browser
from tests.cast import Part
from tests.make import World


class Compiled(BytecodeCache):
    """Templates that an earlier application of this process has compiled."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of this source."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


class Route(Rule):
    """An address whose builders an earlier application of this process has compiled.

    Making them was half of what a test of pages cost: some four hundred, twice, each time.
    """

    kept: dict[Any, Any] = {}  # noqa: RUF012  shared on purpose

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        # What is compiled asks the rule's own converters and knows nothing else of the rule.
        given = sorted((self.defaults or {}).items())
        key = (*self._trace, append_unknown, *given)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


COMPILED = Compiled()
Portal.url_rule_class = Route


class Site:
    """An application over a world. `as_(part)` gives that person's browser, signed in."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.settings = settings
        self._open: dict[str, Browser] = {}

    @cached_property
    def app(self) -> Portal:
        """The application."""
        app = create_app(self.settings)
        app.jinja_env.bytecode_cache = COMPILED
        parts = cast("Parts", app.extensions["portal"])
        parts.database.dispose()
        app.extensions["portal"] = replace(parts, database=self.world.database)
        app.testing = False
        return app

    @property
    def index(self) -> Index:
        """The application's search index."""
        return cast("Index", self.app.extensions["index"])

    def drain(self) -> int:
        """Do what the worker does with the index."""
        return indexing.drain(self.world.database, self.index, self.settings.data_dir, now=now())

    def visitor(self, language: str = "id") -> Browser:
        """Somebody who is not signed in."""
        return Browser(self.app, language)

    def as_(self, part: Part) -> Browser:
        """A person of the cast, signed in."""
        if part.name not in self._open:
            self._open[part.name] = Browser(self.app).sign_in(part)
        return self._open[part.name]

    def close(self) -> None:
        """Give back what the application holds."""
        if "app" in self.__dict__:
            cast("Parts", self.app.extensions["portal"]).counters.storage.engine.dispose()
