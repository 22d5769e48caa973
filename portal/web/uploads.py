"""Files in forms and answers: the field, the routes that take one, how much is kept of it."""

import io
from collections.abc import Callable
from typing import IO, Any

from flask import Flask, Request, Response, current_app, request, send_file
from wtforms import FileField
from wtforms.validators import StopValidation

from portal.uploads import rules
from portal.uploads.examiner import Upload
from portal.web.access import View
from portal.web.pages import translated
from portal.web.told import Told

# A browser that opens the file all the same runs and loads nothing in it (ASVS 3.2.1).
LOCKED = "default-src 'none'; sandbox"


def takes_file(view: View) -> View:
    """Let a route's requests be as long as a file needs; all others keep the usual limit."""
    view.takes_file = True  # type: ignore[attr-defined]  # functions carry attributes
    return view


def hand_over(data: bytes, media: str, name: str) -> Response:
    """A kept file, to be saved under a name and never shown as a page of ours."""
    answer = send_file(
        io.BytesIO(data),
        mimetype=rules.MEDIA[media],
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def install(app: Flask) -> None:
    """Raise the limit of those routes before anything reads the request."""
    app.before_request(_widen)


def _widen() -> None:
    view: Callable[..., object] | None = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_file", False):
        request.max_content_length = rules.MOST_REQUEST


class _Kept(io.BytesIO):
    """Keeps no more than one byte above the limit: enough to know that a file is too large."""

    def write(self, data: Any) -> int:
        """Take everything, keep what fits."""
        room = rules.MOST_BYTES + 1 - self.tell()
        if room > 0:
            super().write(data[:room])
        return len(data)


class Incoming(Request):
    """A request that, where a route takes a file, stores no more of it than may be kept."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.max_content_length == rules.MOST_REQUEST:
            return _Kept()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


class File(Told, FileField):
    """One file; its value is an Upload. What is in it is looked at after the form was read."""

    data: Any  # an Upload, or None
    accept = rules.ACCEPT

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        super().__init__(label, **words)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what came; a text in its place is no file."""
        sent = valuelist[0] if valuelist else None
        stream = getattr(sent, "stream", None)
        name = str(getattr(sent, "filename", "") or "")
        self.data = Upload(name, stream.read()) if stream is not None and name else None

    def pre_validate(self, form: Any) -> None:
        """Refuse a missing file where one is needed."""
        if self.data is None and not self.optional:
            raise StopValidation(translated(rules.FAULTS["missing"]))
