"""A bank's CSV becomes rows, and with the meaning of its columns days, sums and words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portal import money
from portal.bank.rules import cells, columns
from portal.errors import N_, Invalid, Words
from portal.importing.reading.csv_text import decoded, records

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 500
LONGEST_REFERENCE = 80

Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """Titles ('' where there are none) and the rows below, with the numbers of their lines."""

    titles: tuple[str, ...]
    rows: Sequence[Numbered]


@dataclass(frozen=True)
class Entry:
    """One movement of the account; `amount` is in the smallest unit of its currency."""

    number: int
    day: date
    amount: int
    direction: str
    description: str
    reference: str


@dataclass(frozen=True)
class Fault:
    """A row that cannot be read: its number as a spreadsheet shows it, its cell, and why."""

    row: int
    cell: str
    words: Words


@dataclass
class Reading:
    """What a file holds; `fractions` are rows with less than a rupiah, `skipped` no movements."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fractions: int = 0
    skipped: int = 0


class BadRows(Invalid):
    """Rows that cannot be read, so that nothing of the file was kept."""

    def __init__(self, rows: Sequence[Fault]) -> None:
        super().__init__(
            columns=N_("%(n)s baris tidak dapat dibaca, jadi tidak ada yang disimpan.", n=len(rows))
        )
        self.rows = rows


def table(data: bytes) -> Table:
    """The rows of a CSV file. Raises Invalid at `file` for anything that is no such text."""
    if not data.strip():
        raise Invalid(file=N_("Berkas ini kosong."))
    if len(data) > MOST_BYTES:
        raise Invalid(file=N_("Berkas lebih dari %(n)s MB. Bagi menjadi beberapa berkas.", n=5))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Invalid(file=N_("Ini bukan CSV. Unduh mutasi sebagai CSV dari internet banking."))
    rows = list(_records(decoded(data)))
    if len(rows) > MOST_ROWS:
        words = N_("Lebih dari %(n)s baris. Bagi menjadi beberapa berkas.", n=f"{MOST_ROWS:,}")
        raise Invalid(file=words)
    width = max((len(row) for _number, row in rows), default=0)
    if width < 2:
        raise Invalid(file=N_("Berkas ini hanya punya satu kolom. Unduh lagi sebagai CSV."))
    if width > columns.MOST_COLUMNS:
        words = N_("Lembar ini punya %(n)s kolom. Sisakan paling banyak 40 kolom.", n=width)
        raise Invalid(file=words)
    return _titled(rows, width)


def _titled(rows: Sequence[Numbered], width: int) -> Table:
    place = columns.title_row([row for _number, row in rows])
    titles = rows[place][1] if place is not None else []
    below = rows if place is None else rows[place + 1 :]
    if not below:
        raise Invalid(file=N_("Tidak ada baris di bawah judul kolom."))
    filled = tuple(title[:60] for title in titles) + ("",) * (width - len(titles))
    return Table(filled, below)


def _records(text: str) -> Iterator[Numbered]:
    """Rows with the number of the line that they begin on, without empty ones."""
    for number, row in records(text):
        kept = [_plain(cell) for cell in row]
        if any(kept):
            yield number, kept


def _plain(cell: str) -> str:
    seen = "".join(one if one.isprintable() else " " for one in cell)
    return " ".join(seen.split())[:LONGEST_CELL]


def understood(found: Table, fields: Sequence[str], asset: str, today: date) -> Reading:
    """The movements in a table whose columns mean `fields`; bad rows are named, not skipped.

    Raises Invalid at `columns` when the choice of columns cannot be read.
    """
    if wrong := columns.faults(fields):
        raise Invalid(**wrong)
    places: dict[str, list[int]] = {}
    for place, one in enumerate(fields):
        places.setdefault(one, []).append(place)
    at = places["date"][0]
    told = [(number, row) for number, row in found.rows if cells.says_day(_at(row, at))]
    day_of = cells.days([_at(row, at) for _number, row in told], today)
    last = told[-1][0] if told else 0
    result = Reading()
    for number, row in found.rows:
        _take(result, number, row, places, asset, day_of, last)
    _direct(result)
    if not result.faults and not (result.entries or result.fractions):
        raise Invalid(columns=N_("Tidak ada mutasi yang terbaca dari kolom-kolom ini."))
    return result


