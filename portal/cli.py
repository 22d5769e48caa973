"""The `portal` command. Commands import what they need when they run, so that help is quick."""

import click

from portal.commands import (
    accounts,
    checking,
    export,
    importing,
    ledger,
    running,
    search,
    setting_up,
)
from portal.commands.told import told


class Portal(click.Group):
    """Ends with a line a fault on the error stream and status 1, instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; faults of settings, database and rules are told, others are bugs."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as fault:
            lines = told(fault)
            if not lines:
                raise
            for line in lines:
                click.echo(line, err=True)
            ctx.exit(1)


@click.group(cls=Portal, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Simpul: a directory of organisations, and a ledger from promise to result.

    Settings come from the environment (PORTAL_…) or a .env file. Exit status: 0 done, 1 refused
    or failed, 2 wrong usage.
    """


for command in (
    running.serve,
    running.worker,
    setting_up.init,
    setting_up.set_up,
    setting_up.seed,
    accounts.user,
    accounts.mandate,
    search.search,
    ledger.ledger,
    export.export,
    importing.import_,
    checking.check,
    checking.doctor,
):
    cli.add_command(command)


def main() -> None:
    """The console script."""
    cli(prog_name="portal")


if __name__ == "__main__":
    main()
