"""Commands about money: is the ledger whole?"""

import sys
from datetime import datetime

import click

from portal.commands.told import answer, as_json_option


@click.group()
def ledger() -> None:
    """The ledger of money."""


@ledger.command()
@click.option("--full", is_flag=True, help="Replay every row: seals, and balances after each.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge what was recorded by the end of that day (western Indonesian time).",
)
@as_json_option
def verify(*, full: bool, as_of: datetime | None, as_json: bool) -> None:
    """Check every invariant of ledger and pledges; status 1 when one is broken."""
    from portal.commands.opened import open_database
    from portal.pledges.verify import verify as judge
    from portal.settings import Settings

    settings = Settings.from_env()
    with open_database(settings) as database, database.reading() as session:
        report = judge(session, full=full, as_of=as_of.date() if as_of else None)
    if as_json:
        answer(report.as_json(), as_json=True)
    else:
        for one in report.violations:
            click.echo(f"{one.id} {one.sentence} {one.ref}: {one.detail}")
        facts = {"rows": report.rows, "head": report.head_hash}
        answer(facts | {"violations": len(report.violations)}, as_json=False)
    sys.exit(0 if report.clean else 1)
