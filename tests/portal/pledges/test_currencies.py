"""Money in other currencies: with their own decimals, beside the rupiah, and at a stored rate."""

from datetime import timedelta
from typing import Any

import pytest

from portal.errors import Conflict, Invalid, NotAllowed
from portal.pledges import queries, services
from portal.pledges.models import Pledge
from portal.pledges.queries import behind
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from tests.browse import place
from tests.cast import AUDITOR, COORDINATOR, DONOR, MEMBER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.test_pages import error

SOURCE = "Kurs tengah Bank Indonesia (contoh)"


def rated(scene: Scene, pledge: Pledge, session: Any, **told: Any) -> Pledge:
    """The owner stores a rate: Rp15.789,25 for one, unless told otherwise."""
    acting = scene.acting(session, told.pop("who", MEMBER))
    given: dict[str, Any] = {"rate": 1_578_925, "holds_on": scene.today, "source": SOURCE}
    return services.set_rate(session, pledge, **(given | told), **acting)


def test_currencies_stand_beside_each_other_and_are_never_added(scene: Scene) -> None:
    with scene.writing() as session:
        scene.committed(session, 10_000_000)
        before = scene.funding(session).total
        scene.offer(session, 5_000, asset="JPY")
        dinar = scene.committed(session, 1_500_500, asset="KWD")
        dollars = scene.committed(session, 150_075, asset="USD")
        scene.received(session, dollars, 100_000)
        told = scene.funding(session)
        assert told.total == before
        assert told.others["JPY"].offered == 5_000
        assert (told.others["KWD"].committed, told.others["KWD"].open) == (1_500_500, 1_500_500)
        usd = told.others["USD"]
        assert (usd.received, usd.open, usd.unspent) == (100_000, 50_075, 100_000)
        assert (usd.required, usd.unmet, usd.overfunded) == (0, 0, 0)
        programme = session.get_one(Programme, scene.programme)
        for figure, amount in (("received", 100_000), ("committed", 150_075), ("required", 0)):
            rows = behind(session, programme, figure, today=scene.today, asset="USD")
            assert sum(row.sum for row in rows) == amount, figure
        assert queries.course_of(session, dinar, scene.today).state == "committed"
        spend = services.record_spending(
            session,
            programme.requirements[0],
            amount=30_050,
            spent_on=scene.today,
            description="Buku impor (contoh)",
            asset="USD",
            **scene.acting(session, MEMBER),
        )
        assert scene.funding(session).others["USD"].unspent == 69_950
        assert scene.reversed(session, spend).asset == "USD"
        assert verify(session).violations == ()
    with pytest.raises(Invalid), scene.writing() as session:
        scene.spent(session, 1)  # dollars pay for nothing in rupiah


def test_a_rate_makes_an_estimate_and_a_later_one_leaves_it(scene: Scene) -> None:
    with scene.writing() as session:
        dollars = scene.committed(session, 150_075, asset="USD")
        yen = scene.committed(session, 5_000, asset="JPY")
        rated(scene, dollars, session)
        assert queries.worth(150_075, dollars) == 23_695_717  # 1.500,75 × 15.789,25, rounded once
        rated(scene, yen, session, rate=10_455, who=COORDINATOR)
        assert queries.worth(5_000, yen) == 522_750
        rated(scene, dollars, session, rate=1_600_000)
        assert queries.worth(150_075, dollars) == 24_012_000
        assert [one.value for one in dollars.estimates] == [1_578_925, 1_600_000]
        assert verify(session).violations == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"rate": 0}, "rate"),
        ({"rate": -5}, "rate"),
        ({"rate": 10**15 + 1}, "rate"),
        ({"source": " "}, "source"),
        ({"source": "Tanya 0812 3456 7890"}, "source"),
        ({"holds_on": timedelta(days=3)}, "holds_on"),
        ({"holds_on": timedelta(days=-900)}, "holds_on"),
    ],
)
def test_a_rate_is_refused_whole(sqlite_scene: Scene, told: dict[str, Any], field: str) -> None:
    scene = sqlite_scene
    if "holds_on" in told:
        told = told | {"holds_on": scene.today + told["holds_on"]}
    with scene.writing() as session:
        key = scene.committed(session, 150_075, asset="USD").id
    with pytest.raises(Invalid) as refused, scene.writing() as session:
        rated(scene, scene.pledge(session, key), session, **told)
    assert set(refused.value.fields) == {field}
    with scene.writing() as session:
        assert scene.pledge(session, key).estimates == []


