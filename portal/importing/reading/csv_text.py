"""CSV in the encodings and with the separators that spreadsheets write."""

import codecs
import csv
from collections.abc import Iterator

from portal.errors import N_
from portal.importing.reading.tables import Table, fault, make

SEPARATORS = ",;\t|"
LOOKED_AT = 20_000
# Office programs on Windows still write this; bytes that it lacks are no text at all.
WESTERN = "cp1252"


def read_csv(data: bytes) -> Table:
    """The one table of a CSV file. Raises Invalid at `file` for anything that is no such text."""
    text = decoded(data)
    said, _, rest = text.partition("\n")
    if said.strip().lower().startswith("sep=") and len(said.strip()) == 5:
        return make("organisations", "CSV", _rows(rest, said.strip()[4], ahead=1))
    return make("organisations", "CSV", _rows(text, separator(text)))


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252. Raises Invalid for other bytes."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return _as(data, name)
    if b"\x00" in data:
        return _as(data, _without_mark(data[:LOOKED_AT]))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as(data, WESTERN)


def _as(data: bytes, name: str) -> str:
    try:
        text = data.decode(name) if name else "\x00"
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise fault(
            N_("Berkas ini bukan CSV atau XLSX. Simpan ulang sebagai XLSX, atau CSV UTF-8.")
        )
    return text


def _without_mark(start: bytes) -> str:
    """UTF-16 without its mark: every second byte of plain letters is zero."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.7 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and not odd else ""


def separator(text: str) -> str:
    """The sign between cells: the one that parts the first lines most, and most alike."""
    lines = [line for line in text[:LOOKED_AT].splitlines()[:30] if line.strip()]

    def parted(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        most = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(most) * (most > 1), most)

    return max(SEPARATORS, key=parted)


def _rows(text: str, sign: str, ahead: int = 0) -> Iterator[list[str]]:
    """Records; a quotation mark out of place would swallow rows, so it ends the reading."""
    for _line in range(ahead):
        yield []
    reader = csv.reader(lines_of(text), delimiter=sign, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise fault(
            N_(
                "Baris %(n)s: tanda kutip tidak ditutup atau salah tempat. "
                "Simpan ulang berkasnya sebagai XLSX.",
                n=reader.line_num + ahead,
            )
        ) from None


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line that it begins on. Raises Invalid at `file` for broken quotation."""
    reader = csv.reader(lines_of(text), delimiter=separator(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise fault(
                N_(
                    "Baris %(n)s: tanda kutip salah tempat atau satu isian terlalu panjang.",
                    n=reader.line_num,
                )
            ) from None
        yield number, cells


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text one by one, as a CSV reader takes them; a large one is not copied."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end].replace("\r\n", "\n").replace("\r", "\n")
        start = end
