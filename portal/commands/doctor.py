"""What `portal doctor` looks at: each examination answers in one line what it found."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr
from sqlalchemy import func, inspect, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal import indexing, schema
from portal.claims import queries as claims
from portal.commands.opened import open_database
from portal.commands.search import waiting
from portal.db import SQLITE_SETTINGS, Database
from portal.evidence.models import Document
from portal.migrations import HEAD, triggers
from portal.outbox import INDEXED, LETTER
from portal.regions.models import Region
from portal.settings import Settings
from portal.uploads.store import Store
from search.index import Index, SearchUnavailable

HIDDEN = "(hidden)"
LEAST_FREE = 500_000_000
LEAST_SHARE = 0.05
# What PostgreSQL must promise, or a power loss takes back what was acknowledged.
POSTGRESQL_SETTINGS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True)
class Found:
    """One line of the examination: 'ok', 'warning' or 'fault'."""

    name: str
    verdict: str
    detail: str


def shown_settings(settings: Settings) -> dict[str, str]:
    """Every setting by its name in the environment, with secrets hidden."""
    return {
        f"PORTAL_{name.upper()}": _shown(getattr(settings, name)) for name in Settings.model_fields
    }


def _shown(value: object) -> str:
    if not isinstance(value, SecretStr):
        return str(value)
    secret = value.get_secret_value()
    if "://" not in secret:
        return HIDDEN if secret else ""
    return make_url(secret).render_as_string(hide_password=True)


def examine(settings: Settings) -> list[Found]:
    """Look at everything that must hold."""
    found = [*_names(), _disk(settings.data_dir), *_secrets(settings)]
    try:
        with open_database(settings, ready=False) as database:
            found += _database(database)
            found += _index(settings, database)
            found += _outbox(database)
            found += _uploads(settings, database)
    except (SQLAlchemyError, RuntimeError) as fault:
        told = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
        found.append(Found("database", "fault", told))
    return found


def _names() -> Iterator[Found]:
    """Names that look like settings and are none: mostly a slip of the pen."""
    known = {f"PORTAL_{name.upper()}" for name in Settings.model_fields}
    given = {*os.environ, *dotenv_values(".env")}
    for name in sorted(one for one in given if one.upper().startswith("PORTAL_")):
        if name.upper() not in known and not name.startswith("PORTAL_TEST_"):
            yield Found("settings", "warning", f"{name} is no setting")


def _disk(folder: Path) -> Found:
    if not os.access(folder, os.W_OK):
        return Found("data folder", "fault", f"{folder} cannot be written")
    usage = shutil.disk_usage(folder)
    enough = usage.free >= LEAST_FREE and usage.free >= LEAST_SHARE * usage.total
    detail = f"{usage.free // 1_000_000:,} MB free of {usage.total // 1_000_000:,} MB"
    return Found("disk", "ok" if enough else "fault", detail)


def _secrets(settings: Settings) -> Iterator[Found]:
    for name in ("secret-key", "demo-password"):
        path = settings.data_dir / name
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            verdict = "fault" if mode & 0o077 else "ok"
            yield Found(name, verdict, f"mode {mode:04o}")
    if settings.production and (settings.data_dir / "demo-password").exists():
        yield Found("demo-password", "fault", "this data folder holds demo data")


def _database(database: Database) -> Iterator[Found]:
    with database.reading() as session:
        connection = session.connection()
        try:
            schema.check(connection)
            yield Found("schema", "ok", f"{HEAD}, {len(triggers.present(connection))} triggers")
        except schema.SchemaError as fault:
            yield Found("schema", "fault", str(fault))
            return
        held = inspect(connection).has_table("region")
        regions = session.scalar(select(func.count()).select_from(Region)) if held else 0
        verdict = "ok" if regions else "warning"
        yield Found("regions", verdict, f"{regions}" if regions else "run `portal seed reference`")
    yield from _pragmas(database) if database.sqlite else _promises(database)


def _pragmas(database: Database) -> Iterator[Found]:
    for name, (_, wanted) in SQLITE_SETTINGS.items():
        with database.session(write=True) as session:
            got = session.scalar(text(f"PRAGMA {name}"))
        yield Found(f"sqlite {name}", "ok" if got == wanted else "fault", str(got))


def _promises(database: Database) -> Iterator[Found]:
    for name, wanted in POSTGRESQL_SETTINGS.items():
        with database.reading() as session:
            got = session.scalar(text(f"SHOW {name}"))
        yield Found(f"postgresql {name}", "ok" if got == wanted else "fault", str(got))


def _index(settings: Settings, database: Database) -> Iterator[Found]:
    index = indexing.of(settings)
    yield from _compared(settings, database, index)
    for public_id, reason in indexing.set_aside(database).items():
        yield Found("search", "fault", f"{public_id} is set aside: {reason}")
    if settings.search_url:
        yield from _search_server(settings, index)


def _compared(settings: Settings, database: Database, index: Index) -> Iterator[Found]:
    try:
        found = indexing.diff(database, index)
    except SearchUnavailable as fault:
        hint = "" if settings.search_url else ": run `portal search rebuild`"
        yield Found("search", "fault", f"{fault}{hint}")
        return
    detail = ", ".join(
        f"{len(ids)} {name}"
        for name, ids in (
            ("missing", found.missing),
            ("extra", found.extra),
            ("stale", found.stale),
        )
    )
    # What is marked will be right in a moment; what differs without a mark never will.
    pending = waiting(database, *INDEXED)["waiting"]
    verdict = "ok" if found.clean else "warning" if pending else "fault"
    yield Found("search", verdict, f"{index.count()} documents, {detail}")


def _search_server(settings: Settings, index: Index) -> Iterator[Found]:
    health = index.health()
    detail = health.detail or f"answers, {health.documents} documents"
    yield Found("search server", "ok" if health.ok else "fault", detail)
    from search.meili import rights  # its client takes long to load

    told = rights(settings.search_url, settings.search_key.get_secret_value())
    if told:
        yield Found("search key", "fault" if settings.production else "warning", told)


def _uploads(settings: Settings, database: Database) -> Iterator[Found]:
    """The folder of files can be written by us alone, and holds every file that a row names."""
    folder = settings.uploads
    with database.reading() as session:
        if not inspect(session.connection()).has_table("claim_letter"):
            return
        names = [*session.scalars(select(Document.file)), *claims.files(session)]
    if not folder.is_dir():
        verdict = "fault" if names else "ok"
        yield Found("uploads", verdict, f"{folder} is made with the first file")
        return
    if not os.access(folder, os.W_OK):
        yield Found("uploads", "fault", f"{folder} cannot be written")
        return
    store = Store(folder)
    gone = sum(not store.has(name) for name in names)
    others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    detail = f"{len(names)} documents, {gone} files missing"
    yield Found("uploads", "fault" if gone or others else "ok", detail)


def _outbox(database: Database) -> Iterator[Found]:
    for kind in (*INDEXED, LETTER):
        facts = waiting(database, kind)
        verdict = "warning" if facts["failed"] else "ok"
        since = f" since {facts['since']}" if facts["since"] else ""
        yield Found(
            f"outbox {kind}",
            verdict,
            f"{facts['waiting']} waiting{since}, {facts['failed']} failed",
        )
