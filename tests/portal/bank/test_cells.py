"""Cells of many banks: days, sums and directions as they write them, never off by a thousand."""

from datetime import date

import pytest

from portal.bank.rules.cells import Fraction, days, direction_of, says_day, sum_of
from portal.bank.rules.columns import faults, meanings, title_row

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("cell", "amount", "direction"),
    [
        ("1.500.000,00", 1_500_000, ""),
        ("1,500,000.00", 1_500_000, ""),
        ("1500000.00", 1_500_000, ""),
        ("1.500.000", 1_500_000, ""),
        ("1,500,000", 1_500_000, ""),
        ("150.000", 150_000, ""),
        ("Rp 1.500.000,-", 1_500_000, ""),
        ("IDR 1,500,000.00", 1_500_000, ""),
        ("1,500,000.00 CR", 1_500_000, "in"),
        ("1,500,000.00 DB", 1_500_000, "out"),
        ("1.500.000 K", 1_500_000, "in"),
        ("D 1.500.000", 1_500_000, "out"),
        ("-1.500.000,00", 1_500_000, "out"),
        ("\u22121.500.000", 1_500_000, "out"),
        ("1.500.000,00-", 1_500_000, "out"),
        ("(1.500.000)", 1_500_000, "out"),
        ("Rp -1.500.000", 1_500_000, "out"),
        ("+1.500.000", 1_500_000, "in"),
        ("", 0, ""),
        ("-", 0, ""),
        ("0.00", 0, ""),
        ("0,00", 0, ""),
        ("'0", 0, ""),
    ],
)
def test_sums_in_rupiah(cell: str, amount: int, direction: str) -> None:
    read = sum_of(cell, "IDR")
    assert (read.amount, read.direction) == (amount, direction)


@pytest.mark.parametrize("cell", ["x", "1.50.000", "1.000,000", "12a", "-1.000 CR", "1,5 juta x"])
def test_sums_that_nobody_guesses(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sum_of(cell, "IDR")


@pytest.mark.parametrize("cell", ["1.234,56", "1,234.56 CR", "-0,50", "1234.5"])
def test_parts_of_a_rupiah_are_interest_or_tax(cell: str) -> None:
    with pytest.raises(Fraction):
        sum_of(cell, "IDR")


def test_sums_in_cents() -> None:
    assert sum_of("1,500.75", "USD").amount == 150_075
    assert sum_of("-USD 20.00", "USD").direction == "out"


def test_days() -> None:
    cells = ["20/11/2026", "03/11/2026", "2026-11-02 10:15", "02-11-26", "1 Nop 2026", "5 Mei 2026",
             "20-Aug-26", "20261101", "'01/11", "31/12", "03.11.2026 08.05.10"]  # fmt: skip
    read = days(cells, TODAY)
    assert [read(cell) for cell in cells] == [
        date(2026, 11, 20), date(2026, 11, 3), date(2026, 11, 2), date(2026, 11, 2),
        date(2026, 11, 1), date(2026, 5, 5), date(2026, 8, 20), date(2026, 11, 1),
        date(2026, 11, 1), date(2025, 12, 31), date(2026, 11, 3),
    ]  # fmt: skip
    american = days(["11/20/2026", "11/03/2026"], TODAY)
    assert american("11/03/2026") == date(2026, 11, 3)
    for wrong in ("32/11/2026", "31/02/2026", "20/13/2026", "", "PEND", "27/11/2026", "1/1/1999"):
        with pytest.raises(ValueError, match=r"."):
            read(wrong)
    assert says_day("32/11/2026")
    assert not says_day("Saldo Akhir")


def test_directions() -> None:
    for cell in ("CR", "K", "Kredit", "Transfer Masuk", "+"):
        assert direction_of(cell) == "in"
    for cell in ("DB", "d", "Debet", "dana keluar", "-"):
        assert direction_of(cell) == "out"
    for cell in ("x", "", "CR/DB"):
        with pytest.raises(ValueError, match=r"."):
            direction_of(cell)


def test_titles_tell_what_columns_mean() -> None:
    told = ["Tanggal Transaksi", "Uraian", "Debet", "Kredit", "Saldo"]
    assert meanings(told, {}) == ["date", "description", "debit", "credit", ""]
    told = ["Date", "Description", "Amount", "DB/CR", "Balance", "Reference No."]
    wanted = ["date", "description", "amount", "direction", "", "reference"]
    assert meanings(told, {}) == wanted
    assert meanings(["A", ""], {"a": "amount", "#2": "date"}) == ["amount", "date"]
    rows = [["Nomor Rekening", "0012345678"], ["Periode", "01/11/2026"], told, ["1/11/2026", "x"]]
    assert title_row(rows) == 2
    assert title_row(rows[3:]) is None


def test_choices_that_cannot_be_read() -> None:
    for wrong in (
        ["amount"],
        ["date", ""],
        ["date", "debit", "amount"],
        ["date", "date", "amount"],
    ):
        assert faults(wrong)
    for right in (["date", "amount"], ["date", "credit"], ["date", "amount", "description"] * 1,
                  ["date", "debit", "credit", "description", "description"]):  # fmt: skip
        assert not faults(right)
