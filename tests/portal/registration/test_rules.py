"""Rules of a registration: what is missing, its reference, and the day of an answer."""

from dataclasses import replace
from datetime import date

from portal.registration import rules

FULL = rules.Filled(
    about=True,
    specialities=2,
    services=1,
    served=True,
    shelter_said=True,
    contacts=1,
    identifiers=0,
)


def test_a_group_without_numbers_may_send() -> None:
    assert rules.missing(FULL) == ()
    assert rules.states(FULL)["identifiers"] == "ahead"


def test_every_open_task_is_named() -> None:
    assert rules.missing(replace(FULL, shelter_said=False)) == ("coverage",)
    assert rules.states(replace(FULL, shelter_said=False))["coverage"] == "doing"
    empty = rules.Filled(False, 0, 0, False, False, 0, 0)
    assert rules.missing(empty) == rules.TASKS[:-2]


def test_references_count_a_month() -> None:
    assert rules.reference(date(2026, 11, 22), 203) == "SP-2611-0203"
    assert rules.running_number("SP-2611-10203") == 10203


def test_an_answer_is_due_in_five_working_days() -> None:
    assert rules.deadline(date(2026, 11, 22)) == date(2026, 11, 27)
    assert rules.deadline(date(2026, 11, 20)) == date(2026, 11, 27)
    assert rules.deadline(date(2026, 11, 23)) == date(2026, 11, 30)
