"""Sums as people type them: understood or asked back, never off by a thousand."""

from collections.abc import Callable

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from portal.assets import CURRENCIES, decimals
from portal.db import MOST
from portal.money import Unclear, amount, in_words, rupiah, show

MILLION = 1_000_000
UNDERSTOOD = {
    "1.500.000": 1_500_000,
    "1,500,000": 1_500_000,
    "1,500,000.00": 1_500_000,
    "1.500.000,00": 1_500_000,
    "1.500.000,-": 1_500_000,
    "Rp1.500.000,-": 1_500_000,
    "Rp 1,5 juta": 1_500_000,
    "rp. 1.5 jt": 1_500_000,
    "1,50 juta rupiah": 1_500_000,
    "IDR 1 500 000": 1_500_000,
    "1.500.000 IDR": 1_500_000,
    "1\u00a0500\u00a0000": 1_500_000,
    "１.５００.０００": 1_500_000,
    "1500000": 1_500_000,
    "1500000.00": 1_500_000,
    "1,234.5 juta": 1_234_500_000,
    "1.234,5 juta": 1_234_500_000,
    "1.500.000 juta": 1_500_000 * MILLION,
    "20rb": 20_000,
    "20 ribu": 20_000,
    "20k": 20_000,
    "20 mio": 20 * MILLION,
    "2,3 miliar": 2_300_000_000,
    "2.3 billion": 2_300_000_000,
    "1 triliun": 10**12,
    "1.500": 1_500,
    "1,500": 1_500,
    "15.00": 15,
    "Rp1": 1,
    "1.000.000.000.000.000": MOST,
}
ASKED_BACK = {
    "1.500 juta": (1_500_000, 1_500_000_000),
    "1,500 million": (1_500_000, 1_500_000_000),
    "Rp 5 M": (5 * MILLION, 5_000 * MILLION),
    "5m": (5 * MILLION, 5_000 * MILLION),
    "2 T": (2_000, 2 * 10**12),
    "1.000,000": (1_000, 1_000_000),
    "1,000.000": (1_000, 1_000_000),
}
REFUSED = (
    *(
        "",
        " ",
        "juta",
        "0",
        "0,00",
        "-5",
        "−5",
        "+5",
        "1.5",
        "1,5",
        "1.50",
        "0,5",
        "Rp",
        "lima juta",
    ),
    *("1.00.000", "1.000.00", "1.000.0000", "1,000,00", "1.000,000.00", "12.34.567", "1..000"),
    *("1.500.", ",5", "1,5,5 juta", "1.000 000", "5 jt lebih", "1e6", "0x10", "١٢٣", "½ juta"),
    *("1.000.000.000.000.001", "1001 triliun", "9" * 59, "USD 5", "5 jutaa", "5 juta juta"),
    *("1.500,755", "1,500.755", "1.500.000,755"),
    *("1.2345 ribu", "0,00001 ribu", "1/2 juta", "5%", "1'000'000", "<b>5</b>", "5\x00"),
)


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_people_write_is_understood(text: str) -> None:
    assert rupiah(text) == UNDERSTOOD[text]
    assert rupiah(f"  {text.upper()} ") == UNDERSTOOD[text]


@pytest.mark.parametrize("text", ASKED_BACK)
def test_what_may_be_off_by_a_thousand_is_asked_back(text: str) -> None:
    with pytest.raises(Unclear) as asked:
        rupiah(text)
    assert (asked.value.readings[0], asked.value.readings[-1]) == ASKED_BACK[text]


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rupiah(text)


@pytest.mark.parametrize(
    ("text", "asset", "value"),
    [
        ("USD 1,500.75", "USD", 150_075),
        ("1.500,75", "USD", 150_075),
        ("0,5", "EUR", 50),
        ("1,500", "USD", 150_000),
        ("12", "JPY", 12),
        ("1.5 million", "KWD", 1_500_000_000),
        ("40", "hour", 40),
    ],
)
def test_other_currencies_have_decimals_of_their_own(text: str, asset: str, value: int) -> None:
    assert amount(text, asset) == value