def _direct(result: Reading) -> None:
    """Where only what went out is marked, the rest came in. Raises Invalid where nothing is."""
    marked = {one.direction for one in result.entries} - {""}
    if result.entries and not marked:
        raise Invalid(
            columns=N_(
                "Tidak terlihat mana uang masuk dan mana uang keluar. Pilih kolom tandanya, "
                "atau pilih Uang masuk (kredit) untuk kolom jumlah."
            )
        )
    if marked == {"out"}:
        result.entries = [replace(one, direction=one.direction or "in") for one in result.entries]
    words = N_("Tidak terlihat uang ini masuk atau keluar.")
    result.faults += [Fault(one.number, "", words) for one in result.entries if not one.direction]


def _take(
    result: Reading,
    number: int,
    row: Sequence[str],
    places: Mapping[str, Sequence[int]],
    asset: str,
    day_of: Callable[[str], date],
    last: int,
) -> None:
    when = _at(row, places["date"][0])
    try:
        moved = _moved(row, places, asset)
    except cells.Fraction:
        result.fractions += 1
        return
    except _Wrong as wrong:
        if cells.says_day(when):
            result.faults.append(Fault(number, wrong.cell, wrong.words))
        else:
            result.skipped += 1
        return
    if moved is None or (not cells.says_day(when) and number > last):
        result.skipped += 1  # opening balances, broken descriptions, totals at the end
        return
    try:
        day = day_of(when)
    except ValueError:
        words = N_("Tanggal tidak terbaca, atau belum terjadi.")
        result.faults.append(Fault(number, when, words))
        return
    words_of = [_at(row, place) for place in places.get("description", ())]
    reference = [_at(row, place) for place in places.get("reference", ())]
    amount, direction = moved
    text = " ".join(filter(None, words_of))
    told = "".join(reference)[:LONGEST_REFERENCE]
    result.entries.append(Entry(number, day, amount, direction, text, told))


class _Wrong(Exception):
    def __init__(self, cell: str, words: Words) -> None:
        super().__init__(words.text)
        self.cell, self.words = cell, words


def _moved(
    row: Sequence[str], places: Mapping[str, Sequence[int]], asset: str
) -> tuple[int, str] | None:
    """How much moved and which way; None where nothing did. Raises _Wrong or Fraction."""
    if "amount" not in places:
        return _of_two(row, places, asset)
    cell = _at(row, places["amount"][0])
    read = _sum(cell, asset)
    if not read.amount:
        return None
    said = _at(row, places["direction"][0]) if "direction" in places else ""
    direction = read.direction
    if said:
        try:
            direction = cells.direction_of(said)
        except ValueError:
            words = N_("Tanda ini tidak dikenal. Yang dikenal: CR, DB, K, D, masuk, keluar.")
            raise _Wrong(said, words) from None
        if read.direction == "out" and direction == "in":
            raise _Wrong(cell, N_("Jumlahnya negatif, tandanya masuk. Periksa barisnya."))
    return read.amount, direction


def _of_two(
    row: Sequence[str], places: Mapping[str, Sequence[int]], asset: str
) -> tuple[int, str] | None:
    """The same where what came in and what went out stand in columns of their own."""
    sums = {
        way: _sum(_at(row, places[name][0]), asset).amount
        for name, way in (("credit", "in"), ("debit", "out"))
        if name in places
    }
    filled = [(amount, way) for way, amount in sums.items() if amount]
    if len(filled) > 1:
        cell = _at(row, places["credit"][0])
        raise _Wrong(cell, N_("Uang masuk dan uang keluar sama-sama terisi."))
    return filled[0] if filled else None


def _sum(cell: str, asset: str) -> cells.Read:
    try:
        return cells.sum_of(cell, asset)
    except cells.Fraction:
        raise
    except money.Unclear:
        raise _Wrong(cell, N_("Jumlah ini dapat berarti dua hal. Tulis semua angkanya.")) from None
    except ValueError:
        raise _Wrong(cell, N_("Jumlah tidak terbaca.")) from None


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
