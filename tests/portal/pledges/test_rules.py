"""States, schedules and agreement: every answer from rows and dates alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.ledger.rules import Flows
from portal.pledges import rules
from portal.pledges.delivery_rules import Word, confirm_fault, hear, speaker_fault
from portal.pledges.rules import Part

DAY = date(2026, 11, 22)
LATER = DAY + timedelta(days=10)
ACCEPTED = ("offered", "accepted")


@pytest.mark.parametrize(
    ("steps", "flows", "day", "state"),
    [
        (("offered",), Flows(), DAY, "offered"),
        (("offered",), Flows(), LATER, "offered"),
        (("offered",), Flows(), LATER + timedelta(days=1), "lapsed"),
        (("offered", "declined"), Flows(), DAY, "declined"),
        (("offered", "withdrawn"), Flows(), LATER + timedelta(days=9), "withdrawn"),
        (ACCEPTED, Flows(commit=10), LATER + timedelta(days=9), "committed"),
        (ACCEPTED, Flows(commit=10, receive=9), DAY, "partly_received"),
        (ACCEPTED, Flows(commit=10, receive=10), DAY, "fulfilled"),
        (ACCEPTED, Flows(commit=10, receive=9, release=1), DAY, "released"),
        (ACCEPTED, Flows(commit=10, release=10), DAY, "released"),
        (ACCEPTED, Flows(commit=10, receive=4, release=5), DAY, "partly_received"),
        (ACCEPTED, Flows(), DAY, "released"),
    ],
)
def test_state(steps: tuple[str, ...], flows: Flows, day: date, state: str) -> None:
    assert rules.state(steps, LATER, flows, day) == state
    assert state in rules.STATES


def test_each_state_leaves_room_for_its_acts() -> None:
    assert rules.possible("offered", "owner") == {"accept", "decline"}
    assert rules.possible("lapsed", "owner") == {"accept", "decline"}
    assert rules.possible("offered", "donor") == {"withdraw"}
    assert rules.possible("committed", "donor") == {"send", "release"}
    owner = {"receive", "propose_release", "give_back"}
    assert rules.possible("partly_received", "owner") == owner
    assert rules.possible("released", "owner") == {"give_back"}
    assert rules.possible("fulfilled", "donor") == {"send"}
    for state in ("declined", "withdrawn"):
        assert not rules.possible(state, "owner") | rules.possible(state, "donor")
        for act in rules.SIDES:
            assert rules.act_fault(act, state) is not None
    assert rules.act_fault("accept", "lapsed") is None


def test_money_fills_the_first_instalment_due_and_release_the_last() -> None:
    rows = [(1, 20, LATER), (2, 20, DAY), (3, 10, LATER + timedelta(days=1))]
    parts = rules.allocate(rows, received=25, released=12)
    assert parts == (
        Part(2, 20, DAY, received=20, released=0),
        Part(1, 20, LATER, received=5, released=2),
        Part(3, 10, LATER + timedelta(days=1), received=0, released=10),
    )
    assert sum(part.remaining for part in parts) == 50 - 25 - 12
    assert rules.overdue(parts, LATER) is False
    assert rules.overdue(parts, LATER + timedelta(days=1)) is True


@pytest.mark.parametrize(
    ("amount", "rows", "words"),
    [
        (10, [], "Isi satu sampai"),
        (25, [(1, DAY + timedelta(days=n)) for n in range(25)], "Isi satu sampai"),
        (10, [(10, DAY), (0, LATER)], "Isi jumlah setiap termin"),
        (10, [(5, LATER), (5, DAY)], "Urutkan"),
        (10, [(5, DAY), (5, DAY)], "Urutkan"),
        (10, [(10, DAY - timedelta(days=1))], "sudah lewat"),
        (10, [(10, DAY + timedelta(days=4000))], "sepuluh tahun"),
        (10, [(9, DAY)], "Jumlah semua termin"),
        (10, [(5, DAY), (6, LATER)], "Jumlah semua termin"),
    ],
)
def test_wrong_schedules(amount: int, rows: list[tuple[int, date]], words: str) -> None:
    fault = rules.instalment_fault(amount, rows, DAY)
    assert fault
    assert words in fault.text


@pytest.mark.parametrize("count", range(1, 25))
def test_any_number_of_instalments_up_to_the_limit(count: int) -> None:
    rows = [(7, DAY + timedelta(days=n)) for n in range(count)]
    assert rules.instalment_fault(7 * count, rows, DAY) is None


def test_dates_of_offers_and_of_what_happened() -> None:
    assert rules.valid_fault(DAY, DAY) is None
    assert rules.valid_fault(DAY - timedelta(days=1), DAY)
    assert rules.valid_fault(DAY + timedelta(days=367), DAY)
    assert rules.happened_fault(DAY, DAY, DAY) is None
    assert rules.happened_fault(DAY + timedelta(days=1), DAY, DAY)
    assert rules.happened_fault(DAY - timedelta(days=400), DAY, DAY)


def test_the_west_turns_the_day_last_and_the_east_first() -> None:
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # 23.30 WIB, 01.30 WIT
    assert rules.today(late) == DAY
    assert rules.latest_day(late) == DAY + timedelta(days=1)
    assert rules.reference(DAY, 7) == "JD-2611-0007"
    assert rules.reference(DAY, 12345) == "JD-2611-12345"


def word(number: int, side: str, amount: int, by: int) -> Word:
    """What account `by` says."""
    return Word(number, side, amount, by, DAY)


SENT = word(1, "donor", 10, by=1)


@pytest.mark.parametrize(
    ("words", "status", "agreed"),
    [
        ([SENT], "awaits_recipient", False),
        ([word(1, "donor", 0, 1)], "nothing", False),
        ([SENT, word(2, "recipient", 10, 2)], "awaits_second", True),
        ([SENT, word(2, "recipient", 10, 1)], "awaits_second", False),
        ([SENT, word(2, "recipient", 9, 2)], "differs", False),
        ([SENT, word(2, "recipient", 0, 2)], "differs", False),
        ([SENT, word(2, "recipient", 0, 2), word(3, "donor", 0, 1)], "nothing", False),
        ([SENT, word(2, "recipient", 9, 2), word(3, "donor", 9, 1)], "awaits_second", True),
        ([word(1, "recipient", 10, 2)], "awaits_second", False),
        ([word(1, "recipient", 0, 2)], "nothing", False),
        ([word(1, "recipient", 10, 2), word(2, "recipient", 10, 2)], "awaits_second", False),
        ([word(1, "recipient", 10, 2), word(2, "recipient", 10, 3)], "awaits_second", True),
        ([word(1, "recipient", 10, 2), word(2, "coordinator", 10, 4)], "awaits_second", True),
        ([word(1, "recipient", 10, 2), word(2, "coordinator", 9, 4)], "differs", False),
        ([word(1, "recipient", 10, 2), word(2, "donor", 10, 1)], "awaits_second", True),
    ],
)
def test_two_people_and_the_same_sum(words: list[Word], status: str, agreed: bool) -> None:
    hearing = hear(words)
    assert (hearing.status, hearing.agreed) == (status, agreed)


def test_after_a_reversal_the_recipient_has_to_look_again() -> None:
    words = [SENT, word(2, "recipient", 10, 2)]
    counted = hear(words, settled_by=2, counted=True)
    assert (counted.status, counted.under_way) == ("counted", 0)
    again = hear(words, settled_by=2)
    assert (again.status, again.under_way) == ("awaits_recipient", 10)
    assert hear([*words, word(3, "recipient", 10, 2)], settled_by=2).agreed
    alone = hear([word(1, "recipient", 10, 2), word(2, "recipient", 10, 3)], settled_by=2)
    assert (alone.status, alone.under_way) == ("awaits_recipient", 0)


def test_what_is_under_way_and_how_far_apart() -> None:
    hearing = hear([SENT, word(2, "recipient", 12, 2)])
    assert (hearing.under_way, hearing.difference) == (12, 2)
    assert hear([word(1, "donor", 0, 1)]).under_way == 0
    assert hear([SENT]).difference == 0


def test_nobody_speaks_for_both_sides() -> None:
    assert speaker_fault(hear([SENT]), "recipient", by=1)
    assert speaker_fault(hear([SENT]), "recipient", by=2) is None
    mine = hear([word(1, "recipient", 10, 2)])
    assert speaker_fault(mine, "donor", by=2)
    assert speaker_fault(mine, "donor", by=1) is None
    assert speaker_fault(hear([SENT], settled_by=1, counted=True), "donor", by=1)
    assert confirm_fault(mine, by=2)
    assert confirm_fault(mine, by=3) is None
    assert confirm_fault(hear([SENT, word(2, "recipient", 9, 2)]), by=3)
    assert confirm_fault(hear([word(1, "recipient", 0, 2)]), by=3)
