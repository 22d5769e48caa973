"""Commands about the search index: how it stands, and how it is mended."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from portal.commands.told import answer, as_json_option

if TYPE_CHECKING:
    from portal.db import Database
    from portal.settings import Settings
    from search.index import Index


@click.group()
def search() -> None:
    """The search index."""


@contextmanager
def parts() -> "Iterator[tuple[Settings, Database, Index]]":
    """The settings, the database and the index that they name."""
    from portal import indexing
    from portal.commands.opened import open_database
    from portal.settings import Settings

    settings = Settings.from_env()
    with open_database(settings) as database:
        yield settings, database, indexing.of(settings)


@search.command()
@as_json_option
def status(*, as_json: bool) -> None:
    """How many documents there are, and how much waits to be indexed."""
    from portal import indexing
    from portal.outbox import INDEXED

    with parts() as (settings, database, index):
        health = index.health()
        marks = waiting(database, *INDEXED)
        programmes = index.programmes.health()
        aside = indexing.set_aside(database)
    facts: dict[str, object] = {
        "engine": "meilisearch" if settings.search_url else "embedded",
        "ok": health.ok and programmes.ok,
        "documents": health.documents,
        "programmes": programmes.documents,
    }
    facts |= {"set_aside": aside} if as_json else {f"set aside {one}": aside[one] for one in aside}
    if detail := health.detail or programmes.detail:
        facts["detail"] = detail
    answer(facts | marks, as_json=as_json)
    sys.exit(0 if facts["ok"] else 1)


def waiting(database: "Database", *kinds: str) -> dict[str, object]:
    """How many marks of some kinds wait, how many of them have failed, and since when (UTC)."""
    from sqlalchemy import func, select

    from portal.outbox import Mark

    failed = func.count().filter(Mark.attempts > 0)
    with database.reading() as session:
        row = session.execute(
            select(func.count(), failed, func.min(Mark.made_at)).where(Mark.kind.in_(kinds))
        ).one()
    return {"waiting": row[0], "failed": row[1], "since": row[2].isoformat() if row[2] else None}


@search.command()
@as_json_option
def drain(*, as_json: bool) -> None:
    """Index everything that waits now, also what was put off after a failure."""
    from datetime import timedelta

    from portal import db, indexing
    from portal.worker import LONGEST

    until = db.now() + LONGEST + timedelta(seconds=1)
    with parts() as (settings, database, index):
        done = indexing.drain(database, index, settings.data_dir, now=until)
    answer({"drained": done}, as_json=as_json)


@search.command()
@as_json_option
def rebuild(*, as_json: bool) -> None:
    """Fill a fresh index from the database and swap it in."""
    from portal import indexing

    with parts() as (settings, database, index):
        count = indexing.rebuild(database, index, settings.data_dir)
    answer({"documents": count}, as_json=as_json)


@search.command()
@as_json_option
def diff(*, as_json: bool) -> None:
    """Compare the index with the database; status 1 when they differ."""
    from dataclasses import asdict

    from portal import indexing

    with parts() as (_settings, database, index):
        found = indexing.diff(database, index)
    if as_json:
        answer(asdict(found), as_json=True)
    else:
        answer({name: len(ids) for name, ids in asdict(found).items()}, as_json=False)
    sys.exit(0 if found.clean else 1)
