"""Working days: weekends, public holidays and joint leave, in any year."""

from datetime import date, timedelta

import holidays

from portal.regions.day_rules import FREE, after, free_days, working_days, works


def told(year: int) -> str:
    """The days off of a year as the table writes them, by the library that follows the decrees."""
    found = holidays.country_holidays("ID", years=year, categories=("government", "public"))
    return " ".join(f"{day:%m%d}" for day in sorted(found))


def test_the_table_says_what_the_library_says() -> None:
    stale = {year: told(year) for year in FREE if told(year) != FREE[year]}
    assert not stale, f"write these into portal/regions/day_rules.py: {stale}"


def test_days_off_are_no_working_days() -> None:
    assert not works(date(2026, 12, 24)), "joint leave"
    assert not works(date(2026, 12, 25)), "a holiday"
    assert not works(date(2026, 12, 26)), "a Saturday"
    assert works(date(2026, 12, 28))
    # Sent on the Wednesday before Idul Fitri 2026: a week and a half is off.
    assert after(date(2026, 3, 17), 5) == date(2026, 3, 31)
    assert after(date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_counting_agrees_with_going_day_by_day() -> None:
    start = date(2026, 2, 10)
    for days in range(0, 500, 7):
        end = start + timedelta(days=days)
        slow = sum(works(start + timedelta(days=one)) for one in range(1, days + 1))
        assert working_days(start, end) == slow
        assert working_days(end, start) == -slow
    assert working_days(start, after(start, 5)) == 5


def test_years_of_which_nothing_is_known_have_their_fixed_holidays() -> None:
    for year in (1, 1999, 2100, 9998):
        assert date(year, 8, 17) in free_days(year)
        assert after(date(year, 12, 30), 2) > date(year, 12, 31)
