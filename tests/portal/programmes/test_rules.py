"""What a programme and its lines may say: bounds, order of dates, sums that stay exact."""

from dataclasses import replace
from datetime import date

import pytest

from portal.programmes.rules import (
    MOST_VALUE,
    Facts,
    Line,
    facts_faults,
    free_slug,
    line_faults,
    publish_fault,
)

FACTS = Facts(
    title="Konseling keliling (contoh)",
    stage="handling",
    coverage=("36.73",),
    starts_on=date(2026, 3, 1),
    ends_on=date(2027, 2, 28),
    summary="Dua psikolog datang ke balai kelurahan.",
)
LINE = Line(
    kind="cash",
    description="Honor fasilitator",
    quantity=16,
    unit="meeting",
    unit_value=750_000,
    needed_by=date(2027, 1, 15),
)


def test_good_ones_have_no_faults() -> None:
    assert facts_faults(FACTS) == {}
    assert line_faults(LINE, FACTS, ()) == {}
    assert LINE.value == 12_000_000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"stage": "healing"}, "stage"),
        ({"coverage": ()}, "coverage"),
        ({"coverage": tuple(str(one) for one in range(101))}, "coverage"),
        ({"ends_on": date(2026, 2, 28)}, "ends_on"),
        ({"ends_on": date(2036, 3, 2)}, "ends_on"),
        ({"summary": "Hubungi 0812-3456-7890"}, "summary"),
        ({"story": "NIK 3671234567890001"}, "story"),
    ],
)
def test_facts(change: dict[str, object], field: str) -> None:
    assert set(facts_faults(replace(FACTS, **change))) == {field}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "gold"}, "kind"),
        ({"description": ""}, "description"),
        ({"description": "Sewa di Jalan Melati 4"}, "description"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -3}, "quantity"),
        ({"unit": "furlong"}, "unit"),
        ({"unit_value": None}, "unit_value"),
        ({"unit_value": 0}, "unit_value"),
        ({"quantity": 2, "unit_value": MOST_VALUE}, "unit_value"),
        ({"needed_by": date(2025, 2, 28)}, "needed_by"),
        ({"needed_by": date(2028, 3, 1)}, "needed_by"),
    ],
)
def test_lines(change: dict[str, object], field: str) -> None:
    assert set(line_faults(replace(LINE, **change), FACTS, ())) == {field}  # type: ignore[arg-type]


def test_the_whole_programme_stays_exact() -> None:
    most = replace(LINE, quantity=1, unit_value=MOST_VALUE)
    assert line_faults(most, FACTS, ()) == {}
    assert set(line_faults(most, FACTS, (1,))) == {"unit_value"}


def test_in_kind_needs_no_value() -> None:
    assert line_faults(replace(LINE, kind="people", unit_value=None), FACTS, ()) == {}


@pytest.mark.parametrize("kind", ["goods", "services", "facility", "people"])
def test_an_estimated_value_tells_its_basis(kind: str) -> None:
    line = replace(LINE, kind=kind)
    assert set(line_faults(line, FACTS, ())) == {"basis"}
    assert line_faults(replace(line, basis="Harga pasar (contoh)"), FACTS, ()) == {}
    told = line_faults(replace(line, basis="Tanya 0812 3456 7890"), FACTS, ())
    assert set(told) == {"basis"}  # one fault of a field at a time


def test_leap_days_and_far_years_do_not_break_the_period() -> None:
    leap = replace(FACTS, starts_on=date(2028, 2, 29), ends_on=date(2028, 3, 1))
    assert line_faults(replace(LINE, needed_by=date(2027, 2, 28)), leap, ()) == {}
    far = replace(FACTS, starts_on=date(9990, 1, 1), ends_on=date(9999, 12, 31))
    assert line_faults(replace(LINE, needed_by=date(9999, 12, 31)), far, ()) == {}


def test_addresses_are_free_and_never_a_page_of_ours() -> None:
    assert free_slug("Konseling Keliling!", ()) == "konseling-keliling"
    assert free_slug("Konseling keliling", {"konseling-keliling"}) == "konseling-keliling-2"
    assert free_slug("New", ()) == "new-2"
    assert free_slug("❤️", ()) == "program"


def test_publishing_needs_a_line_and_time() -> None:
    day = date(2026, 11, 22)
    assert publish_fault("draft", 1, day, day) is None
    assert publish_fault("draft", 0, day, day) is not None
    assert publish_fault("draft", 1, date(2026, 11, 21), day) is not None
    assert publish_fault("unpublished", 1, day, day) is not None
    assert publish_fault("closed", 1, day, day) is not None
