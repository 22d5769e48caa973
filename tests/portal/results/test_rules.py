"""What may be written as an expected result, and what a report may say."""

from datetime import date

import pytest

from portal.results.rules import MOST, Period, Wanted, report_faults, rows_fault

BEGINS, TODAY = date(2026, 1, 1), date(2026, 6, 30)
TOLD = (Period(date(2026, 2, 1), date(2026, 2, 28)),)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([Wanted("Sesi", 0, "sesi")], "paling sedikit 1"),
        ([Wanted("Sesi", MOST + 1, "sesi")], "paling sedikit 1"),
        ([Wanted("", 5, "sesi")], "isi ukuran"),
        ([Wanted("Sesi", 5, "")], "isi ukuran"),
        ([Wanted("Sesi", 5, "sesi"), Wanted("SESI", 6, "sesi")], "baris lain"),
        ([Wanted("Telepon 0812-3456-7890", 5, "sesi")], "hapus nomor"),
        ([Wanted(f"Ukuran {n}", 1, "x") for n in range(21)], "paling banyak"),
    ],
)
def test_rows_that_are_refused(rows: list[Wanted], words: str) -> None:
    fault = rows_fault(rows)
    assert fault is not None
    assert words in fault.text


def test_rows_that_stand() -> None:
    assert rows_fault([]) is None
    assert rows_fault([Wanted("Orang", 5, "anak"), Wanted("Orang", 5, "dewasa")]) is None


@pytest.mark.parametrize(
    ("first", "last", "values", "words", "field"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), {"a": 1}, "", "last_day"),
        (date(2026, 6, 1), date(2026, 7, 1), {"a": 1}, "", "last_day"),
        (date(2025, 12, 31), date(2026, 1, 5), {"a": 1}, "", "first_day"),
        (date(2026, 2, 28), date(2026, 3, 5), {"a": 1}, "", "first_day"),
        (date(2026, 1, 1), date(2026, 6, 30), {"a": 1}, "", "first_day"),
        (date(2026, 3, 1), date(2026, 3, 5), {}, "", "values"),
        (date(2026, 3, 1), date(2026, 3, 5), {"a": -1}, "", "values"),
        (date(2026, 3, 1), date(2026, 3, 5), {"a": MOST + 1}, "", "values"),
        (date(2026, 3, 1), date(2026, 3, 5), {"a": 1}, "NIK 3604011234567890", "words"),
    ],
)
def test_reports_that_are_refused(
    first: date, last: date, values: dict[str, int], words: str, field: str
) -> None:
    told = {"begins": BEGINS, "today": TODAY, "told": TOLD}
    assert set(report_faults(Period(first, last), values, words, **told)) == {field}  # type: ignore[arg-type]


def test_a_report_that_stands_touches_no_other() -> None:
    period = Period(date(2026, 3, 1), TODAY)
    assert not report_faults(period, {"a": 0}, "Baik.", begins=BEGINS, today=TODAY, told=TOLD)
