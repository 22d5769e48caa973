"""Sentences in the reader's language, quickly: a page asks for two hundred of them.

Indonesian sentences are the keys of the catalogue, so for Indonesian there is nothing to look up;
flask_babel would walk through its contexts for each. Everything else is its work.
"""

from flask import Flask, g
from flask_babel import gettext, ngettext


def indonesian() -> bool:
    """Whether the reader's language is known to be Indonesian, also while another was forced."""
    locale = getattr(g.get("_flask_babel"), "babel_locale", None) if g else None
    return locale is not None and locale.language == "id"


def say(text: str) -> str:
    """A sentence of the catalogue."""
    return text if indonesian() else str(gettext(text))


def say_many(one: str, many: str, number: int) -> str:
    """A sentence about a number of things."""
    if indonesian():
        return one if number == 1 else many
    return str(ngettext(one, many, number))


def install(app: Flask) -> None:
    """Have the templates take their sentences here; after flask_babel."""
    app.jinja_env.install_gettext_callables(say, say_many, newstyle=True)  # type: ignore[attr-defined]  # of its i18n extension
