"""Commands that bring an installation into being: tables, reference data, demo data."""

from typing import TYPE_CHECKING

import click

from portal.commands.told import answer, as_json_option, refuse

if TYPE_CHECKING:
    from portal.db import Database
    from portal.settings import Settings


@click.command()
def init() -> None:
    """Create or upgrade the database, with PORTAL_MIGRATION_URL where the roles are split."""
    from portal.settings import Settings

    settings = Settings.from_env()
    revision = prepare_database(settings)
    click.echo(f"The database is at {revision}.")


@click.group()
def seed() -> None:
    """Load data: reference lists, the demo, or generated rows of any number."""


@seed.command()
@as_json_option
def reference(*, as_json: bool) -> None:
    """Bring regions, specialities and public numbers up to date."""
    from portal.commands.opened import open_database
    from portal.settings import Settings

    with open_database(Settings.from_env()) as database:
        answer(load_reference(database), as_json=as_json)


@seed.command()
@as_json_option
def demo(*, as_json: bool) -> None:
    """Load the invented world of the demo into an empty portal; refused in production."""
    from portal.commands.opened import open_database
    from portal.settings import Settings

    settings = Settings.from_env()
    with open_database(settings) as database:
        answer(load_demo(database, settings), as_json=as_json)


@seed.command()
@click.option("--organisations", type=click.IntRange(min=2), default=10_000, show_default=True)
@click.option(
    "--transfers", type=click.IntRange(min=0), default=0, help="Rows of the ledger. [default: 0]"
)
@click.option("--seed", "start", type=int, default=7, show_default=True, help="Other rows.")
@as_json_option
def scale(*, organisations: int, transfers: int, start: int, as_json: bool) -> None:
    """Fill an empty portal with generated rows, for measuring; refused in production."""
    from portal.commands.opened import open_database
    from portal.settings import Settings

    settings = Settings.from_env()
    with open_database(settings) as database:
        counts = load_scale(database, settings, organisations, transfers, start)
    answer(counts, as_json=as_json)


@click.command("set-up")
@as_json_option
def set_up(*, as_json: bool) -> None:
    """Do whatever is missing: database, reference data, demo data in an empty portal, index."""
    from filelock import FileLock

    from portal.commands.opened import open_database
    from portal.settings import Settings

    settings = Settings.from_env()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(settings.data_dir / "set-up.lock"):
        if not is_ready(settings):
            prepare_database(settings)
        with open_database(settings) as database:
            load_reference(database)
            if not settings.production and not has_organisations(database):
                click.echo("Loading the demo…", err=True)
                load_demo(database, settings)
            refresh_index(database, settings)
    answer(plan(settings), as_json=as_json)


def is_ready(settings: "Settings") -> bool:
    """Whether the database is at the newest step already, guards and all."""
    from portal.commands.opened import open_database
    from portal.schema import SchemaError

    try:
        with open_database(settings):
            return True
    except SchemaError:
        return False


def prepare_database(settings: "Settings") -> str:
    """Bring tables and counters to the newest state and let the application's role use them."""
    from sqlalchemy import create_engine, make_url

    from portal import schema
    from portal.counters import TABLE, Counters
    from portal.migrations import HEAD

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = settings.migration_database
    schema.upgrade(owner)
    if owner.startswith("sqlite"):
        Counters.open(settings.database, settings.data_dir)
        return HEAD
    engine = create_engine(owner)
    TABLE.metadata.create_all(engine)
    engine.dispose()
    role = make_url(settings.database).username
    if role and role != make_url(owner).username:
        schema.grant(owner, role)
    return HEAD


def load_reference(database: "Database") -> dict[str, int]:
    """Load the reference lists; how many rows of each were new or changed."""
    from seeds.reference import load

    with database.writing() as session:
        return load(session)


def load_demo(database: "Database", settings: "Settings") -> dict[str, object]:
    """Load the demo and index it; how many of each. Refuses in production and a portal in use."""
    from portal import db, indexing
    from portal.counters import Counters
    from portal.uploads.store import Store
    from seeds import demo as demo_world
    from seeds import demo_missed

    if settings.production:
        raise refuse("PORTAL_ENV: demo data is refused in production")
    if has_organisations(database):
        raise refuse("this portal has organisations already: demo data needs an empty one")
    now = db.now()
    with demo_world.password(settings.data_dir) as secret, database.writing() as session:
        counts = demo_world.load(session, secret, Store(settings.uploads), now=now)
    counters = Counters.open(settings.database, settings.data_dir)
    with database.reading() as session:
        demo_missed.load(counters, session, settings.signing_key(), now=now)
    counters.storage.engine.dispose()
    index = indexing.of(settings)
    indexing.drain(database, index, settings.data_dir, now=db.now())
    return dict(counts)


def load_scale(
    database: "Database", settings: "Settings", organisations: int, transfers: int, start: int
) -> dict[str, object]:
    """Load generated rows and index them; how many of each. Refuses as the demo does."""
    import sys

    from portal import db, indexing
    from seeds import scale as generated

    if settings.production:
        raise refuse("PORTAL_ENV: generated data is refused in production")
    if has_organisations(database):
        raise refuse("this portal has organisations already: generated data needs an empty one")
    shown = click.progressbar(length=organisations, label="Organisations", file=sys.stderr)
    with shown as bar, database.writing() as session:
        counts = generated.load(
            session, organisations, transfers, now=db.now(), seed=start, tell=bar.update
        )
    click.echo("Filling the search index…", err=True)
    indexed = indexing.rebuild(database, indexing.of(settings), settings.data_dir)
    return {**counts, "indexed": indexed}


def has_organisations(database: "Database") -> bool:
    """Whether anything was ever registered here."""
    from sqlalchemy import select

    from portal.directory.models import Organisation

    with database.reading() as session:
        return session.scalar(select(Organisation.id).limit(1)) is not None


def refresh_index(database: "Database", settings: "Settings") -> None:
    """Drain what waits; fill the index anew when it still differs or cannot be read."""
    from portal import db, indexing
    from search.index import SearchUnavailable

    index = indexing.of(settings)
    try:
        indexing.drain(database, index, settings.data_dir, now=db.now())
        right = indexing.diff(database, index).clean
    except SearchUnavailable:
        right = False
    if not right:
        indexing.rebuild(database, index, settings.data_dir)


def plan(settings: "Settings") -> dict[str, object]:
    """What the parent of the processes needs to know, as plain values."""
    from seeds import demo_files

    kept = settings.data_dir / "demo-password"
    shown = kept.exists() and not settings.production
    return {
        "web_processes": settings.web_processes,
        "address_given": "base_url" in settings.model_fields_set,
        "sign_ins": [one.email for one in demo_files.accounts() if one.shown and shown],
        "password": kept.read_text().strip() if shown else "",
    }
