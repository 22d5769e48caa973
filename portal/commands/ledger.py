"""Commands about money: is the ledger whole?"""

import gc
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.commands.told import answer, as_json_option

if TYPE_CHECKING:
    from portal.ledger.verify import Seal
    from portal.settings import Settings


@click.group()
def ledger() -> None:
    """The ledger of money."""


@ledger.command()
@click.option("--full", is_flag=True, help="Judge every row, not only those since the last time.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge what was recorded by the end of that day (western Indonesian time).",
)
@as_json_option
def verify(*, full: bool, as_of: datetime | None, as_json: bool) -> None:
    """Check every invariant of ledger and pledges; status 1 when one is broken.

    What was whole is remembered by its last seal, in the data folder: the next time begins there,
    and says so when that row is gone or changed.
    """
    from portal.agreements import verify as agreements
    from portal.commands.opened import open_database
    from portal.flows.verify import adopted
    from portal.pledges.verify import verify as judge
    from portal.proofs.verify import kept
    from portal.settings import Settings
    from portal.uploads.store import Store

    settings = Settings.from_env()
    known = None if as_of else remembered(settings)
    with _tidied_seldom(), open_database(settings) as database, database.reading() as session:
        day = as_of.date() if as_of else None
        store = Store(settings.uploads)
        more = [kept(store), agreements.kept(store), adopted()]
        report = judge(session, full=full, known=known, as_of=day, more=more)
    if report.clean and as_of is None:
        remember(settings, report.seal)
    if as_json:
        answer(report.as_json(), as_json=True)
    else:
        for one in report.violations:
            click.echo(f"{one.id} {one.sentence} {one.ref}: {one.detail}")
        facts = {"rows": report.rows, "head": report.head_hash, "since": report.since}
        answer(facts | {"violations": len(report.violations)}, as_json=False)
    sys.exit(0 if report.clean else 1)


@contextmanager
def _tidied_seldom() -> Iterator[None]:
    """Let Python look for unreachable cycles less often: the sums of a million rows stay until the
    end, and going through them again and again took a sixth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def memory(settings: "Settings") -> Path:
    """Where the last verdict is remembered: outside of the database that it judges."""
    name = hashlib.sha256(settings.database.encode()).hexdigest()[:12]
    return settings.data_dir / f"ledger-verified-{name}.json"


def remembered(settings: "Settings") -> "Seal | None":
    """The seal up to which everything was whole the last time; None when nobody knows."""
    from portal.ledger.verify import Seal

    try:
        held = json.loads(memory(settings).read_text())
        return Seal(int(held["seq"]), str(held["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(settings: "Settings", seal: "Seal") -> None:
    """Keep the seal for the next time; a folder that cannot be written only costs time."""
    path = memory(settings)
    try:
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"seq": seal.seq, "hash": seal.hash}))
        part.replace(path)
    except OSError:
        click.echo(f"the verdict could not be remembered in {path}", err=True)


@ledger.command()
@click.option("--format", "form", type=click.Choice(["beancount", "csv"]), required=True)
def export(*, form: str) -> None:
    """Write every row of the ledger to the output; `bean-check` accepts the first format."""
    from portal.commands.opened import open_database
    from portal.ledger.export import as_csv, beancount
    from portal.settings import Settings

    write = {"beancount": beancount, "csv": as_csv}[form]
    with open_database(Settings.from_env()) as database, database.reading() as session:
        for line in write(session):
            click.echo(line)
