"""How commands tell what went wrong, and how they answer a program."""

import json
from collections.abc import Mapping

import click


def told(fault: Exception) -> list[str]:
    """The lines that tell an expected fault, without secrets; none for a bug."""
    from sqlalchemy.exc import OperationalError

    from portal.errors import Invalid, PortalError
    from portal.schema import SchemaError
    from portal.settings import SettingsError
    from search.index import SearchUnavailable

    if isinstance(fault, SettingsError | SchemaError | SearchUnavailable):
        return str(fault).splitlines()
    if isinstance(fault, Invalid):
        return [f"{field}: {words.text % words.values}" for field, words in fault.fields.items()]
    if isinstance(fault, PortalError):
        return [fault.words.text % fault.words.values if fault.words else type(fault).__name__]
    if isinstance(fault, OperationalError):
        # The driver's words name the server and the role, never the password.
        first = str(fault.orig).strip().partition("\n")[0]
        return [f"PORTAL_DATABASE_URL: the database cannot be used: {first}"]
    return []


def refuse(text: str) -> click.ClickException:
    """An error of status 1 with one line; raise it."""
    return Refused(text)


class Refused(click.ClickException):
    """A refusal that is told in one bare line."""

    def show(self, file: object = None) -> None:
        """Write the line to the error stream."""
        click.echo(self.message, err=True)


def answer(facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print facts: one JSON object for a program, lines for people."""
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


as_json_option = click.option("--json", "as_json", is_flag=True, help="Answer one JSON object.")
