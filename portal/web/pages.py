"""Small helpers with which views answer: pages, redirects, messages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.errors import Words
from portal.web.wording import say as say_words

if TYPE_CHECKING:
    from portal.web.forms import PortalForm

LAST_PAGE = 1_000_000


def page(template: str, form: "PortalForm | None" = None, **values: Any) -> Response:
    """Render a template; a form that failed makes the answer a 422 (or 409)."""
    status = form.status if form is not None else 200
    return make_response(render_template(template, form=form, **values), status)


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Send the reader on after a POST, so that reloading repeats nothing."""
    return redirect(url_for(endpoint, **values), code=303)


def say(kind: str, text: str) -> None:
    """Have the next page tell something: kind 'good', 'bad' or ''."""
    flash(text, kind)


def page_number() -> int:
    """The page that `?page=` asks for; 1 for anything that is no page."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        return 1
    return max(1, min(int(text), LAST_PAGE))


def translated(words: Words) -> str:
    """A sentence in the reader's language."""
    text = say_words(words.text)
    return text % words.values if words.values else text


def listed(words: Mapping[str, Words], *leave_out: str) -> list[tuple[str, str]]:
    """A fixed list as choices in the reader's language."""
    return [(code, translated(text)) for code, text in words.items() if code not in leave_out]
