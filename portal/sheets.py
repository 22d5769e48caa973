"""Rows as files for spreadsheets: CSV and XLSX, with nothing that a spreadsheet would run."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from xlsxwriter import Workbook

Cell = str | int | float | date | datetime | bool | None
Row = Sequence[Cell]

CSV: Final = "csv"
XLSX: Final = "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Excel's own limits: signs in a cell, and rows of a sheet.
LONGEST = 32_000
MOST_ROWS = 1_000_000
IN_MEMORY = 2_000_000
PIECE = 65_536
WIB = timezone(timedelta(hours=7))
# What begins a formula, or is skipped before one. Full-width signs are folded to these first.
RUNS = ("=", "+", "-", "@")
_SKIPPED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs: an apostrophe stands before what it would.

    Measured against the signs that OWASP names (= + - @, tab, carriage return), their full-width
    twins, and blanks or invisible signs before them. Signs that no sheet can hold are dropped.
    """
    text = _FORBIDDEN.sub("", text)[:LONGEST]
    bare = _SKIPPED.sub("", text[:64])
    first = unicodedata.normalize("NFKC", bare[:1])
    if text[:1] in ("\t", "\r", "\n") or first.startswith(RUNS):
        return f"'{text}"
    return text


def local(moment: datetime) -> datetime:
    """A moment on the clock of western Indonesia, without its zone, to the second."""
    return moment.astimezone(WIB).replace(tzinfo=None, microsecond=0)


def csv_pieces(head: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, as spreadsheets here expect it; every text is quoted.

    Numbers stand bare; dates are written 2027-12-31, moments 2027-12-31 08:30:00 in WIB.
    """
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    held.write("\ufeff")
    writer.writerow([harmless(text) for text in head])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        if held.tell() >= PIECE:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return local(cell if cell.tzinfo else cell.replace(tzinfo=UTC)).isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def xlsx_pieces(head: Sequence[str], rows: Iterable[Row], *, title: str) -> Iterator[bytes]:
    """One sheet named `title` (at most 31 signs), in constant memory; longer lists are cut."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = Workbook(file, options)
        _fill(book, head, rows, re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
        book.close()
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _fill(book: Workbook, head: Sequence[str], rows: Iterable[Row], title: str) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    whole = book.add_format({"num_format": "#,##0"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 22)
    for column, text in enumerate(head):
        sheet.write_string(0, column, harmless(text), bold)
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            break
        for column, cell in enumerate(row):
            _write(sheet, (number, column), cell, whole, day, moment)


def _write(sheet: Any, place: tuple[int, int], cell: Cell, whole: Any, day: Any, at: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(*place, cell, whole)
    elif isinstance(cell, datetime):
        told = local(cell if cell.tzinfo else cell.replace(tzinfo=UTC))
        sheet.write_datetime(*place, told, at)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  a day has no zone
    else:
        sheet.write_string(*place, harmless(cell))


def pieces(form: str, head: Sequence[str], rows: Iterable[Row], *, title: str) -> Iterator[bytes]:
    """The file of these rows in one of the two forms; raises KeyError for any other."""
    if form not in TYPES:
        raise KeyError(form)
    return csv_pieces(head, rows) if form == CSV else xlsx_pieces(head, rows, title=title)
