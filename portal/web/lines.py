"""Fields of text: one line, several lines, a password."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext
from wtforms import StringField
from wtforms.validators import StopValidation, ValidationError

from portal.web.told import Told


def clean(text: str, *, lines: bool = False) -> str:
    """The text in one normal form: NFC, trimmed, blanks collapsed; raises ValidationError.

    Control characters and lone surrogates are refused: no name or sentence needs them, and
    databases and search engines choke on them.
    """
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t":
            raise ValidationError(
                gettext("Ada huruf atau tanda yang tidak dapat disimpan. Ketik ulang.")
            )
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if lines:
        kept = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return re.sub(r"\s+", " ", text).strip()


class Line(Told, StringField):
    """One line of text of at most `max` characters; '' when it was left empty."""

    size = ""
    mode = ""
    autocomplete = ""
    kind = "text"

    def __init__(self, label: Any = None, *, max: int = 200, **words: Any) -> None:  # noqa: A002
        self._tell(words)
        self.max = max
        for name in ("size", "mode", "autocomplete", "kind"):
            setattr(self, name, words.pop(name, getattr(self, name)))
        super().__init__(label, **words)

    lines = False

    def pre_validate(self, form: Any) -> None:
        """Clean what was typed; refuse what is missing or too long."""
        typed = self.data or ""
        try:
            self.data = clean(typed, lines=self.lines)
        except ValidationError:
            self.data = "".join(c for c in typed if c.isprintable() or c == "\n")
            raise
        if not self.data and not self.optional:
            raise StopValidation(str(self.missing))
        if len(self.data) > self.max:
            raise StopValidation(
                gettext("Pendekkan menjadi paling banyak %(n)s huruf.", n=self.max)
            )


class Paragraphs(Line):
    """Several lines of text."""

    lines = True
    rows = 4

    def __init__(self, label: Any = None, *, max: int = 2000, rows: int = 4, **words: Any) -> None:  # noqa: A002
        super().__init__(label, max=max, **words)
        self.rows = rows


class Secret(Line):
    """A password: kept exactly as typed, never shown again."""

    kind = "password"

    def pre_validate(self, form: Any) -> None:
        """Only its presence is checked here; rules judge a new one."""
        if not self.data:
            raise StopValidation(str(self.missing))
        if len(self.data) > 1000 or "\x00" in self.data:
            raise StopValidation(gettext("Kata sandi ini terlalu panjang."))