@pytest.mark.parametrize(
    ("text", "asset"), [("0.001", "USD"), ("1,5", "JPY"), ("1,5", "hour"), ("Rp5", "USD")]
)
def test_nothing_is_smaller_than_the_smallest_unit(text: str, asset: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        amount(text, asset)


def test_three_decimals_after_one_point_are_asked_back_where_there_are_three() -> None:
    with pytest.raises(Unclear):
        amount("1.500", "KWD")
    assert amount("1.50", "KWD") == 1_500


SUMS = st.one_of(
    st.integers(1, 9999), st.integers(1, MOST), st.integers(1, 10**6).map(lambda n: n * 10**9)
)
STYLES: dict[str, Callable[[int], str]] = {
    "dots": lambda n: f"{n:,}".replace(",", "."),
    "commas": lambda n: f"{n:,}",
    "spaces": lambda n: f"{n:,}".replace(",", " "),
    "bare": str,
    "cents, Indonesian": lambda n: f"{n:,}".replace(",", ".") + ",00",
    "cents, English": lambda n: f"{n:,}.00",
    "dash": lambda n: f"Rp{n:,}".replace(",", ".") + ",-",
}


@seed(20261125)
@settings(max_examples=300, deadline=None, database=None)
@given(value=SUMS, style=st.sampled_from(sorted(STYLES)))
def test_a_sum_written_in_full_is_read_back_whatever_the_style(value: int, style: str) -> None:
    if value <= MOST:
        assert rupiah(STYLES[style](value)) == value


@seed(20261125)
@settings(max_examples=400, deadline=None, database=None)
@given(
    tenths=st.integers(1, 99_999),
    point=st.sampled_from(".,"),
    places=st.integers(0, 3),
    scale=st.sampled_from([("ribu", 3), ("juta", 6), ("jt", 6), ("miliar", 9), ("million", 6)]),
)
def test_a_sum_in_words_is_exact_or_asked_back(
    tenths: int, point: str, places: int, scale: tuple[str, int]
) -> None:
    whole, part = divmod(tenths, 10**places)
    text = f"{whole}{point}{part:0{places}} {scale[0]}" if places else f"{tenths} {scale[0]}"
    meant = tenths * 10 ** (scale[1] - places)
    try:
        assert rupiah(text) == meant
    except Unclear as asked:
        assert (places, meant in asked.readings) == (3, True)  # noqa: PT017  it may be either


@seed(20261125)
@settings(max_examples=500, deadline=None, database=None)
@given(text=st.text(alphabet="0123456789., Rpjutamiblkd-", max_size=16))
def test_no_text_is_read_in_two_ways(text: str) -> None:
    """An answer is the number made of the text's own digits, never one with others dropped."""
    try:
        value = rupiah(text)
    except ValueError:
        return
    digits = "".join(one for one in text if one.isdigit()).strip("0")
    assert str(value).strip("0") == digits


@seed(20261125)
@settings(max_examples=200, deadline=None, database=None)
@given(value=st.integers(1, 10**12), asset=st.sampled_from(sorted(CURRENCIES)))
def test_what_is_shown_can_be_typed_again(value: int, asset: str) -> None:
    shown = show(value, asset)
    try:
        assert amount(shown, asset) == value
    except Unclear as asked:
        assert (decimals(asset), value in asked.readings) == (3, True)  # noqa: PT017


UNITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
SCALE = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


def spoken(n: int) -> str:
    """The number as an Indonesian schoolbook says it, below 10^15."""
    if n < len(UNITS):
        return UNITS[n]
    if n < 20:
        return f"{UNITS[n - 10]} belas"
    if n < 100:
        return _rest(f"{UNITS[n // 10]} puluh", n % 10)
    if n < 200:
        return _rest("seratus", n - 100)
    if n < 1000:
        return _rest(f"{UNITS[n // 100]} ratus", n % 100)
    if n < 2000:
        return _rest("seribu", n - 1000)
    unit, name = next(one for one in SCALE if n >= one[0])
    return _rest(f"{spoken(n // unit)} {name}", n % unit)


def _rest(head: str, n: int) -> str:
    return f"{head} {spoken(n)}" if n else head


@seed(20261125)
@settings(max_examples=300, deadline=None, database=None)
@given(value=st.one_of(st.integers(0, 10**15 - 1), st.integers(0, 999).map(lambda n: n * 1001001)))
def test_sums_in_words_are_those_of_a_schoolbook(value: int) -> None:
    assert in_words(value) == f"{spoken(value)} rupiah"


def test_odd_sums_in_words() -> None:
    for value in (1001, 11_000, 100_000, 1_001_000, 69_001_991, 21_001_000, 1_000_000_001):
        assert in_words(value) == f"{spoken(value)} rupiah"
    assert in_words(1_001_000) == "satu juta seribu rupiah"
    assert in_words(21_000) == "dua puluh satu ribu rupiah"
    assert in_words(150_075, "en", "USD") == "one thousand, five hundred USD 75/100"
    assert in_words(18, "id", "hour") == "delapan belas"
