"""Commands that look and change nothing: may it be served, and what must hold."""

import sys

import click

from portal.commands.told import answer, as_json_option

MARKS = {"ok": "ok  ", "warning": "WARN", "fault": "FAIL"}


@click.command()
@as_json_option
def check(*, as_json: bool) -> None:
    """Whether the portal can be served: settings, schema and triggers; status 1 when not."""
    from portal.commands.opened import open_database
    from portal.commands.setting_up import plan
    from portal.settings import Settings

    settings = Settings.from_env()
    with open_database(settings):
        answer(plan(settings), as_json=as_json)


@click.command()
@as_json_option
def doctor(*, as_json: bool) -> None:
    """Show the settings, and whether everything holds that must; status 1 when not."""
    from portal.commands.doctor import examine, shown_settings
    from portal.settings import Settings

    settings = Settings.from_env()
    shown = shown_settings(settings)
    found = examine(settings)
    broken = any(one.verdict == "fault" for one in found)
    if as_json:
        checks = [{"name": one.name, "verdict": one.verdict, "detail": one.detail} for one in found]
        answer({"ok": not broken, "settings": shown, "checks": checks}, as_json=True)
    else:
        for name, value in shown.items():
            click.echo(f"{name}={value}")
        for one in found:
            click.echo(f"{MARKS[one.verdict]} {one.name}: {one.detail}")
    sys.exit(1 if broken else 0)
