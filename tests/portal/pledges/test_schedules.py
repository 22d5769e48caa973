"""Schedules: dates in a rhythm, sums in equal parts, and the form that asks for them."""

import re
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.pledges import queries
from portal.pledges.rules import MOST_INSTALMENTS
from portal.pledges.schedule_rules import RHYTHMS, dates, in_months, planned, split
from tests.portal.pledges.desk import Desk

LAST = date(2027, 1, 31)


def test_dates_at_month_ends_are_counted_from_the_first() -> None:
    assert dates(LAST, "monthly", 5) == (
        LAST, date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)
    )  # fmt: skip
    assert dates(date(2027, 12, 31), "monthly", 3)[1:] == (date(2028, 1, 31), date(2028, 2, 29))
    assert dates(date(2027, 8, 31), "half_yearly", 3)[1:] == (date(2028, 2, 29), date(2028, 8, 31))
    assert dates(date(2027, 11, 30), "quarterly", 3)[1:] == (date(2028, 2, 29), date(2028, 5, 30))
    assert dates(date(2028, 2, 29), "yearly", 5)[3:] == (date(2031, 2, 28), date(2032, 2, 29))
    assert in_months(date(2027, 12, 1), 1) == date(2028, 1, 1)
    assert in_months(date(2027, 1, 15), -1) == date(2026, 12, 15)


def test_what_does_not_divide_goes_to_the_first() -> None:
    assert split(100_000_000, 3) == (33_333_334, 33_333_333, 33_333_333)
    assert split(1_00, 3) == (34, 33, 33)  # cents
    assert split(2, 3) == (1, 1, 0)


@given(
    st.integers(1, 10**15),
    st.sampled_from(sorted(set(RHYTHMS) - {"own"})),
    st.dates(date(2024, 1, 1), date(2060, 12, 31)),
    st.integers(1, MOST_INSTALMENTS),
)
def test_instalments_are_the_sum_and_rise(
    amount: int, rhythm: str, first: date, times: int
) -> None:
    rows = planned(amount, rhythm, first, times)
    sums, days = [one for one, _ in rows], [due for _, due in rows]
    assert sum(sums) == amount
    assert max(sums) - min(sums) <= 1
    assert days == sorted(set(days))
    assert days[0] == first
    assert len(rows) == (1 if rhythm == "once" else times)
    for due in days:
        after = date.fromordinal(due.toordinal() + 1)
        assert due.day == first.day or (due.day < first.day and after.day == 1)


def rhythmic(desk: Desk, **changed: Any) -> dict[str, Any]:
    """An offer in a rhythm, as it is typed; its dates lie far enough ahead for every clock."""
    told = {"rhythm": "monthly", "first_due": "31-01-2028", "times": "3"}
    rows = {"instalment_amount": [""], "instalment_due": [""]}
    return desk.given(amount="100 juta", **rows) | told | changed


def test_a_rhythm_is_read_back_before_it_is_sent(desk: Desk) -> None:
    page = seen(desk.donor.submit(desk.offer, rhythmic(desk)))
    assert "Setiap bulan, 3 termin" in page
    assert "Rp33.333.334 sampai 31 Januari 2028" in page
    assert "29 Februari 2028" in page
    assert "31 Maret 2028" in page
    hidden = dict(re.findall(r'type="hidden" name="(rhythm|first_due|times)" value="(.*?)"', page))
    assert hidden == {"rhythm": "monthly", "first_due": "31-01-2028", "times": "3"}
    once = rhythmic(desk, rhythm="once", times="")
    assert "<dd>Sekaligus</dd>" in seen(desk.donor.submit(desk.offer, once))
    back = seen(desk.donor.submit(desk.offer, rhythmic(desk, step="edit")))
    assert re.search(r'value="monthly" checked', back)
    assert 'value="31-01-2028"' in back
    pledge = desk.offered(**rhythmic(desk))
    with desk.scene.writing() as session:
        held = queries.by_reference(session, pledge.rsplit("/", 1)[1])
        assert [(one.amount, one.due_on.day) for one in held.instalments] == [
            (33_333_334, 31), (33_333_333, 29), (33_333_333, 31)
        ]  # fmt: skip


def test_a_rhythm_that_cannot_be_says_why_beside_its_field(desk: Desk) -> None:
    faults: list[tuple[dict[str, Any], str]] = [
        ({"first_due": ""}, "Isi tanggal pertama."),
        ({"first_due": "31-02-2028"}, "Tulis tanggal seperti"),
        ({"first_due": "01-01-2020"}, "Tanggal termin sudah lewat"),
        ({"times": ""}, "Isi berapa kali dikirim."),
        ({"times": "25"}, "Isi angka dari 1 sampai 24."),
        ({"times": "0"}, "Isi angka dari 1 sampai 24."),
        ({"rhythm": "yearly", "times": "24"}, "paling lama sepuluh tahun"),
        ({"amount": "2"}, "terlalu kecil untuk 3 termin"),
        ({"rhythm": "harian"}, "Pilih salah satu dari daftar."),
        ({"rhythm": "own", "first_due": "31-01-2028"}, "Isi paling sedikit satu termin"),
    ]
    for changed, words in faults:
        answer = desk.donor.submit(desk.offer, rhythmic(desk, step="confirm", agree="y", **changed))
        assert answer.status_code == 422, changed
        page = seen(answer)
        assert words in page.split("</form>")[1], changed
        assert "Tawarkan dukungan" in page
    assert desk.figures().offered == 0


def seen(answer: Any) -> str:
    """The page of an answer, its spaces as one types them."""
    text: str = answer.get_data(as_text=True)
    return text.replace("\u00a0", " ")
