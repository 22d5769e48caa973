"""Goods, hours, rooms and people: promised, handed over and used in their own unit."""

import re
from dataclasses import replace
from typing import Any

import pytest

from portal.errors import Conflict, Invalid
from portal.pledges import queries, services
from portal.pledges.estimate_rules import estimate
from portal.pledges.queries import behind, gaps
from portal.pledges.services import Said
from portal.pledges.verify import verify
from portal.programmes import lines
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from tests.browse import place
from tests.cast import AUDITOR, DONOR, MEMBER, STRANGER, TREASURER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.test_pages import error
from tests.portal.pledges.things import WHAT, handed, hours_of, with_hours

HOURS: dict[str, Any] = {"asset": "hour"}


def test_an_estimate_is_rounded_once() -> None:
    assert estimate(12, 150_000, 1) == 1_800_000
    assert estimate(1, 100, 3) == 33
    assert estimate(1, 5, 2) == 3  # halves go up
    assert estimate(0, 5, 2) == 0


def test_hours_are_counted_beside_the_money_from_offer_to_use(scene: Scene) -> None:
    with scene.writing() as session:
        line = with_hours(scene, session)
        before = scene.funding(session).total
        pledge = scene.offer(session, 30, line=line, **HOURS)
        assert hours_of(scene, session).figures.offered == 30
        services.accept(session, pledge, **scene.acting(session, MEMBER))
        figures = hours_of(scene, session).figures
        assert (figures.required, figures.committed, figures.unmet) == (40, 30, 10)
        handed(scene, session, pledge, 12)
        handed(scene, session, pledge, 10, condition="fair", note="Dua jam daring (contoh)")
        spend = scene.spent(session, 9, line=line)
        assert (spend.asset, spend.amount) == ("hour", 9)
        figures = hours_of(scene, session).figures
        assert (figures.received, figures.open, figures.spent, figures.unspent) == (22, 8, 9, 13)
        assert scene.funding(session).total == before  # not a rupiah moved
        course = queries.course_of(session, pledge, scene.today)
        assert course.state == "partly_received"
        assert course.worth(30) == 4_500_000  # the programme's own value of an hour
        programme = session.get_one(Programme, scene.programme)
        for figure, amount in (("committed", 30), ("received", 22), ("spent", 9), ("required", 40)):
            rows = behind(session, programme, figure, today=scene.today, asset="hour")
            assert sum(row.sum for row in rows) == amount, figure
            assert all(row.line and row.line.unit == "hour" for row in rows)
        unmet = gaps(session, programme, "unmet", asset="hour")
        assert sum(row.sum for row in unmet) == figures.unmet == 10
        assert verify(session).violations == ()
    with pytest.raises(Invalid) as refused, scene.writing() as session:
        scene.spent(session, 14, line=line)
    assert "amount" in refused.value.fields


def test_a_donors_own_estimate_has_its_basis(scene: Scene) -> None:
    with scene.writing() as session:
        line = with_hours(scene, session, value=None)
        told = {"estimate": 4_000_000, "basis": "Tarif asosiasi (contoh)"}
        pledge = scene.offer(session, 30, line=line, **HOURS, **told)
        bare = scene.offer(session, 3, line=line, **HOURS)
        course = queries.course_of(session, pledge, scene.today)
        assert course.worth(15) == 2_000_000
        assert pledge.estimates[0].basis == "Tarif asosiasi (contoh)"
        assert queries.course_of(session, bare, scene.today).worth(3) is None


