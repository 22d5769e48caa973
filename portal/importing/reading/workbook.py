"""XLSX: looked through before a library opens it, so that no small file unpacks to a huge one.

Formulas are never run: the value that the spreadsheet program kept is read.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from portal.errors import N_, Invalid, Words
from portal.importing import column_rules
from portal.importing.reading.tables import SEARCHED, Table, fault, make, recognised
from portal.importing.rules import MOST_ROWS

MOST_UNPACKED = 120_000_000
MOST_PARTS = 2_000
MOST_CELLS = 3_000_000
MOST_MERGED = 5_000
CHUNK = 1 << 20
# The parts that tables need; pictures, macros and outside links never reach the library.
_NEEDED = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
           "xl/sharedStrings.xml", "xl/styles.xml")  # fmt: skip
_SHEETS = "xl/worksheets/"
_BROKEN = N_("Berkas XLSX ini rusak. Buka di program lembar kerja, lalu simpan ulang.")
_LARGE = N_("Isi berkas ini terlalu besar setelah dibuka. Bagi menjadi beberapa berkas.")
_NOT_ONE = N_("Berkas ini bukan lembar kerja XLSX. Simpan ulang sebagai XLSX atau CSV UTF-8.")


def read_workbook(data: bytes) -> tuple[list[Table], list[str]]:
    """The organisations' table, the services' if there is one, and the sheets that are not read.

    Raises Invalid at `file`.
    """
    opened = _guarded(lambda: CalamineWorkbook.from_filelike(_repacked(data)))
    sheets = [
        _guarded(partial(opened.get_sheet_by_name, one.name))
        for one in opened.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible and "WorkSheet" in str(one.typ)
    ]
    services = next((one for one in sheets if column_rules.is_services(one.name)), None)
    others = [one for one in sheets if one is not services]
    main = max(others, key=lambda one: recognised("organisations", _first(one)), default=None)
    if main is None or not main.height:
        raise fault(N_("Berkas ini kosong."))
    found = [make("organisations", main.name[:60], _rows(main))]
    if services is not None and services.height:
        found.append(make("services", services.name[:60], _rows(services)))
    return found, [one.name[:60] for one in others if one is not main and one.height]


def _guarded(act: Callable[[], Any]) -> Any:
    """Run a call into the library; its faults become words."""
    try:
        return act()
    except Invalid:
        raise
    except PasswordError:
        raise fault(N_("Berkas ini berkata sandi. Simpan ulang tanpa kata sandi.")) from None
    except (CalamineError, OSError, ValueError):
        raise fault(_BROKEN) from None
    except BaseException as found:
        # The library's own panics are no `Exception`; they too mean a broken file.
        if type(found).__name__ != "PanicException":
            raise
        raise fault(_BROKEN) from None


def _first(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    return islice(sheet.iter_rows(), SEARCHED)


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    """A sheet's rows; what stands in the first cell of merged ones counts for all of them."""
    left = sheet.start[1] if sheet.start else 0
    merged = list(sheet.merged_cell_ranges or ())[:MOST_MERGED]
    starts: dict[int, list[tuple[int, int, int]]] = {}
    for (top, first), (bottom, last) in merged:
        starts.setdefault(top, []).append((bottom, first - left, last - left))
    open_ones: list[tuple[int, int, int, Any]] = []
    for number, row in enumerate(sheet.iter_rows()):
        for _bottom, first, last, value in open_ones:
            row[first : last + 1] = [value] * len(row[first : last + 1])
        for bottom, first, last in starts.get(number, ()):
            if first < len(row) and bottom > number:
                open_ones.append((bottom, first, last, row[max(first, 0)]))
        open_ones = [one for one in open_ones if one[0] > number]
        yield row


def _repacked(data: bytes) -> io.BytesIO:
    """The needed parts of a workbook, unpacked under a limit and packed again without pressing."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = [one for one in source.infolist() if _is_needed(one.filename)]
            names = {one.filename for one in parts}
            if "xl/workbook.xml" not in names:
                raise fault(_NOT_ONE)
            if len(source.infolist()) > MOST_PARTS or len(names) < len(parts):
                raise fault(_BROKEN)
            left = MOST_UNPACKED
            with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
                for part in parts:
                    body = _unpacked(source, part, left)
                    left -= len(body)
                    _look_through(body, part.filename)
                    target.writestr(part.filename, body)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise fault(_BROKEN) from None
    made.seek(0)
    return made


def _is_needed(name: str) -> bool:
    return name in _NEEDED or (name.startswith(_SHEETS) and name.endswith(".xml"))


def _unpacked(source: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """A part's bytes, read piece by piece: what the archive says of its size is not believed."""
    pieces, size = [], 0
    with source.open(part) as body:
        while piece := body.read(CHUNK):
            size += len(piece)
            if size > left:
                raise fault(_LARGE)
            pieces.append(piece)
    return b"".join(pieces)


class _Look:
    """Goes through a sheet's XML without keeping it: how far do its filled cells reach?"""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = self.filled = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        name = name.rpartition(":")[2]
        if name == "c":
            place = attributes.get("r", "")
            self.column = _column(place) or self.column + 1
        elif name == "row":
            self.row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.row + 1
            self.column = 0
        elif name in ("v", "is"):
            self.filled += 1
            self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)

    def fault(self) -> Words | None:
        """What is too much about it; the library keeps every cell between the outermost ones."""
        if self.rows > MOST_ROWS * 2 or self.rows * self.columns > MOST_CELLS:
            return _LARGE
        return None


def _column(place: str) -> int:
    number = 0
    for sign in place.rstrip("0123456789"):
        number = number * 26 + ord(sign) - 64
    return number


def _look_through(body: bytes, name: str) -> None:
    """Refuse XML that declares entities, and sheets whose cells lie too far apart."""
    look, parser = _Look(), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    if name.startswith(_SHEETS):
        parser.StartElementHandler = look.start
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        raise fault(_BROKEN) from None
    if words := look.fault():
        raise fault(words)


def _refuse(*_told: object) -> None:
    raise fault(_BROKEN)
