"""A member writes targets and reports in the browser; everybody reads target beside so far."""

import re
from datetime import timedelta
from typing import Any

import pytest

from portal.programmes.queries import need
from portal.results import services
from portal.results.queries import expected_of
from portal.results.rules import Wanted
from tests.cast import MEMBER, STRANGER
from tests.make import NOW
from tests.site import Site

BEGAN = NOW.date() - timedelta(days=100)


@pytest.fixture
def slug(site: Site) -> str:
    """The address of a published programme of the member, begun a hundred days ago."""
    world = site.world
    with world.writing() as session:
        made = world.programme(session, world.organisation(session), starts_on=BEGAN)
        return made.slug


def want(site: Site, slug: str) -> str:
    """Write one target; its public id."""
    world = site.world
    with world.writing() as session:
        one = need(session, slug)
        by = world.actor(session, MEMBER)
        rows = (Wanted("Sesi konseling", 600, "sesi"),)
        services.save_expected(session, one, rows, version=None, by=by, now=NOW)
        return expected_of(session, one)[0].public_id


def rows(*told: tuple[str, str, str]) -> dict[str, Any]:
    columns = zip(*told, strict=True)
    names = ("result_indicator", "result_target", "result_unit")
    return dict(zip(names, [list(column) for column in columns], strict=True)) | {
        "result_key": [""] * len(told)
    }


def test_targets_as_rows(site: Site, slug: str) -> None:
    member, path = site.as_(MEMBER), f"/programmes/{slug}/results"
    assert member.text(path).count('name="result_indicator"') == 3
    three = rows(("Sesi konseling", "600", "sesi"), ("", "", ""), ("Kader", "enam puluh", "orang"))
    wrong = member.submit(path, three)
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert page.count("Hasil 3: isi sasaran dengan angka") == 2
    assert 'value="enam puluh"' in page
    more = member.submit(path, three | {"add": "row"}).get_data(as_text=True)
    assert more.count('name="result_indicator"') == 4
    assert 'value="Sesi konseling"' in more
    good = rows(("Sesi konseling", "1.600", "sesi"), ("", "", ""), ("Kader <b>", "60", "orang"))
    assert member.submit(path, good).status_code == 303
    page = site.visitor().text(f"/programmes/{slug}")
    for words in ("Sesi konseling", "1.600 sesi", "Kader &lt;b&gt;", "belum dilaporkan"):
        assert words in page
    assert "Laporkan hasil" not in page
    english = site.visitor("en").text(f"/programmes/{slug}")
    assert "not reported yet" in english


def test_a_report_and_its_correction(site: Site, slug: str) -> None:
    key, member, visitor = want(site, slug), site.as_(MEMBER), site.visitor()
    path = f"/programmes/{slug}/reports"
    first, last = BEGAN.strftime("%d-%m-%Y"), NOW.date().strftime("%d-%m-%Y")
    told = {"first_day": first, "last_day": last, f"value_{key}": "1.2x", "words": "Lancar."}
    wrong = member.submit(f"{path}/new", told)
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count("Sesi konseling: isi angka bulat") == 2
    assert 'value="1.2x"' in wrong.get_data(as_text=True)
    late = (NOW.date() + timedelta(days=9000)).strftime("%d-%m-%Y")
    told[f"value_{key}"] = "120"
    answer = member.submit(f"{path}/new", told | {"last_day": late})
    assert "Laporkan yang sudah terjadi" in answer.get_data(as_text=True)
    page = member.text(f"{path}/new")
    hidden = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', page))
    for _again in range(2):
        assert member.post(f"{path}/new", told | hidden).status_code == 303
    shown = visitor.text(f"/programmes/{slug}")
    assert "120 sesi" in shown
    assert "Lancar." in shown
    page = visitor.text(path)
    assert "1 laporan" in page
    assert "Perbaiki laporan ini" not in page
    found = re.search(r"/reports/([0-9a-f-]{36})/correct", member.text(path))
    assert found
    correct = f"{path}/{found[1]}/correct"
    assert 'value="120"' in member.text(correct)
    assert member.submit(correct, told | {f"value_{key}": "90"}).status_code == 303
    assert member.submit(correct, told | {f"value_{key}": "80"}).status_code == 409
    page = visitor.text(path)
    assert "Tidak dihitung lagi: diperbaiki" in page
    assert "90 sesi · 15 persen" in page
    found = site.visitor().get("/api/v1/programmes/" + public_id(site, slug)).get_json()
    assert found["results"] == [
        {"indicator": "Sesi konseling", "target": 600, "unit": "sesi", "so_far": 90}
    ]
    site.as_(STRANGER).get(f"{path}/new", 403)


def public_id(site: Site, slug: str) -> str:
    with site.world.writing() as session:
        return need(session, slug).public_id
