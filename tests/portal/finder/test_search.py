"""Search as people use it: words, variants, filters, counts, and what must never show."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from portal import indexing
from portal.directory import services as directory
from portal.directory.models import Organisation
from search.query import Query
from tests.cast import ADMINISTRATOR, DONOR, MEMBER, STRANGER
from tests.site import Site


@pytest.fixture
def found(site: Site) -> Site:
    """Three organisations, verified and indexed."""
    world = site.world
    with world.writing() as session:
        world.organisation(
            session,
            "Himpunan Psikolog Klinis Serang Raya (contoh)",
            short_name="HPK Serang",
            kind="professional_association",
            specialities=("psychological_counselling", "accompaniment"),
            coverage=("36.73", "36.04"),
        )
        world.organisation(
            session,
            "Pijar Keadilan Mataram (contoh)",
            by=STRANGER,
            kind="legal_aid",
            region="52.71",
            coverage=("52",),
            specialities=("legal_aid",),
            about="Mendampingi perempuan yang berhadapan dengan pengadilan.",
        )
        world.organisation(
            session,
            "PT Niaga Samudra Banten (contoh)",
            by=DONOR,
            kind="company",
            specialities=("community_education",),
        )
    site.drain()
    return site


def ask(site: Site, query: str) -> dict[str, Any]:
    answer = site.visitor().client.get(f"/api/v1/organisations?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    data: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return data


def names(site: Site, query: str) -> list[str]:
    return [item["name"].split(" ")[0] for item in ask(site, query)["items"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("q=Himpunan+Psikolog+Klinis+Serang+Raya", "Himpunan"),
        ("q=HPK+Serang", "Himpunan"),
        ("q=himpnan", "Himpunan"),
        ("q=himp", "Himpunan"),
        ("q=pengadilan", "Pijar"),
        ("q=pendamping", "Himpunan"),
        ("q=LBH", "Pijar"),
        ("q=bantuan+hukum", "Pijar"),
        ("q=psikolog+serang", "Himpunan"),
        ("q=csr", "PT"),
    ],
)
def test_words_find_what_people_mean(found: Site, query: str, first: str) -> None:
    assert names(found, query)[:1] == [first]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=legal_aid", {"Pijar"}),
        ("kind=legal_aid&kind=company", {"Pijar", "PT"}),
        ("speciality=legal_aid", {"Pijar"}),
        ("stage=recovery", {"Himpunan"}),
        ("region=52", {"Pijar"}),
        ("region=52.71.01", {"Pijar"}),
        ("region=36.04", {"Himpunan"}),
        ("region=31", set()),
        ("kind=nonsense", {"Himpunan", "Pijar", "PT"}),
        ("region=99.99", set()),
    ],
)
def test_filters_narrow(found: Site, query: str, expected: set[str]) -> None:
    data = ask(found, query)
    assert {item["name"].split(" ")[0] for item in data["items"]} == expected
    assert data["total"] == len(expected)


def test_counts_are_the_totals_that_they_promise(found: Site) -> None:
    data = ask(found, "")
    for facet, rows in data["facets"].items():
        for row in rows:
            assert ask(found, f"{facet}={row['value']}")["total"] == row["count"], (facet, row)


@pytest.mark.parametrize("page", ["-1", "abc", "1000000000", "0", "", "1e3", "٣"])
@pytest.mark.parametrize("path", ["/organisations", "/api/v1/organisations"])
def test_any_page_number_is_answered(found: Site, path: str, page: str) -> None:
    found.visitor().get(f"{path}?page={page}")


def test_the_page_marks_words_and_escapes_the_rest(found: Site) -> None:
    assert "<mark>Himpunan</mark>" in found.visitor().text("/organisations?q=himpunan")
    text = found.visitor().text("/organisations?q=%22%3E%3Cscript%3Ealert")
    assert "<script>alert" not in text


def test_a_search_that_is_too_narrow_offers_looser_ones_counted_in_one_question(
    found: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    index = found.app.extensions["index"]
    count = index.counts

    def noted(queries: Sequence[Query]) -> Any:
        asked.append(len(queries))
        return count(queries)

    monkeypatch.setattr(index, "counts", noted)
    narrow = "q=psikolog&region=36.73&kind=company&speciality=legal_aid&stage=handling"
    page = found.visitor().get(f"/organisations?{narrow.replace('&speciality=legal_aid', '')}")
    assert "Tanpa “Perusahaan”" in page.text
    assert "Tanpa “Kota Serang”" not in page.text, "that alone would find nobody"
    assert asked == [4], "the province around it, and without each of three filters"
    assert "Tanpa" not in found.visitor().get(f"/organisations?{narrow}").text


def test_a_suspended_organisation_is_gone_though_the_worker_is_down(found: Site) -> None:
    with found.world.writing() as session:
        one = session.query(Organisation).filter(Organisation.kind == "legal_aid").one()
        slug, public_id = one.slug, one.public_id
        administrator = found.world.actor(session, ADMINISTRATOR)
        directory.suspend(session, one, reason="Uji", by=administrator, now=found.world.now)
    assert names(found, "q=pijar") == []
    assert "Pijar" not in found.visitor().text("/organisations")
    found.visitor().get(f"/organisations/{slug}", status=404)
    found.visitor().get(f"/api/v1/organisations/{public_id}", status=404)
    found.drain()
    difference = indexing.diff(found.world.database, found.index)
    assert difference.clean, difference


def test_diff_names_what_is_missing_extra_and_stale_and_a_rebuild_mends_it(found: Site) -> None:
    database = found.world.database
    with found.world.writing() as session:
        ids = [one.public_id for one in session.query(Organisation).order_by(Organisation.id)]
        session.query(Organisation).filter_by(public_id=ids[0]).one().version += 1
        session.query(Organisation).filter_by(public_id=ids[1]).one().status = "suspended"
    found.index.remove([ids[2]])
    difference = indexing.diff(database, found.index)
    assert (difference.missing, difference.extra, difference.stale) == (
        (ids[2],),
        (ids[1],),
        (ids[0],),
    )
    indexing.rebuild(database, found.index, found.settings.data_dir)
    assert indexing.diff(database, found.index).clean


def test_naughty_words_are_answered(found: Site, real_data: Path) -> None:
    client = found.visitor().client
    for text in json.loads((real_data / "naughty_strings.json").read_text()):
        for path in ("/organisations", "/api/v1/organisations"):
            answer = client.get(path, query_string={"q": text, "region": text, "sort": text})
            assert answer.status_code == 200, (path, text)


def test_json_shows_only_what_is_public(found: Site) -> None:
    item = ask(found, "q=himpunan")["items"][0]
    data = json.loads(found.visitor().client.get(f"/api/v1/organisations/{item['id']}").data)
    assert data["name"] == item["name"]
    assert set(item) >= {
        "id", "slug", "name", "short_name", "kind", "specialities", "stages", "regions",
        "verified_on", "capacity", "url",
    }  # fmt: skip
    assert {contact["kind"] for contact in data["contacts"]} <= {
        "phone",
        "whatsapp",
        "email",
        "hotline",
    }
    assert MEMBER.email not in json.dumps(data)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/organisations/none",
        "/api/v1/programmes/none",
        "/api/v1/x",
        "/api/v1/regions?parent=zz",
    ],
)
def test_json_errors_are_problem_documents(found: Site, path: str) -> None:
    answer = found.visitor().client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.data)["status"] == 404


def test_regions_by_code(found: Site) -> None:
    data = json.loads(found.visitor().client.get("/api/v1/regions").data)
    assert data["total"] == 38
    below = json.loads(found.visitor().client.get("/api/v1/regions?parent=36.73").data)
    assert {one["parent"] for one in below["items"]} == {"36.73"}
