"""The form every page uses: it keeps what was typed, and says each fault beside its field."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from portal.errors import Conflict, Invalid, Words
from portal.web.pages import translated
from portal.web.requests import SAFE, session

T = TypeVar("T")


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with a summary of its faults. `status` is that of the page that shows it."""

    status = 200

    @property
    def sent(self) -> bool:
        """Whether this is the POST of the form, and not its first showing."""
        return request.method not in SAFE

    def attempt(
        self, act: Callable[[], T], faults: Callable[[], Mapping[str, Words]] | None = None
    ) -> T | None:
        """On POST: validate, then run the service. None when not sent, or when it failed.

        A failed service leaves nothing behind; its words stand beside the fields they name.
        `faults` asks its rules, so that what they say stands beside faults of shape as well.
        """
        if not self.sent:
            return None
        if not self.validate():
            wrong = {name for name, field in self._fields.items() if field.errors}
            found = faults() if faults else {}
            self.blame(Invalid(**{name: found[name] for name in found if name not in wrong}))
            return None
        try:
            return act()
        except Invalid as fault:
            self.blame(fault)
        except Conflict as fault:
            self.status = 409
            self.form_errors.append(translated(fault.words) if fault.words else "")
        session().rollback()
        return None

    def blame(self, fault: Invalid) -> None:
        """Put a rule's words beside the fields that it names; the rest goes to the summary."""
        self.status = 422
        for name, words in fault.fields.items():
            text = translated(words)
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Each fault for the summary: the id of the field to go to ('' for none), and its words."""
        found = [("", text) for text in self.form_errors]
        for field in self:
            found += [(anchor(field), str(text)) for text in _flat(field.errors)]
        return list(dict.fromkeys(found))

    @property
    def hidden(self) -> list[Field]:
        """The fields that nobody sees."""
        return [field for field in self if isinstance(field, HiddenField)]


def anchor(field: Field) -> str:
    """The id of what the summary's link leads to: a list's first choice, or the input itself."""
    return f"{field.id}-0" if getattr(field, "is_list", False) else str(field.id)


def _flat(errors: Any) -> Iterator[object]:
    for one in errors or ():
        if isinstance(one, list | tuple):
            yield from _flat(one)
        else:
            yield one
