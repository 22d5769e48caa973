"""Places in a search: offered when words name them, and the point from where distances count."""

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from portal.directory.places import add_location
from portal.finder.request import here, read
from portal.idempotency import new_key
from tests.cast import APPLICANT, MEMBER, STRANGER
from tests.site import Site


@pytest.fixture
def found(site: Site) -> Site:
    """One in Kota Serang, one in Mataram, and one with a shelter in Kabupaten Serang."""
    world = site.world
    with world.writing() as session:
        owner = world.organisation(session, "Psikolog Kasemen (contoh)", region="36.73")
        world.programme(session, owner, title="Mobil keliling (contoh)")
        world.organisation(session, "Psikolog Mataram (contoh)", by=STRANGER, region="52.71")
        world.organisation(
            session,
            "Psikolog Rumah (contoh)",
            by=APPLICANT,
            region="36.04",
            runs_shelter=True,
            shelter_region="36.04",
        )
    site.drain()
    return site


def items(site: Site, query: str) -> list[str]:
    answer = site.visitor().client.get(f"/api/v1/organisations?{query}").get_json()
    return [item["name"].split(" ")[1] for item in answer["items"]]


def names(page: str) -> list[str]:
    """The second words of the names on a page, in its order."""
    bare = re.sub(r"</?mark>", "", page)
    return re.findall(r'<h3><a href="/organisations/[^"]*">Psikolog (\w+)', bare)


def test_a_place_in_the_words_is_offered_kota_and_kabupaten_apart(found: Site) -> None:
    page = found.visitor().text("/organisations?q=psikolog+serang&kind=ngo")
    for code, name in (("36.04", "Kabupaten Serang"), ("36.73", "Kota Serang")):
        address = f"/organisations?q=psikolog&amp;kind=ngo&amp;region={code}"
        assert f'<a href="{address}">Hanya {name}</a>' in page
    narrowed = found.visitor().text("/organisations?q=psikolog&region=36.73")
    assert "Hanya Kota Serang" not in narrowed
    assert "Only Kota Serang" in found.visitor("en").text("/organisations?q=psikolog+serang")
    assert "Hanya Kota Serang" in found.visitor().text("/programmes?q=mobil+kota+serang")


def test_a_relaxed_answer_says_so(found: Site) -> None:
    page = found.visitor().text("/organisations?q=psikolog+xyzzyqq")
    assert "Tidak semua kata cocok" in page
    assert "Tidak semua kata cocok" not in found.visitor().text("/organisations?q=psikolog")


@pytest.mark.parametrize(
    ("origin", "order"),
    [
        ("Kasemen", ["Kasemen", "Mataram", "Rumah"]),
        ("36.73", ["Kasemen", "Mataram", "Rumah"]),
        ("kota mataram", ["Mataram", "Kasemen", "Rumah"]),
        ("52.71.01", ["Mataram", "Kasemen", "Rumah"]),
    ],
)
def test_the_nearest_come_first_and_a_shelter_last(
    found: Site, origin: str, order: list[str]
) -> None:
    query = f"q=psikolog&sort=distance&from={origin}"
    page = found.visitor().text(f"/organisations?{query}")
    assert names(page) == order == items(found, query)
    assert len(re.findall(r"Sekitar \d+ km|Kurang dari 1 km", page)) == 2, "none for a shelter"
    assert "terdekat dari" in page


@pytest.mark.parametrize("origin", ["Atlantis", "Serang", "", "x" * 500, "<script>", "99.99"])
def test_a_place_that_is_none_is_told_beside_its_field(found: Site, origin: str) -> None:
    page = found.visitor().text(f"/organisations?sort=distance&from={origin}")
    assert len(names(page)) == 3
    assert ('aria-invalid="true"' in page) == bool(origin)
    assert "<script>x" not in page
    if origin == "Serang":
        assert "Kabupaten Serang (36.04), Kota Serang (36.73)" in page


def test_the_filters_and_pages_keep_the_place(found: Site) -> None:
    page = found.visitor().text("/organisations?sort=distance&from=Kasemen&q=psikolog")
    assert page.count('<input type="hidden" name="from" value="36.73.02">') == 2
    assert 'href="/organisations?q=psikolog&amp;sort=name"' in page


def test_an_open_office_tells_its_kecamatan(found: Site) -> None:
    world = found.world
    with world.writing() as session:
        one = world.mine(session, MEMBER)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        place: dict[str, Any] = {"region": "36.73.02"}
        place |= {"address": "Jalan Contoh 1", "visibility": "public"}
        add_location(session, one, kind="office", token=new_key(), **place, **who)
    found.drain()
    page = found.visitor().text("/organisations?sort=distance&from=36.73.02&q=psikolog")
    assert "Kurang dari 1 km" in page


def test_where_the_device_is_comes_in_a_header_and_stands_nowhere(
    found: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    sent = {"Simpul-Near": "-8.583712,116.116283"}
    answer = found.visitor().client.get("/organisations.part?q=psikolog", headers=sent)
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert names(page) == ["Mataram", "Kasemen", "Rumah"]
    assert "terdekat dari tempat Anda" in page
    for text in ("8.58", "116.1", "near"):
        assert text not in page.replace("nearest", "")
        assert text not in caplog.text
    asked = here(read(found_args()), "-8.583712,116.116283")
    assert asked.near == (-8.58, 116.12), "about a kilometre"
    for nonsense in ("", "x", "1", "91,0", "nan,nan", "inf,1", "1,2,3"):
        assert here(read(found_args()), nonsense).near is None
        sent = {"Simpul-Near": nonsense}
        assert found.visitor().client.get("/organisations.part", headers=sent).status_code == 200


def found_args() -> "MultiDict[str, str]":
    return MultiDict({"q": "psikolog"})


@pytest.mark.parametrize("list_", ["organisations", "programmes"])
def test_the_part_is_what_the_page_holds(found: Site, list_: str) -> None:
    reader = found.visitor()
    for query in ("", "?q=psikolog", "?q=xyzzyqq&region=36", "?page=99&sort=name"):
        part = reader.client.get(f"/{list_}.part{query}").get_data(as_text=True)
        assert part.strip() in reader.text(f"/{list_}{query}")
        assert "<h1" not in part
