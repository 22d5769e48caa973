"""Commands that bring files in: organisations from a spreadsheet, flows that others report."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.commands.told import answer, as_json_option, refuse

if TYPE_CHECKING:
    from portal.db import Database


@click.group("import")
def import_() -> None:
    """Bring files in."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of each row; write nothing.")
@click.option("--source", default="", help="What the list is called (default: the file's name).")
@as_json_option
def organisations(*, file: Path, dry_run: bool, source: str, as_json: bool) -> None:
    """Bring in organisations (and a sheet of services) from CSV or XLSX, unverified.

    Rows that resemble an entry, and rows with errors, are told and left out. The same file again
    changes nothing; after a break, run the command again.
    """
    from portal.commands.opened import open_database
    from portal.settings import Settings

    with open_database(Settings.from_env()) as database:
        facts = bring(database, file, source=source, dry_run=dry_run)
    _answer(facts, as_json=as_json)


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of each row; write nothing.")
@click.option("--source", default="", help="Who reports these flows (default: UN OCHA FTS).")
@as_json_option
def flows(*, file: Path, dry_run: bool, source: str, as_json: bool) -> None:
    """Bring in flows from an export of the Financial Tracking Service, as reported by it.

    They never count among our own figures. The same flow twice is one; a changed one keeps what it
    said before. Rows with errors are told and left out; after a break, run the command again.
    """
    from portal.commands.opened import open_database
    from portal.settings import Settings

    with open_database(Settings.from_env()) as database:
        facts = bring_flows(database, file, source=source, dry_run=dry_run)
    _answer(facts, as_json=as_json)


def bring_flows(database: "Database", file: Path, *, source: str, dry_run: bool) -> dict[str, Any]:
    """Take a file's flows in, a thousand in each transaction; the counts of the contract."""
    from portal import db
    from portal.access import Actor
    from portal.flows import services
    from portal.flows.services.reading import MOST_BYTES
    from portal.flows.services.staging import SOURCE
    from portal.importing.rules import clean_source

    if file.stat().st_size > MOST_BYTES:
        raise refuse(f"{file.name}: more than {MOST_BYTES // 1_000_000} MB")
    now, source = db.now(), clean_source(source, SOURCE)
    found = services.read(file.read_bytes())
    outcome = services.Outcome.of(found)
    done = 0
    for some in services.batches(found):
        with database.writing() as session:
            services.bring(session, some, outcome, source=source, now=now, dry_run=dry_run)
        done += len(some)
        told("write", done, outcome.flows)
    if not dry_run:
        with database.writing() as session:
            services.record(session, db.public_id(), outcome, source=source, by=Actor(), now=now)
    return outcome.counts()


def bring(database: "Database", file: Path, *, source: str, dry_run: bool) -> dict[str, Any]:
    """Do it all in this process; the counts of the contract, with an entry for each bad row."""
    from portal import db
    from portal.importing import services, work
    from portal.importing.models import ImportRun
    from portal.importing.rules import MOST_BYTES

    if file.stat().st_size > MOST_BYTES:
        raise refuse(f"{file.name}: more than {MOST_BYTES // 1_000_000} MB")
    now = db.now()
    data = file.read_bytes()
    with database.writing() as session:
        run = services.stage(
            session, data, file_name=file.name, source=source, account=None, now=now
        )
        if not any(one["field"] == "name" for one in run.columns["organisations"]):
            raise refuse(f"{file.name}: no column with the organisations' names was recognised")
        key = run.id
    try:
        work.check(database, key, now=now, tell=told)
        if not dry_run:
            with database.writing() as session:
                session.get_one(ImportRun, key).state = "importing"
            work.write(database, key, now=now, tell=told)
        with database.reading() as session:
            return counted(session, key)
    finally:
        with database.writing() as session:
            services.forget(session, session.get_one(ImportRun, key))


def _answer(facts: dict[str, Any], *, as_json: bool) -> None:
    """The counts; for people each error on a line of its own before them."""
    if as_json:
        answer(facts, as_json=True)
        return
    for one in facts["errors"]:
        click.echo(f"{one['row']} {one['column']}: {one['reason']}")
    answer(facts | {"errors": len(facts["errors"])}, as_json=False)


def told(what: str, done: int, of: int) -> bool:
    """Tell on the error stream how far it is."""
    if of:
        click.echo(f"{ {'check': 'checked', 'write': 'written'}[what] } {done} of {of}", err=True)
    return True


def counted(session: Any, key: int) -> dict[str, Any]:
    """What became of a run's rows, in the words of the contract."""
    from portal.importing import queries
    from portal.importing.models import ImportRun

    run = session.get_one(ImportRun, key)
    counts = queries.counts(session, run)
    errors = [
        {
            "row": row.number,
            "column": next((one["column"] for one in row.reasons if one["column"]), ""),
            "reason": " ".join(one["text"] % one["values"] for one in row.reasons),
        }
        for row in queries.faulty(session, run)
    ]
    return {
        "rows": run.rows,
        "new": counts.get("new", 0),
        "same": counts.get("same", 0),
        "updated": counts.get("update", 0),
        "look_alike": counts.get("look_alike", 0),
        "errors": errors,
    }
