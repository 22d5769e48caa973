"""Every list that a coordinator or a member reads is a file too: its rows, and no more."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.directory.contacts import add_contact
from portal.idempotency import new_key
from tests.browse import Browser
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER
from tests.laws.stage import Values, build, listed
from tests.site import Site

CLOSED = "0812-9999-0001"


def rows(browser: Browser, path: str) -> list[dict[str, str]]:
    """The rows of a list as CSV, by their titles; its page, without the ending, links to it."""
    text = browser.get(path).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def linked(browser: Browser, path: str) -> None:
    """The page of a list names its file in both forms."""
    address, _mark, query = path.partition("?")
    page = browser.text(path).replace("&amp;", "&")
    for form in ("csv", "xlsx"):
        assert f'href="{address}.{form}{_mark}{query}"' in page, path


@pytest.fixture
def staged(site: Site) -> tuple[Site, Values]:
    """The portal with one of everything in it."""
    world = site.world
    values = build(world) | listed(world)
    with world.writing() as session:
        mine = world.mine(session, MEMBER)
        mine.confirmed_on = world.now.date() - timedelta(days=400)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        told: dict[str, Any] = {"kind": "phone", "value": CLOSED, "visibility": "coordinators"}
        add_contact(session, mine, token=new_key(), **told, **who)
    return site, values


def test_a_coordinators_lists_are_files_with_the_same_rows(staged: tuple[Site, Values]) -> None:
    site, values = staged
    here, far = site.as_(COORDINATOR), site.as_(ELSEWHERE)
    run = values["importing"]["public_id"]
    expected = {
        "/review/freshness": ("Lembaga", "Himpunan Psikolog Klinis Serang Raya (contoh)"),
        "/review/reports": ("Isi laporan", "Teleponnya tidak dijawab (contoh)."),
        "/review/claims": ("Lembaga", "Posko Lama (contoh)"),
        "/review/duplicates?state=open": ("Lembaga kedua", "Posko Contoh Serang (contoh)"),
        "/review/merges": ("Menggantikan", "Posko Contoh Kota Serang (contoh)"),
        "/review/suggestions?state=invited": ("Lembaga", "Kader Melati (contoh)"),
        "/review/changes": ("Yang diubah", "Nama singkat; Nomor surat keputusan"),
        "/review/imports": ("Baru", "1"),
        "/review/unverified": ("Lembaga", "Posko Baru (contoh)"),
        "/contact-lists": ("Untuk apa", "Undangan forum wilayah (contoh)."),
    }
    for path, (title, cell) in expected.items():
        linked(here, path)
        address, _mark, query = path.partition("?")
        file = f"{address}.csv?{query}"
        assert cell in {one[title] for one in rows(here, file)}, path
        if address != "/review/duplicates":
            assert rows(far, file) == [], path
        text = here.text(file)
        assert CLOSED not in text, path
        assert "0812-0000-0003" not in text, path
    brought = rows(here, f"/review/imports/{run}/rows.csv?show=all")
    assert [(one["Nama"], one["Hasil"]) for one in brought] == [
        ("Posko Baru (contoh)", "Sudah sama"),
        ("Posko Lain (contoh)", "Perlu diperbaiki"),
    ]
    assert len(rows(here, f"/review/imports/{run}/rows.csv?show=error")) == 1
    assert f"/review/imports/{run}/rows.xlsx?show=needed" in here.text(f"/review/imports/{run}")
    site.as_(STRANGER).get("/review/claims.csv", 403)


def test_filters_of_the_page_hold_for_the_file(staged: tuple[Site, Values]) -> None:
    here = staged[0].as_(COORDINATOR)
    for none in (
        "/review/reports.csv?state=answered",
        "/review/claims.csv?state=decided",
        "/review/suggestions.csv?state=waiting",
        "/review/duplicates.csv?state=dismissed",
        "/review/unverified.csv?kind=company",
    ):
        assert rows(here, none) == [], none
    assert len(rows(here, "/review/unverified.csv?kind=ngo&region=36.73")) == 1
    here.get("/review/claims.pdf", 404)
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(here.get("/review/freshness.xlsx").get_data())
    ).get_sheet_by_index(0)
    assert sheet.to_python()[0][:2] == ["Lembaga", "Jenis lembaga"]


def test_a_members_lists_are_files_for_members_alone(staged: tuple[Site, Values]) -> None:
    site, values = staged
    member, slug = site.as_(MEMBER), values["my"]["slug"]
    for name, title in (("members", "Email"), ("resources", "Apa")):
        path = f"/my/organisations/{slug}/{name}"
        linked(member, path)
        assert rows(member, f"{path}.csv")[0][title]
    for name in ("members", "resources", "documents", "views", "reports"):
        site.as_(STRANGER).get(f"/my/organisations/{slug}/{name}.csv", 403)
        member.get(f"/my/organisations/{slug}/{name}.xlsx")
        member.get(f"/my/organisations/{slug}/{name}.exe", 404)


def test_a_figures_rows_are_a_file_that_sums_to_it(staged: tuple[Site, Values]) -> None:
    site, values = staged
    path = f"/programmes/{values['pledges']['slug']}/rows/committed"
    linked(site.visitor(), path)
    mine, theirs = rows(site.as_(DONOR), f"{path}.csv"), rows(site.visitor(), f"{path}.csv")
    assert sum(int(one["Jumlah (Rp)"]) for one in mine) == 60_000_000
    assert {one["Kode"] for one in theirs} == {""}, "the pledge's code is for its sides"
    assert mine[0]["Kode"].startswith("JD-")
    site.visitor().get(f"/programmes/{values['pledges']['slug']}/rows/nothing.csv", 404)
