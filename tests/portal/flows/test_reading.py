"""What a file of flows may hold, and every way in which it may be wrong."""

import pytest

from portal.errors import Invalid
from portal.flows.rules.currencies import shown
from portal.flows.rules.rows import counts
from portal.flows.services.reading import read
from tests.portal.flows.files import HEAD, row, text


def test_sums_keep_the_decimals_of_their_currency() -> None:
    found = read(
        text(
            [
                row("1"),
                row("2", originalAmount="25312.125", originalCurrency="KWD"),
                row("3", originalAmount="1536800", originalCurrency="JPY"),
                row("4", originalAmount="", originalCurrency=""),
                row("5", originalAmount="", originalCurrency="AUD"),
                row("6", originalAmount="0", flowType="Parked", amountUSD="0"),
                row("7", originalAmount="1500.50", originalCurrency="KWD"),
            ]
        )
    )
    assert not found.faults
    sums = {key: (one.original, one.currency) for key, one in found.flows.items()}
    assert sums == {
        "1": (150_075, "EUR"),
        "2": (25_312_125, "KWD"),
        "3": (1_536_800, "JPY"),
        "4": (None, ""),
        "5": (None, "AUD"),
        "6": (0, "EUR"),
        "7": (1_500_500, "KWD"),
    }
    assert found.flows["1"].usd == 165_000
    assert shown(150_075, "EUR") == "EUR\u00a01.500,75"
    assert shown(5, "KWD") == "KWD\u00a00,005"
    assert shown(1_536_800, "JPY") == "JPY\u00a01.536.800"


def test_only_what_comes_from_outside_and_is_told_once_is_added() -> None:
    assert counts("Standard", "incoming", "")
    assert counts("Pass through", "incoming", "")
    assert not counts("Parked", "incoming", "")
    assert not counts("Standard", "internal", "")
    assert not counts("Standard", "outgoing", "")
    assert not counts("Standard", "incoming", "2;3")


def test_one_number_twice_is_one_flow_and_the_latest_report_holds() -> None:
    rows = [
        row("1", status="commitment", updatedAt="2026-01-01"),
        row("1", updatedAt="2026-03-01"),
        row("1", status="pledge", updatedAt="2026-02-01"),
        row("2"),
    ]
    found = read(text(rows))
    assert (found.rows, len(found.flows), found.repeated) == (4, 2, 2)
    assert found.flows["1"].status == "paid"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("amountUSD", "1.234.567,00"), ("amountUSD", "1,234"), ("amountUSD", "-5"),
     ("amountUSD", "=1+1"), ("amountUSD", ""), ("amountUSD", "1e9"), ("amountUSD", "NaN"),
     ("amountUSD", "99999999999999999"), ("amountUSD", "1.234"), ("amountUSD", "١٢"),
     ("originalAmount", "1.234.567,00"), ("originalAmount", "10.005"),
     ("originalCurrency", "eur"), ("originalCurrency", "XXX"), ("originalCurrency", ""),
     ("exchangeRate", "0,91"), ("date", "16/02/2026"), ("date", ""), ("date", "2026-02-30"),
     ("date", "20260216"), ("date", "0001-01-01"), ("updatedAt", "kemarin"),
     ("status", "Paid"), ("status", ""), ("flowType", "Loan"), ("boundary", ""),
     ("contributionType", "barang"), ("id", ""), ("id", "=1"), ("id", "1' OR 1=1"),
     ("srcOrganization", "x" * 301), ("description", "x" * 2001)],
)  # fmt: skip
def test_a_bad_cell_is_named_by_its_row_and_column(column: str, cell: str) -> None:
    found = read(text([row("1"), row("2", **{column: cell}), row("3")]))
    assert [(one.row, one.column) for one in found.faults] == [(3, column)]
    assert set(found.flows) == {"1", "3"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"),
        (b" \n\n", "kosong"),
        (text([]), "Tidak ada baris"),
        (text([row()], [one for one in HEAD if one not in ("id", "status")]), "kolom id, status|"),
        (text([row()]).replace(b"Terang", b"Ter\x00ang"), "bukan CSV"),
        (b"PK\x03\x04" + bytes(range(256)), "bukan CSV|kolom"),
        (text([row()]) + b'"2026-02-16,\n', "tanda kutip|terlalu panjang"),
        (text([row(description="x" * 10_000_000)]), "terlalu panjang"),
    ],
    ids=["empty", "blank", "no-rows", "columns", "nul", "binary", "quote", "huge"],
)
def test_a_file_that_is_none_is_refused_whole(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(data)
    told = caught.value.fields["file"]
    text_ = told.text % told.values if told.values else told.text
    assert any(one in text_ for one in words.split("|") if one)


def test_one_side_may_be_open_but_not_both() -> None:
    rows = [row("1", srcOrganization=""), row("2", destOrganization="")]
    rows.append(row("3", srcOrganization="", destOrganization=""))
    found = read(text(rows))
    assert [(one.row, one.column) for one in found.faults] == [(4, "srcOrganization")]
    assert set(found.flows) == {"1", "2"}


def test_other_encodings_separators_and_hashtags_are_read() -> None:
    rows = [row("1", srcOrganization="Förderung (contoh)")]
    for data in (
        text(rows).decode().encode("utf-16"),
        text(rows).decode().encode("cp1252"),
        b"\xef\xbb\xbf" + text(rows),
        text(rows, delimiter=";"),
        text([{name: f"#{name}" for name in HEAD}, *rows]),
        text(rows).replace(b"\r\n", b"\n"),
    ):
        found = read(data)
        assert [one.giver for one in found.flows.values()] == ["Förderung (contoh)"], data[:20]


def test_what_is_longer_than_an_identity_number_is_not_kept() -> None:
    found = read(text([row(description="NIK 3673010101900001, =HYPERLINK(1)\x1b[31m")]))
    assert "3673010101900001" not in found.flows["1"].description
