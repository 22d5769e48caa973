"""A list as a file to keep: streamed while the request's transaction stands open."""

from collections.abc import Iterable, Sequence

from flask import Response, stream_with_context

from portal import sheets
from portal.errors import NotFound
from portal.sheets import Row
from portal.web.filters import today_here


def check(form: str) -> None:
    """Raise NotFound for a form that we do not write."""
    if form not in sheets.TYPES:
        raise NotFound


def download(form: str, name: str, head: Sequence[str], rows: Iterable[Row]) -> Response:
    """The rows as `simpul-NAME-DAY.FORM`; raises NotFound for an unknown form.

    `name` is a plain word in the reader's language and also the title of the sheet.
    """
    check(form)
    pieces = sheets.pieces(form, head, rows, title=name)
    answer = Response(stream_with_context(pieces), content_type=sheets.TYPES[form])
    file = f"simpul-{name}-{today_here():%Y-%m-%d}.{form}".lower().replace(" ", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer
