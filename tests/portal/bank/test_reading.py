"""A bank's CSV is read whole or not at all."""

from datetime import date

import pytest

from portal.bank.services.reading import MOST_ROWS, BadRows, Reading, table, understood
from portal.errors import Invalid
from tests.portal.bank.files import FIELDS, text

TODAY = date(2026, 11, 25)
ROWS = [
    (date(2026, 11, 20), "TRSF PT NIAGA; SAMUDRA", 20_000_000),
    (date(2026, 11, 21), "SEWA", -5),
]


def read(data: bytes, fields: list[str]) -> Reading:
    """What a file says with these columns."""
    return understood(table(data), fields, "IDR", TODAY)


def test_two_columns_of_sums_with_head_and_foot() -> None:
    found = read(text(ROWS), FIELDS)
    told = [(one.number, one.day, one.amount, one.direction, one.description)
            for one in found.entries]  # fmt: skip
    assert told == [
        (4, date(2026, 11, 20), 20_000_000, "in", "TRSF PT NIAGA; SAMUDRA"),
        (5, date(2026, 11, 21), 5, "out", "SEWA"),
    ]
    assert (found.faults, found.skipped, found.fractions) == ([], 2, 0)
    for name in ("utf-16", "utf-8-sig"):
        again = read(text(ROWS).decode().encode(name), FIELDS)
        assert again.entries == found.entries


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"Date,Amount,D/C\n20/11/2026,1000,C\n21/11/2026,2000,D\n",
         ["date", "amount", "direction"]),
        (b"Date,Amount\n20/11/2026,1000\n21/11/2026,-2000\n", ["date", "amount"]),
        (b"Date,Amount\n20/11/2026,1000 CR\n21/11/2026,2000 DB\n", ["date", "amount"]),
        (b"Date,Amount,D/C\n20/11/2026,1000,\n21/11/2026,2000,DB\n",
         ["date", "amount", "direction"]),
        (b"'20/11\t1000\t\n'21/11\t\t2000\n", ["date", "credit", "debit"]),
        (b"20 Nov 2026|1,000.00|0.00\n21 Nov 2026|0.00|2,000.00\n", ["date", "credit", "debit"]),
    ],
)  # fmt: skip
def test_ways_to_tell_what_came_in(data: bytes, fields: list[str]) -> None:
    found = read(data, fields)
    assert [(one.amount, one.direction) for one in found.entries] == [(1000, "in"), (2000, "out")]


@pytest.mark.parametrize(
    ("data", "fields", "word"),
    [
        (b"Date,Amount\n20/11/2026,1000\n", ["date", "amount"], "masuk"),
        (b"Date,Amount\n20/11/2026,1000\n", ["date", ""], "jumlah"),
        (b"Date,Amount\n20/11/2026,0\n", ["date", "amount"], "mutasi"),
    ],
)
def test_columns_that_tell_too_little(data: bytes, fields: list[str], word: str) -> None:
    with pytest.raises(Invalid) as fault:
        read(data, fields)
    assert word in fault.value.fields["columns"].text


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"PK\x03\x04zip", b"%PDF-1.7", b"\x00\x01\x02", b'a,b\n"1,2\n', b"one\ntwo\n",
     b"Tanggal,Jumlah\n", b",".join([b"x"] * 50) + b"\n", b"a,b\n" * (MOST_ROWS + 2)],
)  # fmt: skip
def test_files_that_are_none(data: bytes) -> None:
    with pytest.raises(Invalid) as fault:
        table(data)
    assert set(fault.value.fields) == {"file"}


def test_the_ten_thousandth_row() -> None:
    rows = [(date(2026, 1 + number % 10, 1 + number % 28), f"NO {number}", 1000 + number)
            for number in range(9_999)]  # fmt: skip
    good = text(rows)
    assert len(read(good, FIELDS).entries) == 9_999
    foot = good.rindex(b"\r\n")
    bad = good[:foot] + b"\r\n31/02/2026;x;;1.000;\r\n01/03/2026;x;;1.50.0;" + good[foot:]
    faults = read(bad, FIELDS).faults
    assert [(one.row, one.cell) for one in faults] == [(10_003, "31/02/2026"), (10_004, "1.50.0")]
    assert BadRows(faults).rows == faults


def test_a_row_between_others_is_never_dropped_for_want_of_a_day() -> None:
    data = b"Tanggal,Kredit\n20/11/2026,1000\n,2000\n21/11/2026,3000\n,6000\n"
    found = read(data, ["date", "credit"])
    assert [one.row for one in found.faults] == [3]
    assert found.skipped == 1


def test_interest_is_counted_and_left_out() -> None:
    found = read(b'Tanggal,Kredit\n20/11/2026,1000\n21/11/2026,"1.234,56"\n', ["date", "credit"])
    assert (len(found.entries), found.fractions) == (1, 1)
