"""Which line is proposed for what: by number, sum, name and day; the same money only once."""

from datetime import date, timedelta

import pytest

from portal.bank.rules.matching import Awaited, Line, covered, holds, names, ranked

DAY = date(2026, 11, 20)


def line(key: int = 1, amount: int = 20_000_000, text: str = "", days: int = 0) -> Line:
    """A line of the account."""
    return Line(key, DAY + timedelta(days=days), amount, "IDR", text)


def awaited(key: str = "a", amount: int = 20_000_000, days: int = 0, **more: object) -> Awaited:
    """A delivery that was sent."""
    given: dict[str, object] = {"kind": "delivery", "donor": ("PT Niaga Samudra Banten",)}
    return Awaited(key=key, day=DAY + timedelta(days=days), amount=amount, asset="IDR",
                   **(given | more))  # type: ignore[arg-type]  # as the tests give them  # fmt: skip


def test_the_same_sum_is_proposed_with_its_reasons() -> None:
    (match,) = ranked([line(text="TRSF CR NIAGA SAMUDRA BAN")], [awaited(days=-2)])[1]
    assert (match.same_sum, match.days, match.named, match.number) == (True, 2, True, "")
    assert ranked([line(amount=20_000_001)], [awaited()]) == {}
    assert ranked([line(days=200)], [awaited()]) == {}
    other = Line(1, DAY, 20_000_000, "USD", "")
    assert ranked([other], [awaited()]) == {}


def test_a_number_tells_more_than_a_sum_and_a_name_more_than_a_day() -> None:
    numbered = awaited("n", 15_000_000, days=-90, numbers=("JD-2611-0007",))
    same = awaited("s")
    found = ranked([line(text="DARI jd2611 0007")], [same, numbered])[1]
    assert [one.awaited.key for one in found] == ["n", "s"]
    assert found[0].number == "JD-2611-0007"
    assert not found[0].same_sum
    named = awaited("named", days=-9)
    plain = awaited("plain", donor=("Yayasan Lain",))
    found = ranked([line(text="PT NIAGA SAMUDRA BANTEN")], [plain, named])[1]
    assert [one.awaited.key for one in found] == ["named", "plain"]


def test_part_of_a_sum_is_proposed_only_by_name_and_near_its_day() -> None:
    text = "SETORAN NIAGA SAMUDRA BANTEN"
    assert ranked([line(amount=5_000_000, text=text)], [awaited(days=3)])[1][0].named
    assert ranked([line(amount=5_000_000)], [awaited(days=3)]) == {}
    assert ranked([line(amount=5_000_000, text=text)], [awaited(days=30)]) == {}
    assert ranked([line(amount=25_000_000, text=text)], [awaited()]) == {}


def test_the_same_money_is_proposed_once() -> None:
    lines = [line(1), line(2, days=1), line(3, days=2)]
    found = ranked(lines, [awaited("a", days=1), awaited("b")])
    assert {key: some[0].awaited.key for key, some in found.items()} == {1: "b", 2: "a"}
    assert all(len(some) == 1 for some in found.values())
    found = ranked([line()], [awaited(str(number), days=number) for number in range(9)])
    assert [one.awaited.key for one in found[1]] == ["0", "1", "2"]
    assert ranked(lines[::-1], [awaited("b"), awaited("a", days=1)]).keys() == {1, 2}


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("PMB JD-2611-0007 TAHAP 1", "JD-2611-0007", True),
        ("pmb jd 2611 0007", "JD-2611-0007", True),
        ("JD-2611-00071", "JD-2611-0007", False),
        ("JD-2611", "JD-2611-0007", False),
        ("12345", "12345", False),
    ],
)
def test_numbers_in_a_text(text: str, number: str, *, found: bool) -> None:
    assert holds(text, number) is found


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("TRSF E-BANKING CR 2011/FTSCY/WS95 PT NIAGA SAMUDRA BANTEN", "PT Niaga Samudra Banten",
         True),
        ("NIAGA SAMUDERA BNTN TRANSFER", "PT Niaga Samudra Banten (contoh)", True),
        ("BI-FAST CR SITI AMINAH", "PT Niaga Samudra Banten", False),
        ("SETOR TUNAI", "CSR", False),
        ("DANA PELITA", "Pelita", True),
        ("", "Pelita", False),
    ],
)  # fmt: skip
def test_names_in_a_text(text: str, name: str, *, found: bool) -> None:
    assert names(text, name) is found


def test_what_was_said_covers_one_line_each() -> None:
    lines = [line(1), line(2), line(3, days=5), line(4, days=9)]
    said = [("x", DAY, 20_000_000, "IDR"), ("y", DAY + timedelta(days=4), 20_000_000, "IDR")]
    assert covered(lines, said) == {1: "x", 3: "y"}
    assert covered(lines, [("z", DAY, 20_000_000, "USD")]) == {}
