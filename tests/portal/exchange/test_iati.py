"""IATI activities: valid by the official schema, the same sums as the pages, nobody named."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from portal.exchange import queries
from portal.exchange.rules import activity, iati
from portal.pledges import services
from portal.pledges.queries import funding
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Line
from portal.results import services as results
from portal.results.queries import expected_of
from portal.results.rules import Period, Wanted
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.test_giving_back import came_back, overpaid, refunded
from tests.site import Site

MILLION = 1_000_000
ODD = 'Rumah <aman> & "tenang" ]]> 🧵 é (contoh)'


WANTED = (Wanted("Sesi konseling", 600, "sesi"), Wanted("Kader terlatih", 40, "orang"))


def busy(scene: Scene) -> int:
    """A fund with every kind of move, which passes some on; the key of the other programme."""
    world = scene.world
    with scene.writing() as session:
        session.get_one(Programme, scene.programme).fund = True
        scene.offer(session, 7 * MILLION)
        unnamed = scene.committed(session, 10 * MILLION, anonymous=True)
        scene.received(session, unnamed, 4 * MILLION)
        named = overpaid(scene, session, 2 * MILLION)
        back = refunded(scene, session, named, 5 * MILLION)
        came_back(scene, session, back, 5 * MILLION)
        services.release(session, unnamed, reason="Uji", **scene.acting(session, DONOR))
        scene.spent(session, 2 * MILLION)
        scene.reversed(session, scene.spent(session, MILLION))
        other = world.organisation(session, ODD, kind="government_agency")
        line = Line(
            kind="services",
            description="Konseling (contoh)",
            quantity=40,
            unit="hour",
            unit_value=None,
            needed_by=scene.today,
        )
        target = world.programme(session, other, (9 * MILLION, line), title=ODD)
        told: dict[str, Any] = {"amount": 3 * MILLION, "passed_on": scene.today}
        source = session.get_one(Requirement, scene.lines[0])
        services.pass_on(
            session,
            source,
            target.requirements[0],
            description="Terusan (contoh)",
            **told,
            **scene.acting(session, MEMBER),
        )
        results.save_expected(
            session, target, WANTED, version=None, by=world.actor(session, MEMBER), now=scene.now
        )
        (row, _open) = expected_of(session, target)
        results.report(
            session,
            target,
            Period(scene.today, scene.today),
            {row.public_id: 120},
            words="",
            corrects=None,
            **scene.acting(session, MEMBER),
        )
        return target.id


def sums(made: Any) -> dict[str, dict[str, int]]:
    """{title: {type: sum in rupiah}}."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in made.findall("iati-activity"):
        held = found[str(one.findtext("title/narrative"))]
        for row in one.findall("transaction"):
            assert row.find("value").get("currency") == "IDR"
            held[row.find("transaction-type").get("code")] += int(row.findtext("value"))
    return found


def test_transactions_sum_to_the_figures_of_the_pages(scene: Scene, real_data: Path) -> None:
    other = busy(scene)
    with scene.writing() as session:
        found = list(
            queries.activities(
                session, address=lambda one: f"https://x/{one.slug}", today=scene.today
            )
        )
        figures = funding(session, [scene.programme, other], today=scene.today)
    data = b"".join(iati.written(found, now=scene.now, home="https://x/open-data"))
    schema = etree.XMLSchema(etree.parse(str(real_data / "iati" / "iati-activities-schema.xsd")))
    made: Any = etree.fromstring(data)
    schema.assertValid(made)
    both = sums(made)
    fund, target = figures[scene.programme].total, figures[other].total
    mine = both["Ruang bermain aman (contoh)"]
    assert mine["13"] == fund.offered == 7 * MILLION
    assert mine["11"] == fund.committed
    assert mine["1"] == fund.received
    assert mine["4"] == fund.spent == 2 * MILLION
    assert mine["3"] == fund.passed_out == 3 * MILLION
    assert made.xpath("//transaction[transaction-type/@code='13']/aid-type/@code") == ["1"]
    assert set(made.xpath("//aid-type/@vocabulary")) == {"2"}
    assert made.xpath("//result/indicator/period/target/@value") == ["600", "40"]
    assert made.xpath("//result/indicator/period/actual/@value") == ["120"]
    assert made.xpath("string(//result/indicator/title)") == "Sesi konseling (sesi)"
    assert both[ODD] == {"1": target.received}
    assert made.xpath("count(//transaction[value < 0])") == 3  # a release, a refund, what it undid
    (passed,) = made.xpath("//provider-org[@provider-activity-id]")
    assert passed.get("provider-activity-id") == made.findtext("iati-activity/iati-identifier")
    assert made.xpath("//sector[@vocabulary='1']/@code") == ["15180"] * 2
    assert "40 hour" in made.xpath("string(//description[@type='3'])")
    refs = made.xpath("//transaction/@ref")
    assert len(refs) == len(set(refs))


