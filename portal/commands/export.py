"""Commands that write files: what everybody may see, the pledges, and the standards of others."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from portal.commands.told import refuse

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.sheets import Row
    from portal.web.requests import Parts


@click.group()
def export() -> None:
    """Write lists as files for spreadsheets."""


_output = click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; the standard output without it.",
)


def _options(command: "Callable[..., None]") -> "Callable[..., None]":
    form = click.option(
        "--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True
    )
    return form(_output(command))


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


_organisation = click.option(
    "--organisation", metavar="SLUG", default="", help="Only the programmes of one organisation."
)


@export.command()
@_organisation
@_output
def iati(*, organisation: str, output: Path | None) -> None:
    """Public programmes as an IATI 2.03 activity file; unnamed donors stay unnamed."""
    from portal.exchange.views import iati_pieces

    with _inside() as session:
        _put(iati_pieces(session, _owner(session, organisation)), output)


@export.command("360giving")
@_organisation
@_output
def grants(*, organisation: str, output: Path | None) -> None:
    """Commitments to public programmes as 360Giving JSON; unnamed donors stay unnamed."""
    from portal.exchange.views import grant_pieces

    with _inside() as session:
        _put(grant_pieces(session, _owner(session, organisation)), output)


def _owner(session: "Session", slug: str) -> int | None:
    from portal.errors import NotFound
    from portal.exchange.queries import need_publisher

    if not slug:
        return None
    try:
        return need_publisher(session, slug).id
    except NotFound:
        raise refuse(f"{slug}: no organisation of that name publishes a programme") from None


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

    _put(pieces(form, head, rows, title=title), output)


def _put(found: "Iterator[bytes]", output: Path | None) -> None:
    if output is None:
        for piece in found:
            sys.stdout.buffer.write(piece)
        return
    with output.open("wb") as file:
        for piece in found:
            file.write(piece)
