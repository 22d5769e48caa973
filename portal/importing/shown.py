"""How pages write what an import found: reasons in the reader's language, counts, and columns."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import N_, Words
from portal.importing import column_rules, queries
from portal.importing.kind_rules import kind
from portal.importing.models import ImportRun
from portal.importing.reading.tables import FORMULA, HIDDEN, TOO_LONG
from portal.importing.rules import OUTCOME_WORDS
from portal.web.pages import listed, translated
from search.language import fold

SIGNS: Mapping[str, str] = {"new": "agree", "update": "agree", "look_alike": "unsure",
                            "error": "differ", "same": ""}  # fmt: skip
CHOICES: Mapping[str, Words] = {
    "same": N_("Lembaga yang sama: perbarui"),
    "add": N_("Lembaga lain: tambahkan"),
    "skip": N_("Lewati baris ini"),
}
_VIEWS: Mapping[str, Words] = {
    "needed": N_("yang perlu Anda lihat"),
    "new": N_("baru"),
    "same": N_("sama"),
    "all": N_("semua"),
}


class View(NamedTuple):
    """A way to look at the rows: its code, its words, and how many there are."""

    code: str
    words: Words
    rows: int


class Type(NamedTuple):
    """A type in the file, as written: how it is filed, how many have it, and what it means."""

    key: str
    text: str
    rows: int
    kind: str
    known: bool


def reason(one: Mapping[str, Any]) -> str:
    """A reason in the reader's language; fields in it are told by their names."""
    values = dict(one.get("values") or {})
    if isinstance(values.get("fields"), list):
        values["fields"] = ", ".join(field(name) for name in values["fields"])
    return str(gettext(str(one.get("text", "")), **values))


def field(name: str) -> str:
    """What a field is called, without who sees it."""
    words = column_rules.ORGANISATION_FIELDS.get(name)
    return translated(words).partition(":")[0] if words else name


def outcome(code: str) -> str:
    """What came of a row, in words."""
    return translated(OUTCOME_WORDS[code]) if code in OUTCOME_WORDS else ""


def sign(code: str) -> str:
    """The class that colours an outcome."""
    return SIGNS.get(code, "")


def choices() -> list[tuple[str, str]]:
    """What may be said of a look-alike."""
    return listed(CHOICES)


def cell(text: str) -> str:
    """A cell as it is shown; what was not kept is told as such."""
    if text in (HIDDEN, TOO_LONG):
        return str(gettext("disembunyikan"))
    return str(gettext("rumus")) if text == FORMULA else text


def chosen(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    """The cells at these places; a short row has empty ones."""
    return [cells[place] if place < len(cells) else "" for place in places]


def views(counts: Mapping[str, int], rows: int) -> list[View]:
    """The ways to look at a run's rows that show something."""
    number = {
        "needed": sum(counts.get(one, 0) for one in queries.NEEDED),
        "new": counts.get("new", 0),
        "same": counts.get("same", 0),
        "all": rows,
    }
    return [View(code, words, number[code]) for code, words in _VIEWS.items() if number[code]]


def kinds(session: Session, run: ImportRun) -> list[Type]:
    """The types in the file, the unknown ones first, then by how many rows have them."""
    found = []
    for text, rows in queries.types(session, run).items():
        answer = run.kinds.get(fold(text), "")
        code = answer or kind(text)
        found.append(Type(fold(text), text, rows, code, bool(code)))
    found.sort(key=lambda one: (one.known, -one.rows))
    return found[:50]


def places(found: Mapping[str, str]) -> dict[tuple[str, int], str]:
    """Answers about columns ('organisations.3' → field) by sheet and place."""
    told = {}
    for name, value in found.items():
        sheet, _, place = name.partition(".")
        if sheet in column_rules.FIELDS and place.isascii() and place.isdecimal():
            told[sheet, int(place[:4])] = value
    return told
