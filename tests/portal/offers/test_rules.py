"""How a sum is split, and its instalments with it: exact to the last unit, whatever the numbers."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.pledges.offer_rules import schedules, split_fault, state, weights

DAY = date(2026, 12, 1)


def test_the_state_follows_from_the_answer_and_the_day() -> None:
    assert state("", DAY, DAY) == "offered"
    assert state("", DAY, DAY + timedelta(days=1)) == "lapsed"
    assert state("withdrawn", DAY, DAY) == "withdrawn"
    assert state("accepted", DAY, DAY + timedelta(days=9)) == "accepted"


def test_what_is_missing_counts_first_and_the_whole_need_once_nothing_is() -> None:
    assert weights((0, 3), (5, 5)) == (0, 3)
    assert weights((0, 0), (5, 6)) == (5, 6)


@pytest.mark.parametrize("parts", [(1, 2), (4,), (5, -1), ()])
def test_parts_that_are_not_the_sum_are_refused(parts: tuple[int, ...]) -> None:
    assert split_fault(4, parts) or parts == (4,)
    assert split_fault(4, (1, 0, 3)) is None


def test_the_first_money_fills_what_is_needed_first() -> None:
    later = DAY + timedelta(days=30)
    assert schedules([(50, DAY), (50, later)], [60, 40]) == [
        ((50, DAY), (10, later)),
        ((40, later),),
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=24), st.data())
def test_every_part_and_every_instalment_keeps_its_sum(
    sums: list[int], data: st.DataObject
) -> None:
    given_ = [(one, DAY + timedelta(days=n)) for n, one in enumerate(sums)]
    total = sum(sums)
    cuts = sorted(data.draw(st.lists(st.integers(0, total), max_size=9)))
    edges = [0, *cuts, total]
    parts = [b - a for a, b in pairwise(edges)]
    found = schedules(given_, parts)
    assert [sum(amount for amount, _ in rows) for rows in found] == parts
    for amount, due in given_:
        assert sum(one for rows in found for one, on in rows if on == due) == amount
    assert sum(len(rows) for rows in found) < len(given_) + len(parts)
