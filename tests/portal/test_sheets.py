"""Files for spreadsheets: cells that would run are held still, numbers and days stay whole."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from portal.paging import Paged, every
from portal.sheets import LONGEST, Row, csv_pieces, harmless, pieces

HEAD = ["Nama", "Jumlah (Rp)", "Hari", "Saat"]
RUNNING = [
    "=1+1",
    "+62 812",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=cmd|' /C calc'!A0",
    "\u200b=1",
    "\ufeff@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\x00=1",
    "-",
]
QUIET = ["Rumah Aman (contoh)", "a=b", "0812-3456", "(0254) 000-000", "'=1", "", "1-2", "é@"]


@pytest.mark.parametrize("text", RUNNING, ids=ascii)
def test_what_a_spreadsheet_would_run_is_held_still(text: str) -> None:
    assert harmless(text).startswith("'")
    cell = next(iter(rows_of("xlsx", [[text, 1, None, None]])))[0]
    assert str(cell).startswith("'")
    assert b"<f>" not in parts_of([[text, 1, None, None]])
    line = b"".join(csv_pieces(HEAD, [[text, 1, None, None]])).decode("utf-8-sig")
    assert line.split("\r\n", 1)[1].startswith("\"'")


@pytest.mark.parametrize("text", QUIET)
def test_what_is_only_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_csv_opens_in_a_spreadsheet_of_here() -> None:
    row: Row = ['Kata "dua"; tiga, empat', 1_250_000, date(2027, 12, 31), moment()]
    data = b"".join(csv_pieces(HEAD, [row, [None, None, None, None]]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n") == [
        '"Nama","Jumlah (Rp)","Hari","Saat"',
        '"Kata ""dua""; tiga, empat",1250000,"2027-12-31","2026-11-22 10:05:00"',
        '"","","",""',
        "",
    ]


def test_a_sheet_keeps_numbers_and_days() -> None:
    wib = moment().replace(hour=10, tzinfo=None)
    found = list(rows_of("xlsx", [["Satu", 5_000_000_000, date(2027, 12, 31), moment()]]))
    assert [list(row) for row in found] == [["Satu", 5_000_000_000, date(2027, 12, 31), wib]]


def test_signs_that_no_sheet_holds_are_dropped_and_long_texts_cut() -> None:
    rows: list[Row] = [["a\x08b\ud800c\uffff", 1, None, None], ["x" * 40_000, 1, None, None]]
    found = list(rows_of("xlsx", rows))
    assert found[0][0] == "abc"
    assert len(str(found[1][0])) == LONGEST
    assert b"".join(csv_pieces(HEAD, rows))


def test_rows_are_taken_as_they_come() -> None:
    taken = 0

    def many() -> Iterator[Row]:
        nonlocal taken
        for number in range(20_000):
            taken += 1
            yield [f"Lembaga {number}", number, None, None]

    stream = csv_pieces(HEAD, many())
    next(stream)
    assert taken < 10_000
    assert len(list(rows_of("xlsx", many()))) == 20_000


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(KeyError):
        pieces("exe", HEAD, [], title="x")


def test_every_item_of_every_page_and_no_more_than_the_bound() -> None:
    def page(number: int) -> Paged[int]:
        start = (number - 1) * 10
        return Paged(list(range(start, min(start + 10, 25))), 25, number, 10)

    assert list(every(page)) == list(range(25))
    assert len(list(every(page, most=20))) == 20
    assert list(every(lambda number: Paged([], 0, number))) == []


def moment() -> datetime:
    return datetime(2026, 11, 22, 3, 5, tzinfo=UTC)


def whole(rows: "list[Row] | Iterator[Row]") -> bytes:
    return b"".join(pieces("xlsx", HEAD, rows, title="Daftar: [lembaga]/?"))


def parts_of(rows: list[Row]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole(rows))) as file:
        return b"".join(file.read(name) for name in file.namelist())


def rows_of(form: str, rows: "list[Row] | Iterator[Row]") -> Iterator[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(whole(rows)))
    yield from book.get_sheet_by_index(0).to_python()[1:]
