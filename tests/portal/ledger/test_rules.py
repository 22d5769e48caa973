"""The moves, the seal and the figures, as the domain defines them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from portal import assets, vocabulary
from portal.ledger import rules
from portal.ledger.rules import Entry, Figures, Flows

ENTRY = Entry(
    seq=1,
    public_id="a",
    kind="commit",
    debit="donor:d",
    credit="pledge:p:open",
    amount=10,
    asset="IDR",
    programme="g",
    line="l",
    pledge="p",
    note="“satu”",
    occurred_on=date(2026, 11, 22),
    recorded_at=datetime(2026, 11, 22, 3, 5, tzinfo=UTC),
    actor="u",
    idem_key="k",
    reverses=None,
    prev_hash=rules.GENESIS,
)


def test_every_kind_moves_between_its_two_accounts() -> None:
    names = {"donor": "d", "pledge": "p", "programme": "g", "from_programme": "f"}
    unspent, spent = rules.unspent_account("g"), rules.spent_account("g")
    assert {kind: rules.parties(kind, **names) for kind in rules.MOVES} == {
        "commit": (rules.donor_account("d"), rules.open_account("p")),
        "release": (rules.open_account("p"), rules.donor_account("d")),
        "receive": (rules.open_account("p"), unspent),
        "receive_extra": (rules.donor_account("d"), unspent),
        "spend": (unspent, spent),
        "pass_on": (rules.unspent_account("f"), unspent),
        "refund": (unspent, rules.donor_account("d")),
    }
    with pytest.raises(KeyError):
        rules.parties("gift", **names)


def test_the_seal_is_fixed_for_all_time() -> None:
    assert ENTRY.seal() == "60549812169b561e7a3fb515c644c720a64ad14366fdac66bc65eed304ab8279"


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"public_id": "b"},
        {"kind": "release"},
        {"debit": "x"},
        {"credit": "x"},
        {"amount": 11},
        {"asset": "USD"},
        {"programme": "x"},
        {"line": "x"},
        {"pledge": None},
        {"note": ""},
        {"occurred_on": date(2026, 11, 23)},
        {"recorded_at": ENTRY.recorded_at + timedelta(microseconds=1)},
        {"actor": "x"},
        {"idem_key": "x"},
        {"reverses": "a"},
        {"prev_hash": "1" * 64},
    ],
)
def test_every_column_is_sealed(change: dict[str, object]) -> None:
    assert ENTRY._replace(**change).seal() != ENTRY.seal()  # type: ignore[arg-type]


def test_the_same_moment_has_one_seal() -> None:
    east = ENTRY.recorded_at.astimezone(timezone(timedelta(hours=9)))
    assert ENTRY._replace(recorded_at=east).seal() == ENTRY.seal()


def test_a_gap_and_an_excess_stand_side_by_side() -> None:
    gap = Figures.of(100, 90, 7, Flows(commit=60, release=10, receive=20, spend=5))
    excess = Figures.of(50, 50, 0, Flows(commit=62, receive=62))
    assert gap == Figures(100, 90, 7, 50, 30, 20, 5, 15, unmet=50, overfunded=0)
    assert excess == Figures(50, 50, 0, 62, 0, 62, 0, 62, unmet=0, overfunded=12)
    total = Figures.total([gap, excess])
    assert (total.unmet, total.overfunded, total.required) == (50, 12, 150)
    assert Figures.total([]) == Figures()


def test_extra_money_refunds_and_passing_on() -> None:
    flows = Flows(commit=100, receive=100, receive_extra=30, refund=10, pass_in=5, pass_out=2)
    assert (flows.received, flows.overpaid, flows.committed) == (125, 20, 100)
    assert flows.unspent == 123
    back = Flows(commit=100, receive=100, refund=40)
    assert (back.received, back.committed, back.overpaid) == (60, 60, 0)
    assert Flows(commit=1, spend=2) + Flows(commit=3) == Flows(commit=4, spend=2)


SUMS = st.integers(0, 10**15)


@seed(20261122)
@settings(max_examples=300, deadline=None, database=None)
@given(commit=SUMS, part=st.data(), extra=SUMS, required=SUMS)
def test_what_is_promised_is_what_came_and_what_is_awaited(
    commit: int, part: st.DataObject, extra: int, required: int
) -> None:
    receive = part.draw(st.integers(0, commit))
    release = part.draw(st.integers(0, commit - receive))
    refund = part.draw(st.integers(0, receive + extra))
    spend = part.draw(st.integers(0, receive + extra - refund))
    flows = Flows(
        commit=commit,
        release=release,
        receive=receive,
        receive_extra=extra,
        refund=refund,
        spend=spend,
    )
    one = Figures.of(required, required, 0, flows)
    assert one.committed + one.overpaid == one.received + one.open
    assert one.received == one.spent + one.unspent
    assert one.unmet - one.overfunded == required - one.received - one.open
    assert min(one.open, one.received, one.unspent, one.unmet, one.overfunded) >= 0
    assert one.unmet == 0 or one.overfunded == 0


def test_a_day_closes_on_the_clock_of_the_west() -> None:
    assert rules.closing(date(2026, 11, 22)) == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_every_unit_of_a_need_can_be_counted() -> None:
    assert {"rupiah"} | assets.UNITS == set(vocabulary.UNITS)
    assert not assets.UNITS & set(assets.CURRENCIES)
    assert assets.asset_fits("hour", "services", "hour")
    assert not assets.asset_fits("hour", "cash", "hour")
    assert not assets.asset_fits("USD", "goods", "unit")
