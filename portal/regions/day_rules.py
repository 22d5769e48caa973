"""Working days in Indonesia: Mondays to Fridays without public holidays and joint leave.

The table comes from the library `holidays`, which follows the ministers' yearly decrees; a test
compares both, and says what to write when a new decree moved a day. The library itself would cost
each process 45 MB. The days of 2028 and later are estimates, and without joint leave.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

MONDAYS_TO_FRIDAYS = range(5)
# Months and days of each year.
FREE: Mapping[int, str] = {
    2026: "0101 0116 0216 0217 0318 0319 0320 0321 0322 0323 0324 0403 0405 0501 0514 0515 "
    "0527 0528 0531 0601 0616 0817 0825 1224 1225",
    2027: "0101 0105 0205 0206 0308 0309 0310 0311 0312 0315 0325 0326 0328 0501 0506 0517 "
    "0518 0519 0520 0601 0606 0815 0817 1224 1225 1226",
    2028: "0101 0126 0227 0228 0326 0414 0416 0501 0505 0509 0525 0526 0601 0804 0817 1214 1225",
    2029: "0101 0213 0215 0216 0315 0330 0401 0425 0501 0510 0515 0527 0601 0724 0817 1204 1225",
    2030: "0101 0203 0204 0205 0305 0414 0419 0421 0501 0504 0516 0530 0601 0713 0817 1123 1225",
    2031: "0101 0123 0125 0126 0324 0403 0411 0413 0423 0501 0522 0601 0604 0702 0817 1113 1225",
    2032: "0101 0114 0115 0211 0312 0322 0326 0328 0412 0501 0506 0523 0601 0621 0817 1101 1225",
    2033: "0101 0103 0104 0131 0312 0331 0401 0415 0417 0501 0513 0526 0601 0610 0817 1021 "
    "1223 1224 1225",
    2034: "0101 0219 0301 0320 0322 0407 0409 0501 0518 0530 0601 0817 1010 1212 1213 1225",
    2035: "0101 0208 0219 0310 0311 0323 0325 0501 0503 0520 0522 0601 0817 0930 1201 1202 1225",
    2036: "0101 0128 0208 0229 0328 0411 0413 0501 0509 0510 0522 0601 0817 0918 1119 1120 1225",
    2037: "0101 0127 0215 0217 0317 0403 0405 0428 0501 0514 0529 0601 0817 0908 1109 1110 1225",
    2038: "0101 0116 0204 0206 0306 0417 0423 0425 0501 0518 0601 0603 0817 0829 1030 1031 1225",
    2039: "0101 0106 0124 0126 0325 0406 0408 0410 0501 0507 0519 0601 0817 0818 1019 1020 "
    "1225 1226",
    2040: "0101 0116 0212 0314 0325 0330 0401 0501 0510 0525 0601 0806 0817 1008 1009 1215 1225",
}
# In a year of which no more is known: New Year, Labour Day, Pancasila, Independence, Christmas.
FIXED = "0101 0501 0601 0817 1225"


@lru_cache(maxsize=64)
def free_days(year: int) -> frozenset[date]:
    """The public holidays and days of joint leave of any year."""
    known = FREE.get(year, FIXED).split()
    return frozenset(date(year, int(one[:2]), int(one[2:])) for one in known)


def works(day: date) -> bool:
    """Whether offices are open on a day."""
    return day.weekday() in MONDAYS_TO_FRIDAYS and day not in free_days(day.year)


def after(start: date, days: int) -> date:
    """The day that lies so many working days after another."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= works(day)
    return day


def working_days(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`; negative backwards."""
    if end < start:
        return -working_days(end, start)
    weeks, rest = divmod((end - start).days, 7)
    tail = (start + timedelta(days=7 * weeks + one) for one in range(1, rest + 1))
    weekdays = 5 * weeks + sum(day.weekday() in MONDAYS_TO_FRIDAYS for day in tail)
    return weekdays - sum(
        start < day <= end and day.weekday() in MONDAYS_TO_FRIDAYS
        for year in range(start.year, end.year + 1)
        for day in free_days(year)
    )