def test_rates_are_for_other_money_and_from_those_who_answer(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        rupiah, dollars = scene.offer(session), scene.offer(session, 500, asset="USD")
        with pytest.raises(Conflict):
            rated(scene, rupiah, session)
        for part in (DONOR, AUDITOR):
            with pytest.raises(NotAllowed):
                rated(scene, dollars, session, who=part)


def test_dollars_walk_through_the_pages(desk: Desk) -> None:
    told: dict[str, Any] = {
        "currency": "USD",
        "amount": "1.500,75",
        "instalment_amount": ["1.000", "500,75"],
        "instalment_due": [desk.day(20), desk.day(60)],
    }
    check = desk.donor.submit(desk.offer, desk.given(**told)).get_data(as_text=True)
    assert "USD\u00a01.500,75" in check
    assert "kekurangannya tetap Rp50.000.000" in check
    pledge = place(desk.donor.submit(desk.offer, desk.given(agree="y", step="confirm", **told)))
    desk.owner.follow(desk.owner.submit(f"{pledge}/accept"))
    assert desk.figures().committed == 0
    said = {"amount": "1.000", "happened_on": desk.day(0)}
    desk.donor.submit(f"{pledge}/send", said)
    delivery = desk.last_delivery(pledge)
    page = desk.owner.follow(
        desk.owner.submit(f"{delivery}/receive", {"outcome": "same", "happened_on": desk.day(0)})
    ).get_data(as_text=True)
    assert 'Dari <strong class="sum">USD\u00a01.500,75</strong>' in page
    assert "estimasi menurut kurs" not in page
    rate = {"rate": "Rp15.789,25", "holds_on": desk.day(0), "source": SOURCE}
    bad = desk.owner.submit(f"{pledge}/rate", rate | {"rate": "banyak"})
    assert "Tulis kursnya dengan angka" in error(bad.get_data(as_text=True))
    assert desk.owner.submit(f"{pledge}/rate", rate).status_code == 303
    seen = desk.donor.text(pledge)
    assert "Nilainya sekitar Rp23.695.717: estimasi menurut kurs" in seen
    assert SOURCE in seen
    public = desk.site.visitor().text(f"/programmes/{desk.slug}")
    assert "Uang dalam mata uang lain: tidak dijumlahkan dengan rupiah" in public
    assert "komitmen USD\u00a01.500,75, diterima USD\u00a01.000,00" in public
    spend = {
        "requirement": desk.line,
        "currency": "USD",
        "amount": "250,50",
        "spent_on": desk.day(0),
        "description": "Buku impor (contoh)",
    }
    rows = desk.owner.follow(desk.owner.submit(f"/programmes/{desk.slug}/spend", spend))
    assert "USD\u00a0250,50" in rows.get_data(as_text=True)
    assert desk.figures().spent == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"currency": "XXX"}, "Pilih salah satu dari daftar."),
        ({"currency": "hour"}, "Pilih salah satu dari daftar."),
        ({"currency": "USD", "amount": "1.500,7555"}, "Tulis jumlahnya dengan angka"),
        ({"currency": "USD", "amount": "-5"}, "Tulis jumlahnya dengan angka"),
        ({"currency": "USD", "amount": "Rp5.000"}, "Tulis jumlahnya dengan angka"),
        ({"currency": "USD", "amount": "5 M"}, "Maksud Anda USD"),
        ({"currency": "JPY", "amount": "500,5"}, "Tulis jumlahnya dengan bilangan bulat"),
        ({"currency": "USD", "instalment_amount": ["15", "4"]}, "seharusnya USD"),
    ],
)
def test_a_wrong_currency_or_sum_is_refused(
    desk: Desk, changed: dict[str, Any], words: str
) -> None:
    given = desk.given(agree="y", step="confirm", **changed)
    answer = desk.donor.submit(desk.offer, given)
    assert answer.status_code == 422
    assert words in error(answer.get_data(as_text=True))
    with desk.scene.writing() as session:
        assert desk.scene.funding(session).others == {}
