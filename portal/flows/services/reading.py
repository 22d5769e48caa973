"""A file's bytes become flows: each once, and every bad cell by its row and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.errors import N_, Invalid, Words
from portal.flows.rules import rows
from portal.flows.rules.rows import Flow, Wrong
from portal.importing.reading.csv_text import decoded, records

# Many a spreadsheet could not hold more; the whole file is in memory while it is read.
MOST_BYTES = 200_000_000
MOST_ROWS = 500_000
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Fault:
    """A row that cannot be read: its number as a spreadsheet shows it, the column, and why."""

    row: int
    column: str
    words: Words


@dataclass
class Read:
    """What a file holds: the flows by their number, how many rows, and the faults."""

    flows: dict[str, Flow] = field(default_factory=dict)
    rows: int = 0
    repeated: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(data: bytes) -> Read:
    """Every flow of a CSV file once: of rows with one number that reported last, else the later.

    Raises Invalid at `file` when it is no such file; then nothing of it counts.
    """
    if not data.strip():
        raise Invalid(file=N_("Berkas ini kosong."))
    if len(data) > MOST_BYTES:
        raise Invalid(file=N_("Berkas lebih dari %(n)s MB. Bagi menjadi beberapa berkas.", n=200))
    text = decoded(data)
    records = _records(text)
    _first, titles = next(records, (1, []))
    found = _columns(titles)
    result = Read()
    for number, cells in records:
        if _tags(cells):
            continue
        result.rows += 1
        if result.rows > MOST_ROWS:
            raise Invalid(file=N_("Lebih dari %(n)s baris. Bagi menjadi beberapa berkas.",
                                  n=f"{MOST_ROWS:,}"))  # fmt: skip
        _take(result, number, cells, found)
    if not result.rows:
        raise Invalid(file=N_("Tidak ada baris di bawah judul kolom."))
    return result


def _take(result: Read, number: int, cells: Sequence[str], found: dict[str, int]) -> None:
    named = {
        name: " ".join(cells[place].split()) if place < len(cells) else ""
        for name, place in found.items()
    }
    try:
        one = rows.flow(named)
    except Wrong as fault:
        result.faults.append(Fault(number, fault.column, fault.words))
        return
    before = result.flows.get(one.number)
    if before is not None:
        result.repeated += 1
        if (before.changed_on or date.min) > (one.changed_on or date.min):
            return
    result.flows[one.number] = one


def _columns(titles: Sequence[str]) -> dict[str, int]:
    found = rows.places(titles[:MOST_COLUMNS])
    if lacking := rows.missing(found):
        raise Invalid(file=N_("Baris judul tidak punya kolom %(names)s.", names=", ".join(lacking)))
    return found


def _tags(cells: Sequence[str]) -> bool:
    """Whether it is the row of hashtags that such exports may have below their titles."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(cell.strip().startswith("#") for cell in filled)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet counts them, without empty ones."""
    for number, (_line, cells) in enumerate(records(text), 1):
        if any(cell.strip() for cell in cells):
            yield number, [_plain(cell) for cell in cells]


def _plain(cell: str) -> str:
    """The cell without signs that cannot be seen."""
    if cell.isprintable():
        return cell
    return "".join(one if one.isprintable() else " " for one in cell)
