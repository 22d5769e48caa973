"""Shares to the last rupiah, numbers that nobody counts through, and periods."""

from datetime import date

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from portal.share_rules import shares
from portal.statements.rules import Became, became, number, period_fault, tidy

SUMS = st.integers(0, 10**15)


@seed(20261125)
@settings(max_examples=400, deadline=None, database=None)
@given(weights=st.lists(SUMS, min_size=1, max_size=12), total=SUMS)
def test_shares_add_up_and_are_never_a_rupiah_away(weights: list[int], total: int) -> None:
    whole = sum(weights)
    if not whole:
        weights, whole = [*weights, 1], 1
    parts = shares(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole
        assert part <= weight or total > whole
    for (one, heavy), (other, light) in (
        ((parts[a], weights[a]), (parts[b], weights[b]))
        for a in range(len(parts))
        for b in range(a + 1, len(parts))
    ):
        assert heavy < light or one >= other  # who gave more never has less


@seed(20261125)
@settings(max_examples=300, deadline=None, database=None)
@given(st.data())
def test_what_a_gift_became_is_exactly_the_gift(data: st.DataObject) -> None:
    gifts = data.draw(st.lists(SUMS, min_size=1, max_size=8))
    spent = data.draw(st.integers(0, sum(gifts)))
    onward = data.draw(st.integers(0, sum(gifts) - spent))
    parts = became(gifts, spent, onward)
    assert sum(one.spent for one in parts) == spent
    assert sum(one.passed_on for one in parts) == onward
    for gift, part in zip(gifts, parts, strict=True):
        assert part.spent + part.passed_on + part.unspent == gift
        assert min(part.spent, part.passed_on, part.unspent) >= 0


def test_a_rupiah_that_nobody_can_halve_goes_to_who_came_first() -> None:
    assert shares(100, [1, 1, 1]) == (34, 33, 33)
    assert shares(1, [3, 4, 3]) == (0, 1, 0)
    assert shares(0, []) == ()
    assert became([10, 20], 15, 5) == (Became(5, 2, 3), Became(10, 3, 7))


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0]), (-1, [1]), (1, [2, -1])])
def test_there_is_no_share_of_nothing(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="no shares"):
        shares(total, weights)


def test_numbers_and_periods() -> None:
    assert number("statement", date(2026, 11, 25), 7, "K7QD") == "SK-2611-0007-K7QD"
    assert tidy(" sk-2611-0007-k7qd ") == "SK-2611-0007-K7QD"
    day = date(2026, 11, 25)
    assert not period_fault(day, day, day)
    assert list(period_fault(date(2026, 11, 26), date(2026, 11, 26), day)) == ["until"]
    assert list(period_fault(day, date(2026, 11, 1), day)) == ["since"]
    assert list(period_fault(date(1999, 1, 1), day, day)) == ["since"]