@pytest.mark.parametrize(
    ("line", "told", "field"),
    [
        (1, {"amount": 0, **HOURS}, "amount"),
        (1, {"amount": -4, **HOURS}, "amount"),
        (1, {"amount": 10**15 + 1, **HOURS}, "amount"),
        (1, {"amount": 4}, "requirement"),  # rupiah to a line of hours
        (1, {"amount": 4, "asset": "package"}, "requirement"),
        (1, {"amount": 4, "asset": "karung"}, "requirement"),
        (0, {"amount": 4, **HOURS}, "requirement"),  # hours to a line of cash
        (1, {"amount": 4, **HOURS, "estimate": 0, "basis": "Toko"}, "estimate"),
        (1, {"amount": 4, **HOURS, "estimate": 900_000}, "basis"),
        (1, {"amount": 4, **HOURS, "estimate": 9, "basis": "Tanya 0812 3456 7890"}, "basis"),
        (0, {"amount": 4_000, "estimate": 9, "basis": "Toko"}, "estimate"),
    ],
)
def test_what_cannot_be_promised_is_refused_whole(
    sqlite_scene: Scene, line: int, told: dict[str, Any], field: str
) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        with_hours(scene, session)
    with pytest.raises(Invalid) as refused, scene.writing() as session:
        scene.offer(session, line=line, **told)
    assert field in refused.value.fields
    with scene.writing() as session:
        assert hours_of(scene, session).figures.offered == 0
        assert scene.funding(session).total.offered == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"what": ""}, "what"),
        ({"condition": ""}, "condition"),
        ({"condition": "new"}, "condition"),
        ({"condition": "bad"}, "note"),
        ({"what": "Hubungi 0812 3456 7890"}, "what"),
    ],
)
def test_a_handover_tells_what_and_how(
    sqlite_scene: Scene, told: dict[str, Any], field: str
) -> None:
    scene = sqlite_scene
    with scene.writing() as session:
        pledge = scene.committed(session, 30, line=with_hours(scene, session), **HOURS).id
    with pytest.raises(Invalid) as refused, scene.writing() as session:
        handed(scene, session, scene.pledge(session, pledge), 4, **told)
    assert field in refused.value.fields
    with scene.writing() as session:
        assert hours_of(scene, session).figures.received == 0
        assert scene.pledge(session, pledge).deliveries == []


def test_money_has_no_handover_and_a_difference_of_hours_counts_nothing(scene: Scene) -> None:
    with scene.writing() as session:
        money = scene.committed(session)
        hours = scene.committed(session, 30, line=with_hours(scene, session), **HOURS)
        with pytest.raises(Invalid):
            scene.sent(session, money, 1_000_000, what=WHAT, condition="good")
        delivery = handed(scene, session, hours, 12, amount=11)
        assert queries.hearing_of(delivery).status == "differs"
        assert hours_of(scene, session).figures.received == 0
        assert len(queries.discrepancies_of(session, hours)) == 1
        assert [one.handover.what for one in delivery.sayings if one.handover] == [WHAT, WHAT]


def test_closed_programmes_take_no_hours_and_units_stay(scene: Scene) -> None:
    with scene.writing() as session:
        place = with_hours(scene, session)
        line = session.get_one(Requirement, scene.lines[place])
        told: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        days = replace(lines.line_of(line), unit="day")
        with pytest.raises(Invalid) as refused:
            lines.change(session, line, days, version=line.programme.version, **told)
        assert set(refused.value.fields) == {"unit"}
        programmes.close(session, line.programme, **told)
    with pytest.raises(Conflict), scene.writing() as session:
        scene.offer(session, 4, line=place, **HOURS)


def test_a_second_person_tells_what_came_and_hours_go_back(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 30, line=with_hours(scene, session), **HOURS)
        said = Said(amount=8, happened_on=scene.today, what=WHAT, condition="good")
        one = services.state_received(session, pledge, said, **scene.acting(session, MEMBER))
        acting = scene.acting(session, TREASURER)
        with pytest.raises(Invalid):
            services.confirm_received(session, one, replace(said, what=""), **acting)
        services.confirm_received(session, one, said, **scene.acting(session, TREASURER))
        assert hours_of(scene, session).figures.received == 8
        back = scene.said(3)
        gone = services.state_refund(session, pledge, back, **scene.acting(session, MEMBER))
        services.confirm_refund(session, gone, back, **scene.acting(session, DONOR))
        assert hours_of(scene, session).figures.received == 5
        assert verify(session).violations == ()


@pytest.fixture
def hours(desk: Desk) -> str:
    """The key of a line of hours at the desks."""
    with desk.scene.writing() as session:
        line = with_hours(desk.scene, session)
        return session.get_one(Requirement, desk.scene.lines[line]).public_id