def test_donors_that_stay_unnamed_and_people_are_nowhere(site: Site) -> None:
    scene = Scene(site.world)
    with scene.writing() as session:
        scene.received(session, scene.committed(session, anonymous=True), 4 * MILLION)
        slug = session.get_one(Programme, scene.programme).organisation.slug
    visitor = site.visitor()
    for path in ("/open-data/iati.xml", f"/organisations/{slug}/iati.xml"):
        text = visitor.get(path).get_data(as_text=True)
        assert ">4000000<" in text
        assert "PT Niaga" not in text
        assert MEMBER.email not in text
        assert DONOR.email not in text
        assert "participating-org" in text
        assert "provider-org" not in text
    assert "PT Niaga" not in visitor.get(f"/organisations/{slug}/360giving.json").get_data(True)
    page = visitor.text("/open-data")
    assert f"/organisations/{slug}/iati.xml" in page
    visitor.get("/organisations/tidak-ada/iati.xml", 404)
    with scene.writing() as session:
        session.get_one(Programme, scene.programme).organisation.status = "suspended"
    visitor.get(f"/organisations/{slug}/iati.xml", 404)
    assert "4000000" not in visitor.get("/open-data/iati.xml").get_data(as_text=True)
    assert "Belum ada program yang terbit" in visitor.text("/open-data")


@pytest.mark.parametrize(
    ("codes", "scope"),
    [([], "4"), (["36", "52"], "5"), (["52"], "6"), (["52.71", "52.01"], "6"), (["52.71"], "7"),
     (["52.71.01"], "8")],
)  # fmt: skip
def test_how_wide_a_programme_reaches(codes: list[str], scope: str) -> None:
    assert activity.scope(codes) == scope


def test_budgets_stand_per_calendar_year_with_their_original() -> None:
    start, end = date(2026, 11, 22), date(2027, 11, 22)
    lines = [(date(2026, 12, 1), 5, 5), (date(2027, 2, 1), 7, 4), (date(2030, 1, 1), 1, 1)]
    first, original, revised = activity.budgets(lines, start, end)
    assert (first.starts_on, first.ends_on, first.amount) == (start, date(2026, 12, 31), 5)
    assert (original.type, original.starts_on, original.amount) == ("1", date(2027, 1, 1), 5)
    assert (revised.type, revised.ends_on, revised.amount) == ("2", end, 8)


def test_the_state_of_a_programme_by_its_days() -> None:
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    days = [start - timedelta(1), start, end, end + timedelta(1)]
    assert [activity.status("published", start, end, day) for day in days] == ["1", "2", "2", "3"]
    assert activity.status("closed", start, end, start) == "4"


def test_sums_and_texts_are_written_plainly() -> None:
    assert iati.value(150_075, "USD") == str(Decimal("1500.75"))
    assert iati.value(-1_234, "KWD") == "-1.234"
    assert iati.value(10**15, "IDR") == "1" + "0" * 15
    assert iati.clean("a\x00b\x1b\ud800\ufffe\tc") == "ab\tc"
