"""A table of text: where its titles stand, what each column means, and its rows one by one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.directory.text_rules import NIK
from portal.errors import N_, Invalid, Words
from portal.importing import column_rules as columns
from portal.importing.rules import MOST_CELL, MOST_COLUMNS, MOST_ROWS

# Titles stand in one of the first rows; above them people put the list's name and a date.
SEARCHED = 25
# What stands in the place of a cell that must not be kept, and of one that cannot be read.
HIDDEN = "\u2588"
TOO_LONG = "\u2588\u2588"
FORMULA = "="
# A column that nobody named and that tells stories is not kept either.
STORY = 200
_FORMULA = re.compile(r"^[=@]|^[+-](?=[A-Za-z(])")

Numbered = tuple[int, list[str]]


def fault(words: Words) -> Invalid:
    """A file that is refused as a whole; raise it."""
    return Invalid(file=words)


@dataclass(frozen=True)
class Column:
    """A column: its title, the field it means ('' for none), and why it is not read."""

    title: str
    field: str
    refused: str = ""


@dataclass(frozen=True)
class Table:
    """Titles and rows of one sheet. `rows` gives (number as the spreadsheet shows it, cells) once.

    Cells of columns that are refused are empty, and a NIK never comes out of here.
    """

    sheet: str
    name: str
    columns: tuple[Column, ...]
    rows: Iterator[Numbered]


def text(value: object) -> str:
    """A cell as text: dates as 2026-05-01, whole numbers without a fraction, no hidden signs."""
    if isinstance(value, str):
        return _seen(value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(int(value)) if value == value // 1 and abs(value) < 1e17 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _seen(str(value)) if value is not None else ""


def _seen(value: str) -> str:
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    kept = "".join(
        " " if one in "\t\r\n\x0b\x0c\u2028\u2029" else one
        for one in value
        if one in "\t\r\n\x0b\x0c\u2028\u2029" or unicodedata.category(one)[0] != "C"
    )
    return " ".join(kept.split())


def make(sheet: str, name: str, rows: Iterable[Sequence[object]]) -> Table:
    """The table in a sheet's rows. Raises Invalid when no title is known, or rows are too many."""
    numbered = ((number, [text(one) for one in row]) for number, row in enumerate(rows, 1))
    filled = ((number, row) for number, row in numbered if any(row))
    first: list[Numbered] = []
    for number, row in filled:
        first.append((number, row))
        if len(first) == SEARCHED:
            break
    found = _titles(sheet, [row for _number, row in first])
    titles = [title[:100] for title in _trimmed(first[found][1])]
    if len(titles) > MOST_COLUMNS:
        raise fault(
            N_("Lembar ini punya %(n)s kolom. Sisakan paling banyak 100 kolom.", n=len(titles))
        )
    fields = columns.meanings(titles, sheet)
    known = tuple(
        Column(title, field, columns.refused(title, sheet))
        for title, field in zip(titles, fields, strict=True)
    )
    rest = _chained(first[found + 1 :], filled)
    return Table(sheet, name, known, _bounded(_safe(rest, known)))


def recognised(sheet: str, rows: Iterable[Sequence[object]]) -> int:
    """How many titles of a sheet are known: the best of its first rows."""
    found = [[text(one) for one in row] for row in rows]
    return max((_known(sheet, row) for row in found), default=0)


def _titles(sheet: str, rows: Sequence[list[str]]) -> int:
    """Which of the first rows holds the titles."""
    if not rows:
        raise fault(N_("Berkas ini kosong."))
    best = max(range(len(rows)), key=lambda place: (_known(sheet, rows[place]), -place))
    if not _known(sheet, rows[best]):
        raise fault(
            N_(
                "Baris judul tidak ditemukan. Tulis judul di atas tiap kolom, "
                "misalnya Nama Lembaga dan Kab/Kota."
            )
        )
    return best


def _known(sheet: str, row: Sequence[str]) -> int:
    return sum(1 for one in columns.meanings(row, sheet) if one)


def _trimmed(row: list[str]) -> list[str]:
    return row[: max(place for place, one in enumerate(row, 1) if one)]


def _chained(first: Iterable[Numbered], rest: Iterable[Numbered]) -> Iterator[Numbered]:
    yield from first
    yield from rest


def _bounded(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise fault(
                N_("Lebih dari %(n)s baris. Bagi menjadi beberapa berkas.", n=f"{MOST_ROWS:,}")
            )
        yield row


def _safe(rows: Iterable[Numbered], known: Sequence[Column]) -> Iterator[Numbered]:
    """Rows as wide as the titles, without what must not be kept; empty ones fall away."""
    for number, row in rows:
        cells = [
            _kept(row[place], column) if place < len(row) else ""
            for place, column in enumerate(known)
        ]
        if any(cells):
            yield number, cells


def _kept(cell: str, column: Column) -> str:
    if not cell or column.refused:
        return ""
    if len(cell) > 15 and column.field not in columns.NUMBERED and NIK.search(cell):
        return HIDDEN
    if not column.field and len(cell) > STORY:
        return HIDDEN
    if _FORMULA.match(cell):
        return FORMULA
    return cell if len(cell) <= MOST_CELL else TOO_LONG
