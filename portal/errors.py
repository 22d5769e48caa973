"""What can go wrong, in the domain's words. No HTTP in here: `portal.web` maps these to pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """A sentence for the reader: the catalogue's key and the values that it names.

    Rules and services know no language; whoever shows the sentence translates it.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def N_(text: str, **values: object) -> Words:  # noqa: N802  the catalogue's customary marker
    """Mark a sentence for the catalogue without translating it yet."""
    return Words(text, values)


class PortalError(Exception):
    """Something the person can be told about. `words` says what to do."""

    def __init__(self, words: Words | None = None) -> None:
        super().__init__(words.text if words else type(self).__name__)
        self.words = words


class NotFound(PortalError):
    """There is no such thing, or this reader must not learn that there is."""


class NotAllowed(PortalError):
    """The actor's role does not reach this."""


class Conflict(PortalError):
    """The thing has changed meanwhile, or the same key came with another request."""


class TooMany(PortalError):
    """A limit was reached; `retry_after` says in how many seconds to come again."""

    def __init__(self, words: Words | None = None, *, retry_after: int = 60) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Unavailable(PortalError):
    """A part that is needed is away just now."""


class Invalid(PortalError):
    """What was sent breaks a rule; `fields` names each field with its sentence.

    The field name '' stands for the form as a whole.
    """

    def __init__(self, **fields: Words) -> None:
        super().__init__(next(iter(fields.values()), None))
        self.fields: Mapping[str, Words] = fields