def test_hours_walk_through_the_pages(desk: Desk, hours: str) -> None:
    choose = desk.donor.text(desk.offer)
    assert "Kebutuhan mana yang Anda dukung?" in choose
    assert "Kurang 40 jam" in choose
    form = desk.donor.text(f"{desk.offer}?requirement={hours}")
    assert "Jumlah, dalam jam" in form
    assert "Perkiraan nilai seluruhnya, dalam rupiah" in form
    told: dict[str, Any] = {
        "requirement": hours,
        "amount": "30",
        "instalment_amount": ["20", "10"],
        "instalment_due": [desk.day(20), desk.day(60)],
        "estimate": "4,5 juta",
        "basis": "Tarif asosiasi (contoh)",
    }
    where = f"{desk.offer}?requirement={hours}"
    check = desk.donor.submit(where, desk.given(**told)).get_data(as_text=True)
    for words in ("30 jam", "20 jam sampai", "Rp4.500.000 · Tarif asosiasi (contoh)"):
        assert words in check, words
    answer = desk.donor.submit(where, desk.given(agree="y", step="confirm", **told))
    pledge = place(answer)
    assert desk.owner.submit(f"{pledge}/accept").status_code == 303
    seen = desk.owner.text(pledge)
    assert "Nilainya sekitar Rp4.500.000: estimasi" in seen
    assert "Ditunggu = komitmen − dilepas − diterima: 30 jam" in seen

    said: dict[str, Any] = {"amount": "12", "happened_on": desk.day(0)}
    bad = desk.donor.submit(f"{pledge}/send", said)
    assert bad.status_code == 422
    assert "Tulis apa yang diserahkan" in error(bad.get_data(as_text=True))
    said |= {"what": WHAT, "condition": "good"}
    assert desk.donor.submit(f"{pledge}/send", said).status_code == 303
    delivery = desk.last_delivery(pledge)
    same = {"outcome": "same", "happened_on": desk.day(0), "what": WHAT, "condition": "fair"}
    bad = desk.owner.submit(f"{delivery}/receive", same)
    assert "Jelaskan apa yang kurang" in error(bad.get_data(as_text=True))
    page = desk.owner.follow(
        desk.owner.submit(f"{delivery}/receive", same | {"note": "Satu jam daring (contoh)"})
    ).get_data(as_text=True)
    assert "12 jam</strong> sudah diterima" in page
    note = desk.donor.text(f"{delivery}/handover")
    for words in (WHAT, "12 jam", "Dapat dipakai, ada kekurangan", "Satu jam daring (contoh)"):
        assert words in note, words
    desk.site.as_(AUDITOR).get(f"{delivery}/handover")
    assert "Rp4.500.000<br><small>Tarif asosiasi (contoh)" in desk.owner.text(pledge)
    desk.site.as_(STRANGER).get(f"{delivery}/handover", 403)

    spend = {"amount": "5", "spent_on": desk.day(0), "description": "Kelompok ibu (contoh)"}
    where = f"/programmes/{desk.slug}/spend?requirement={hours}"
    assert "Jumlah yang dipakai, dalam jam" in desk.owner.text(where)
    rows = desk.owner.follow(desk.owner.submit(where, spend | {"requirement": hours}))
    assert "5 jam" in rows.get_data(as_text=True)
    public = desk.site.visitor().text(f"/programmes/{desk.slug}")
    assert "Masih ditunggu" in public
    for words in ("Diterima 12 jam, masih ditunggu 18 jam", "Kurang 10 jam", "komitmen 30 jam"):
        assert words in public, words
    assert re.search(r"Dipakai <a [^>]*>5 jam</a>", public)
    assert desk.figures().committed == 0  # in rupiah


def test_hours_are_whole_and_said_so(desk: Desk, hours: str) -> None:
    where = f"{desk.offer}?requirement={hours}"
    for amount in ("2,5", "0", "-3", "Rp30", "1000000000000001", "banyak"):
        told = {"requirement": hours, "amount": amount, "step": "confirm", "agree": "y"}
        answer = desk.donor.submit(where, desk.given(**told))
        assert answer.status_code == 422, amount
        assert "Tulis jumlahnya dengan bilangan bulat" in error(answer.get_data(as_text=True))
    with desk.scene.writing() as session:
        assert hours_of(desk.scene, session).figures.offered == 0
