"""When a reminder is due: so many times at most, never before it began, never for what is done."""

from datetime import date, timedelta

import pytest

from portal.reminders.rules import DUTIES, STAGES, WHOM, reached, wanted

DUE = date(2027, 3, 31)
LONG_AGO = date(2026, 1, 1)


def on(kind: str, days: int, since: date = LONG_AGO) -> int | None:
    """The stage so many days after the date."""
    return reached(kind, DUE, since, DUE + timedelta(days=days))


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        ("send", {-8: None, -7: 7, -2: 7, -1: 1, 0: 1, 1: None}),
        ("overdue", {0: None, 1: -1, 6: -1, 7: -7, 20: -7, 21: -21, 400: -21}),
        ("answer", {-8: None, -7: 7, 0: 1, 1: None}),
        ("lapsed", {0: None, 1: -1, 14: -1, 15: None}),
        ("state", {2: None, 3: -3, 10: -10}),
    ],
)
def test_stages(kind: str, stages: dict[int, int | None]) -> None:
    assert {days: on(kind, days) for days in stages} == stages


def test_nobody_is_reminded_on_the_day_it_began() -> None:
    began = DUE - timedelta(days=7)
    assert on("send", -7, began) is None
    assert on("send", -1, began) == 1


def test_every_kind_has_its_reader_and_duties_reach_everybody() -> None:
    assert set(STAGES) == set(WHOM) >= DUTIES
    for kind in STAGES:
        assert wanted(kind, quiet=False)
        assert wanted(kind, quiet=True) == (kind in DUTIES)
