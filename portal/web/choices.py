"""Fields to choose from, and the two that nobody sees."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import StopValidation

from portal import idempotency
from portal.web.told import Told

Options = Sequence[tuple[Any, ...]]


def options(choices: Options | Mapping[str, Options]) -> list[SelectChoice]:
    """Options as the library wants them; a dict's keys become the titles of groups."""
    if isinstance(choices, Mapping):
        return [
            SelectChoice(str(row[0]), row[1], optgroup=group)
            for group, rows in choices.items()
            for row in rows
        ]
    return [SelectChoice(str(row[0]), row[1]) for row in choices]


class Offered(Told):
    """What every field with choices shares: rows of (value, label) or (value, label, small)."""

    choices: Any
    smalls: Mapping[str, Any] = {}

    def __init__(self, label: Any = None, *, choices: Any = (), **words: Any) -> None:
        self._tell(words)
        words.setdefault("validate_choice", False)
        super().__init__(label, **words)  # type: ignore[call-arg]  # the library's field
        self.offer(choices)

    def offer(self, choices: Any) -> None:
        """Set the choices, also when they depend on the request: rows, or a dict of groups."""
        rows = () if isinstance(choices, Mapping) else choices
        self.smalls = {str(row[0]): row[2] for row in rows if len(row) > 2}
        self.choices = options(choices)

    def offered(self) -> set[str]:
        """The values that may come back."""
        return {str(row[0]) for row in self.iter_choices()}  # type: ignore[attr-defined]  # the library's


class _One(Offered):
    """A field of which one value comes back; '' when it was left open."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if self.data in (None, "", "None"):
            self.data = ""
            if not self.optional:
                raise StopValidation(str(self.missing))
        elif self.data not in self.offered():
            raise StopValidation(gettext("Pilih salah satu dari daftar."))


class Choice(_One, RadioField):
    """One of a few, as radio buttons."""

    is_list = True


class Select(_One, SelectField):
    """One of many in a drop-down list, in groups where `choices` is a dict."""


class Choices(Offered, SelectMultipleField):
    """Any of a few, as checkboxes; a tuple of values."""

    is_list = True
    data: Any

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered; each value counts once."""
        self.data = tuple(dict.fromkeys(self.data or ()))
        if not self.data and not self.optional:
            raise StopValidation(str(self.missing))
        if not set(self.data) <= self.offered():
            raise StopValidation(gettext("Pilih dari daftar yang tersedia."))


class Yes(Told, BooleanField):
    """One box to tick; when it is not optional it must be."""

    def __init__(self, label: Any = None, *, small: Any = "", **words: Any) -> None:
        self._tell(words)
        self.small = small
        super().__init__(label, **words)

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty box that is needed."""
        if not self.data and not self.optional:
            raise StopValidation(str(self.missing))


class Token(HiddenField):
    """The idempotency key of a form: fresh when it is shown, the same when it comes again."""

    def __init__(self, **words: Any) -> None:
        super().__init__("", default=idempotency.new_key, **words)


class Version(HiddenField):
    """The version of the row that the form was made from; None when it is no number."""

    data: Any  # a number, not its text

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        number: Any = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
        self.data = number
