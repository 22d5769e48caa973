"""Programmes as people search them: one box, two tabs, filters, files and JSON that agree."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.directory import services as directory
from portal.directory.models import Organisation
from tests.cast import ADMINISTRATOR, STRANGER
from tests.make import World
from tests.site import Site


@pytest.fixture
def found(site: Site) -> Site:
    """Three programmes of one organisation and one of another, indexed."""
    world = site.world
    with world.writing() as session:
        owner = world.organisation(session, "Forum Kasemen (contoh)")
        world.programme(session, owner, title="Provinsi aman (contoh)", coverage=("36",))
        world.programme(
            session, owner, title="Kota ramah (contoh)", coverage=("36.73",), stage="recovery"
        )
        other = world.organisation(session, "Pijar Mataram (contoh)", by=STRANGER, region="52.71")
        world.programme(
            session, other, title="Kecamatan siaga (contoh)", coverage=("36.73.01", "52.71")
        )
        world.programme(session, owner, title="Rancangan (contoh)", published=False)
    site.drain()
    return site


def ask(site: Site, query: str = "") -> dict[str, Any]:
    answer = site.visitor().client.get(f"/api/v1/programmes?{query}")
    assert answer.status_code == 200
    data: dict[str, Any] = answer.get_json()
    return data


def titles(site: Site, query: str = "") -> set[str]:
    return {item["title"].split(" ")[0] for item in ask(site, query)["items"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Provinsi", "Kota", "Kecamatan"}),
        ("region=36.73", {"Provinsi", "Kota", "Kecamatan"}),
        ("region=36.73.02", {"Provinsi", "Kota"}),
        ("region=36.04", {"Provinsi"}),
        ("region=52", {"Kecamatan"}),
        ("region=52&region=36.04", {"Kecamatan", "Provinsi"}),
        ("stage=recovery&region=36", {"Kota"}),
        ("need=cash", {"Provinsi", "Kota", "Kecamatan"}),
        ("need=people", set()),
        ("need=nonsense", {"Provinsi", "Kota", "Kecamatan"}),
        ("region=99", set()),
        ("q=siaga", {"Kecamatan"}),
        ("q=pijar", {"Kecamatan"}),
        ("q=kecamtan", {"Kecamatan"}),
    ],
)
def test_words_and_filters_narrow(found: Site, query: str, expected: set[str]) -> None:
    assert titles(found, query) == expected
    assert ask(found, query)["total"] == len(expected)


@pytest.mark.parametrize("query", ["", "region=36.73", "stage=recovery&q=contoh"])
def test_every_count_is_what_choosing_it_leaves(found: Site, query: str) -> None:
    facets = ask(found, query)["facets"]
    assert set(facets) == {"stage", "region", "speciality", "need"}
    for facet, rows in facets.items():
        others = "&".join(part for part in query.split("&") if not part.startswith(f"{facet}="))
        for row in rows:
            total = ask(found, f"{others}&{facet}={row['value']}")["total"]
            assert total == row["count"], (facet, row)


def counts(page: str) -> list[int]:
    """The numbers of the tabs, organisations first."""
    return [int(one) for one in re.findall(r'<span class="count">(\d+)</span>', page)]


@pytest.mark.parametrize("query", ["", "?q=contoh", "?q=kasemen&stage=recovery", "?q=xyzzyqq"])
def test_both_tabs_tell_what_the_other_holds(found: Site, query: str) -> None:
    reader = found.visitor()
    organisations = reader.text(f"/organisations{query}")
    programmes = reader.text(f"/programmes{query}")
    assert counts(organisations) == counts(programmes)
    path = f"/api/v1/organisations{query}"
    totals = [reader.client.get(path).get_json()["total"], ask(found, query[1:])["total"]]
    assert counts(organisations) == totals


def test_a_tab_takes_the_words_and_the_shared_filters_along(found: Site) -> None:
    page = found.visitor().text("/organisations?q=contoh&region=36&kind=ngo&sort=name")
    assert 'href="/programmes?q=contoh&amp;region=36"' in page
    page = found.visitor().text("/programmes?q=contoh&stage=recovery&need=cash")
    assert 'href="/organisations?q=contoh&amp;stage=recovery"' in page
    assert "<mark>Kota</mark>" in found.visitor().text("/programmes?q=kota")


def test_an_empty_list_says_what_to_do(found: Site) -> None:
    page = found.visitor().text("/programmes?q=xyzzyqq&need=people")
    assert "Belum ada program yang cocok" in page
    assert "Tampilkan semua program" in page


def _suspend(world: World, session: Session) -> None:
    one = session.query(Organisation).filter(Organisation.name.like("Pijar%")).one()
    by = world.actor(session, ADMINISTRATOR)
    directory.suspend(session, one, reason="Uji (contoh)", by=by, now=world.now)


def test_a_suspended_owner_takes_them_off_though_the_worker_is_down(found: Site) -> None:
    with found.world.writing() as session:
        _suspend(found.world, session)
    assert titles(found) == {"Provinsi", "Kota"}
    assert "Kecamatan siaga" not in found.visitor().text("/programmes")
    assert "Kecamatan siaga" not in found.visitor().get("/programmes.csv").get_data(as_text=True)


def test_without_words_the_newest_come_first(found: Site) -> None:
    items = [item["title"] for item in ask(found, "sort=name")["items"]]
    assert items == sorted(items)
    page = found.visitor().text("/programmes")
    assert re.search(r'aria-current="true">terbaru', page)
    assert "paling cocok" in found.visitor().text("/programmes?q=kota")


@pytest.mark.parametrize(
    "query", ["page=-1", "page=9999999999", "region='&stage=x", "q=" + "x" * 9000, "sort=distance"]
)
def test_any_question_is_answered(found: Site, query: str) -> None:
    for path in ("/programmes", "/programmes.csv", "/api/v1/programmes"):
        found.visitor().get(f"{path}?{query}")
