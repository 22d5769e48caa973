"""Routes that take a spreadsheet: how long their requests may be, and the field for the file."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request
from flask_babel import gettext
from wtforms import FileField
from wtforms.validators import StopValidation

from portal.web.access import View
from portal.web.told import Told

MOST_SHEET = 5 * 1024 * 1024
ROOM_FOR_THE_REST = 512 * 1024


def takes_sheet(view: View) -> View:
    """Let a route's requests be as long as a spreadsheet needs; others keep the usual limit."""
    view.takes_sheet = True  # type: ignore[attr-defined]  # functions carry attributes
    return view


def install(app: Flask) -> None:
    """Raise the limit of those routes; to be called before whatever reads a form."""
    app.before_request(_widen)


def _widen() -> None:
    view: Callable[..., object] | None = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_sheet", False):
        request.max_content_length = MOST_SHEET + ROOM_FOR_THE_REST


class Sheet(Told, FileField):
    """One spreadsheet; its value is (name, bytes), or None when nothing was chosen."""

    data: Any
    accept = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        super().__init__(label, **words)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the file; a text in its place is none."""
        sent = valuelist[0] if valuelist else None
        stream, name = getattr(sent, "stream", None), getattr(sent, "filename", None)
        self.data = (str(name), stream.read()) if stream is not None and name else None
        if stream is not None:
            stream.close()  # a large one lies in a file of its own

    def pre_validate(self, form: Any) -> None:
        """Refuse a form without a file."""
        if self.data is None:
            raise StopValidation(str(self.missing))
        if len(self.data[1]) > MOST_SHEET:
            words = gettext("Berkas lebih dari %(n)s MB. Bagi menjadi beberapa berkas.", n=5)
            raise StopValidation(words)
