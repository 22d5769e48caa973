"""The database of an installation, with every table known."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal import schema
from portal.db import Database
from portal.settings import Settings


@contextmanager
def open_database(settings: Settings, *, ready: bool = True) -> Iterator[Database]:
    """The database that the settings name, for the length of a block.

    Raises SchemaError unless its schema is the newest and guarded; `ready=False` takes any.
    """
    database = Database(settings.database)
    try:
        if ready:
            with database.reading() as session:
                schema.check(session.connection())
        yield database
    finally:
        database.dispose()
