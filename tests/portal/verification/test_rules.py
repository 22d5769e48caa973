"""The clock of five working days, against the calendar of November 2026."""

from datetime import UTC, date, datetime

import pytest

from portal.regions.rules import local_date
from portal.verification.rules import days_left, reason_fault, urgency

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        (date(2026, 11, 13), 0),  # due Friday the 20th: no working day lies between
        (date(2026, 11, 16), 1),
        (date(2026, 11, 17), 2),
        (date(2026, 11, 18), 3),
        (date(2026, 11, 20), 5),
        (date(2026, 11, 21), 5),
        (date(2026, 11, 22), 5),
        (date(2026, 11, 12), -1),
        (date(2026, 11, 5), -6),
    ],
)
def test_days_left(sent: date, left: int) -> None:
    assert days_left(sent, SUNDAY) == left


def test_urgency_names_the_part_of_the_queue() -> None:
    assert [urgency(left) for left in (-1, 0, 2, 3, 5)] == [
        "late",
        "soon",
        "soon",
        "later",
        "later",
    ]


def test_the_date_is_that_of_the_regions_clock() -> None:
    evening = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert local_date(evening, 7) == date(2026, 11, 22)
    assert local_date(evening, 8) == date(2026, 11, 23)


def test_only_an_approval_needs_no_reason() -> None:
    assert reason_fault("verified", "") is None
    assert reason_fault("rejected", " \n ") is not None
    assert reason_fault("changes_requested", "") is not None
    assert reason_fault("verified", "x" * 2001) is not None
