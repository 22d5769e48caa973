"""What an entry's age means: due, stale, reminders; and what its absence would open."""

from datetime import date, timedelta

import pytest

from portal.freshness import rules
from portal.freshness.rules import Age, gaps, next_status

SINCE = date(2026, 1, 1)
NONE: dict[str, bool] = {"runs_shelter": False, "open_24h": False, "hotline": False}


def after(days: int) -> date:
    return SINCE + timedelta(days=days)


@pytest.mark.parametrize("told", ["runs_shelter", "open_24h", "hotline"])
def test_a_shelter_a_night_service_and_a_hotline_are_crisis_services(told: str) -> None:
    assert rules.is_crisis(**(NONE | {told: True}), specialities=("livelihood",))


def test_some_specialities_make_a_crisis_service_and_others_do_not() -> None:
    assert rules.is_crisis(**NONE, specialities=("parenting", "outreach"))
    assert not rules.is_crisis(**NONE, specialities=("parenting", "livelihood"))
    assert not rules.is_crisis(**NONE, specialities=())


@pytest.mark.parametrize(("crisis", "lasts"), [(True, 180), (False, 365)])
def test_the_days_of_an_age(crisis: bool, lasts: int) -> None:
    age = Age(SINCE, crisis)
    assert age.status(after(lasts - 1)) == "verified"
    assert age.status(after(lasts)) == "due"
    assert age.status(after(lasts + 89)) == "due"
    assert age.status(after(lasts + 90)) == "stale"
    assert [age.reminder(after(lasts - left)) for left in (31, 30, 8, 7, 1, 0, -5)] == [
        *(None, 30, 30, 7, 7),
        *(None, None),
    ]


def test_time_leads_one_step_at_a_time_and_never_back() -> None:
    age = Age(SINCE, crisis=True)
    assert next_status("verified", age, after(179)) is None
    assert next_status("verified", age, after(180)) == "due"
    assert next_status("verified", age, after(400)) == "due"
    assert next_status("due", age, after(269)) is None
    assert next_status("due", age, after(270)) == "stale"
    assert next_status("due", age, after(0)) is None
    for status in ("stale", "suspended", "draft", "closed"):
        assert next_status(status, age, after(999)) is None


def test_a_gap_is_what_nobody_else_serves() -> None:
    others = [
        (frozenset({"legal_aid"}), ("36.73.01",)),  # a part of Kota Serang
        (frozenset({"outreach"}), ("52",)),  # a whole province
        (frozenset({"medical_care"}), (None,)),  # the nation
    ]
    wanted = ("legal_aid", "outreach", "medical_care", "monitoring")
    assert list(gaps(wanted, ("36.73", "52.71"), others)) == [
        ("legal_aid", "52.71"),
        ("outreach", "36.73"),
        ("monitoring", "36.73"),
        ("monitoring", "52.71"),
    ]
    assert list(gaps(wanted, (), others)) == []
    assert list(gaps((), ("36.73",), others)) == []


def test_a_neighbours_code_is_no_part_of_ours() -> None:
    others = [(frozenset({"outreach"}), ("36.7", "36.04"))]
    assert list(gaps(("outreach",), ("36.73",), others)) == [("outreach", "36.73")]


def test_a_link_works_until_the_entry_leaves_the_search() -> None:
    first_reminder = Age(SINCE, crisis=True).due_on - timedelta(days=rules.SOON)
    assert first_reminder + rules.LINK_LASTS == Age(SINCE, crisis=True).stale_on


def test_every_answer_is_known_and_those_that_wait_say_for_how_long() -> None:
    assert set(rules.HOLDS) == set(rules.ANSWERS) - {"hide"}
