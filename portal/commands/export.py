"""Commands that write lists as files: what everybody may see, and the pledges."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.sheets import Row
    from portal.web.requests import Parts


@click.group()
def export() -> None:
    """Write lists as files for spreadsheets."""


def _options(command: "Callable[..., None]") -> "Callable[..., None]":
    form = click.option(
        "--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True
    )
    out = click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Where to write; the standard output without it.",
    )
    return form(out(command))


@export.command()
@_options
def organisations(*, form: str, output: Path | None) -> None:
    """Every listed organisation with what everybody may see of it."""
    from portal.finder import sheets

    with _inside() as session:
        _write(form, output, "lembaga", sheets.organisation_head(), sheets.listed_rows(session))


@export.command()
@_options
def pledges(*, form: str, output: Path | None) -> None:
    """Every pledge with its sums; donors are named, also those who give unnamed to the public."""
    from portal.db import now
    from portal.paging import CHUNK, every
    from portal.pledges import queries
    from portal.pledges.rules import today
    from portal.pledges.views import sheets

    with _inside() as session:
        day = today(now())
        found = every(lambda page: queries.all_courses(session, page, today=day, per_page=CHUNK))
        _write(form, output, "janji dukungan", sheets.head(), sheets.told(found, None))


@contextmanager
def _inside() -> "Iterator[Session]":
    """A reading session inside the application, whose words and addresses the files use."""
    from portal.app import create_app
    from portal.settings import Settings
    from portal.web import session

    settings = Settings.from_env()
    app = create_app(settings)
    try:
        with app.test_request_context(base_url=settings.base_url):
            yield session()
    finally:
        held = cast("Parts", app.extensions["portal"])
        held.database.dispose()
        held.counters.storage.engine.dispose()


def _write(
    form: str, output: Path | None, title: str, head: list[str], rows: "Iterator[Row]"
) -> None:
    from portal.sheets import pieces

    found = pieces(form, head, rows, title=title)
    if output is None:
        for piece in found:
            sys.stdout.buffer.write(piece)
        return
    with output.open("wb") as file:
        for piece in found:
            file.write(piece)
