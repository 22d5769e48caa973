"""A row while it is read: its facts so far, and what there is to say about them."""

from dataclasses import dataclass, field
from typing import Any

from portal.errors import Words

SPLIT = (";", "\n", "|")


@dataclass(frozen=True)
class Reason:
    """Words about a cell, or about the row; `blocks` when they keep the row from going in."""

    field: str
    words: Words
    blocks: bool = True


@dataclass
class Understood:
    """One row: its facts (ready to be kept as JSON) and what there is to say about it."""

    facts: dict[str, Any] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether something keeps it from going in."""
        return any(one.blocks for one in self.reasons)

    def blame(self, name: str, words: Words, *, blocks: bool = True) -> None:
        """Say something about a field."""
        self.reasons.append(Reason(name, words, blocks))


def parts(text: str, *, commas: bool = False) -> list[str]:
    """What a cell lists, one after another."""
    for sign in SPLIT + ((",",) if commas else ()):
        text = text.replace(sign, "\n")
    return [one.strip() for one in text.split("\n") if one.strip()]
