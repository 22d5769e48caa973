"""The form on each profile, and what coordinators and members read of it."""

import re

import pytest

from portal.idempotency import new_key
from tests.browse import Browser
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

TEXT = "Teleponnya tidak dijawab sejak Senin (contoh)."
GOOD = {"part": "phone", "text": TEXT, "reply_to": "warga@contoh.example"}


@pytest.fixture
def path(site: Site) -> str:
    """The address of a listed organisation in Kota Serang."""
    with site.world.writing() as session:
        return f"/organisations/{site.world.organisation(session).slug}"


def only_report(browser: Browser) -> str:
    found: list[str] = re.findall(
        r'href="(/review/reports/[^"]+)"', browser.text("/review/reports")
    )
    return found[0]


def test_from_the_profile_to_the_members(site: Site, path: str) -> None:
    visitor, coordinator, member = site.visitor(), site.as_(COORDINATOR), site.as_(MEMBER)
    assert f'href="{path}/report"' in visitor.text(path)
    sent = visitor.submit(f"{path}/report", GOOD)
    assert "dalam 3 hari kerja" in visitor.follow(sent).get_data(as_text=True)
    assert "Jawab 1 laporan data salah" in coordinator.text("/dashboard")
    report = only_report(coordinator)
    page = coordinator.text(report)
    assert TEXT in page
    assert "warga@contoh.example" in page
    assert coordinator.submit(report, {"outcome": ""}).status_code == 422
    note = {"outcome": "passed_on", "answer": "Mohon periksa (contoh)."}
    assert coordinator.submit(report, note).status_code == 303
    assert "Tidak ada laporan yang menunggu" in coordinator.text("/review/reports")
    assert "Diteruskan kepada lembaga" in coordinator.text("/review/reports?state=answered")
    late = coordinator.submit(report, {"outcome": "corrected"}, to=report)
    assert late.status_code in (400, 409)
    mine = path.replace("/organisations/", "/my/organisations/") + "/reports"
    page = member.text(mine)
    assert TEXT in page
    assert "Mohon periksa (contoh)." in page
    assert "warga@contoh.example" not in page
    site.as_(STRANGER).get(mine, 403)
    for part in (STRANGER, MEMBER, ELSEWHERE):
        site.as_(part).get(report, 403)
    assert "Tidak ada laporan" in site.as_(ELSEWHERE).text("/review/reports")


def test_a_fault_keeps_what_was_typed_and_english_is_whole(site: Site, path: str) -> None:
    visitor = site.visitor("en")
    answer = visitor.submit(f"{path}/report", GOOD | {"text": "Call 0812-3456-7890 (contoh)"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Remove numbers" in page
    assert "0812-3456-7890 (contoh)" in page
    assert "warga@contoh.example" in page
    visitor.get("/organisations/tidak-ada/report", 404)


def test_the_form_says_when_it_is_enough(site: Site, path: str) -> None:
    visitor = site.visitor()
    page = visitor.text(f"{path}/report")
    csrf = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', page))
    for _number in range(10):
        assert visitor.post(f"{path}/report", GOOD | csrf | {"token": new_key()}).status_code == 303
    answer = visitor.post(f"{path}/report", GOOD | csrf | {"token": new_key()})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Terlalu banyak percobaan" in page
    assert TEXT in page


def test_a_double_click_is_one_report(site: Site, path: str) -> None:
    visitor = site.visitor()
    page = visitor.text(f"{path}/report")
    hidden = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', page))
    for _twice in range(2):
        assert visitor.post(f"{path}/report", GOOD | hidden).status_code == 303
    assert "1 laporan menunggu" in site.as_(COORDINATOR).text("/review/reports")
