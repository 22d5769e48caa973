"""The coordinator's pages: the queue, what was claimed, closed contacts, the decision."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import now
from portal.directory.contacts import add_contact, add_person
from portal.directory.models import Organisation
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.regions.rules import local_date
from portal.registration.models import Submission
from portal.registration.services import submit
from tests.browse import Browser
from tests.cast import ADMINISTRATOR, APPLICANT, COORDINATOR, ELSEWHERE, STRANGER
from tests.site import Site

CLOSED_NUMBER = "0812-9999-0001"
GROUP_ITEMS = ["entry_read", "not_listed", "public_text", "no_conflict", "village_decree"]


def today() -> str:
    return f"{local_date(now(), 7):%d-%m-%Y}"


@pytest.fixture
def sent(site: Site) -> str:
    """The reference of a submission in Kota Serang with a closed contact and a person."""
    with site.world.writing() as session:
        draft = site.world.draft(session)
        by = site.world.actor(session, APPLICANT)
        told: dict[str, Any] = {"visibility": "coordinators", "by": by, "now": site.world.now}
        add_contact(session, draft, kind="phone", value=CLOSED_NUMBER, token=new_key(), **told)
        add_person(session, draft, name="Ibu Contoh", role="Ketua", token=new_key(), **told)
        return submit(session, draft, by=by, now=site.world.now).reference


def token(browser: Browser) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', browser.text("/account")))


def test_the_queue_is_the_coordinators_own(site: Site, sent: str) -> None:
    page = site.as_(COORDINATOR).text("/review")
    assert f"/review/{sent}" in page
    assert "1 permohonan menunggu" in page
    assert "Tidak ada yang menunggu pemeriksaan" in site.as_(ELSEWHERE).text("/review")
    for part in (STRANGER, APPLICANT, ADMINISTRATOR):
        site.as_(part).get("/review", 403)
    assert "/sign-in" in site.visitor().get("/review", 303).headers["Location"]


@pytest.mark.parametrize(
    "query", ["page=-1", "page=abc", "page=1000000000", "left=late&type=x&region='&kind=%00"]
)
def test_any_question_to_the_queue_answers(site: Site, sent: str, query: str) -> None:
    site.as_(COORDINATOR).get(f"/review?{query}")


def test_a_review_is_short_until_its_parts_are_opened(site: Site, sent: str) -> None:
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text(f"/review/{sent}")
    assert page.count('<details class="fold"><summary>') == 3
    for anchor in ("dokumen", "mirip", "telepon", "putus"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    coordinator.submit(f"/review/{sent}", {"save": "1", "remark_about": "Sebut kegiatan (contoh)."})
    page = coordinator.text(f"/review/{sent}")
    assert page.count('<details class="fold" open><summary>') == 1
    assert "1 catatan" in page


def test_closed_contacts_open_by_a_recorded_press(site: Site, sent: str) -> None:
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text(f"/review/{sent}")
    assert "Forum Ibu Peduli Kasemen (contoh)" in page
    assert CLOSED_NUMBER not in page
    assert "Ibu Contoh" not in page
    opened = coordinator.submit(f"/review/{sent}", to=f"/review/{sent}/contacts")
    assert opened.status_code == 200
    text = opened.get_data(as_text=True)
    assert CLOSED_NUMBER in text
    assert "Ibu Contoh" in text
    with site.world.writing() as session:
        row = session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts")).one()
        assert row.actor_id == site.world.users["coordinator"]
    coordinator.get(f"/review/{sent}/contacts", 405)


def test_a_decision_needs_its_reason_and_keeps_what_was_typed(site: Site, sent: str) -> None:
    coordinator = site.as_(COORDINATOR)
    answer = coordinator.submit(f"/review/{sent}", {"decision": "rejected", "reason": ""})
    assert answer.status_code == 422
    assert "Tulis alasannya." in answer.get_data(as_text=True)
    answer = coordinator.submit(f"/review/{sent}", {"decision": "", "reason": "Halo (contoh)"})
    assert answer.status_code == 422
    assert "Halo (contoh)" in answer.get_data(as_text=True)
    answer = coordinator.submit(f"/review/{sent}", {"decision": "maybe", "reason": "x"})
    assert answer.status_code == 422


def test_approval_and_a_late_second_decision(site: Site, sent: str) -> None:
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text(f"/review/{sent}")
    assert "Pendaftaran" in page
    assert "perlu perbaikan" in page  # the letters, as they will be sent
    hidden = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', page))
    good = {"decision": "verified", "reason": "", "ticks": GROUP_ITEMS} | hidden
    open_call = coordinator.post(f"/review/{sent}", good)
    assert open_call.status_code == 422
    assert "Telepon dulu nomor yang Anda cari sendiri" in open_call.get_data(as_text=True)
    call = {"source": "local_office", "called_on": today(), "result": "confirmed"}
    noted = coordinator.submit(f"/review/{sent}/calls", call | {"answered_by": "ketua"})
    assert noted.status_code == 303
    assert coordinator.post(f"/review/{sent}", good).status_code == 303
    late = coordinator.post(f"/review/{sent}", {"decision": "rejected", "reason": "x"} | hidden)
    assert late.status_code == 409
    with site.world.writing() as session:
        one = session.scalars(select(Organisation)).one()
        assert one.status == "verified"
    assert sent not in coordinator.text("/review")
    assert "Terverifikasi" in coordinator.text(f"/review/{sent}")


def test_others_are_refused(site: Site, sent: str) -> None:
    for part in (STRANGER, APPLICANT, ELSEWHERE, ADMINISTRATOR):
        browser = site.as_(part)
        browser.get(f"/review/{sent}", 403)
        body = {"decision": "verified"} | token(browser)
        assert browser.post(f"/review/{sent}", body).status_code == 403
        assert browser.post(f"/review/{sent}/contacts", token(browser)).status_code == 403
    site.as_(COORDINATOR).get("/review/SP-0000-0000", 404)
    with site.world.writing() as session:
        assert session.scalars(select(Submission)).one().state == "waiting"


def test_a_remark_goes_from_the_review_to_the_field_and_back(site: Site, sent: str) -> None:
    coordinator, applicant = site.as_(COORDINATOR), site.as_(APPLICANT)
    remark = "Tambahkan kegiatan tetap (contoh)."
    told = {"remark_about": remark, "ticks": ["entry_read"], "reason": ""}
    saved = coordinator.submit(f"/review/{sent}", told | {"save": "1"})
    assert saved.status_code == 303
    page = coordinator.text(f"/review/{sent}")
    assert page.count(remark) == 2  # in its box, and in the letter as it will go out
    with site.world.database.reading() as session:
        one = session.scalars(select(Submission)).one().organisation.public_id
    assert remark not in applicant.text(f"/register/{one}")
    number = "Nomor 0812-3456-7890 salah."
    answer = coordinator.submit(f"/review/{sent}", {"remark_contacts": number, "save": "1"})
    assert answer.status_code == 422
    assert "Sebut tanpa menulis ulang nomor" in answer.get_data(as_text=True)
    asked = {"remark_about": remark, "decision": "changes_requested", "reason": ""}
    assert coordinator.submit(f"/review/{sent}", asked).status_code == 303
    assert remark in applicant.text(f"/register/{one}")
    assert f"Catatan koordinator: {remark}" in applicant.text(f"/register/{one}/identity")
    with site.world.writing() as session:
        held = session.scalars(select(Submission)).one()
        submit(session, held.organisation, by=site.world.actor(session, APPLICANT), now=now())
    assert remark not in applicant.text(f"/register/{one}/check")
    page = coordinator.text(f"/review/{sent}")
    assert remark in page
    assert "Belum berubah" in page


def test_a_note_of_a_call_names_its_faults_and_is_nobody_elses(site: Site, sent: str) -> None:
    coordinator = site.as_(COORDINATOR)
    path = f"/review/{sent}/calls"
    bad = {"source": "", "called_on": "31-02-2027", "result": "", "answered_by": "ketua"}
    answer = coordinator.submit(path, bad)
    assert answer.status_code == 422
    assert 'value="ketua"' in answer.get_data(as_text=True)
    for part in (STRANGER, APPLICANT, ELSEWHERE, ADMINISTRATOR):
        site.as_(part).get(path, 403)


def test_the_page_tells_whose_turn_it_is(site: Site) -> None:
    with site.world.writing() as session:
        made = site.world.submission(session, handles_funds=True)
        sent = made.reference
        by = site.world.actor(session, COORDINATOR)
        site.world.approve(session, made, by=by)
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text(f"/review/{sent}")
    assert "Menunggu koordinator lain" in page
    assert "Belum ada koordinator lain" in page
    assert "Anda sudah menyetujui" in coordinator.text("/review")
    stale = coordinator.submit(f"/review/{sent}", {"decision": "verified", "seen": "0"})
    assert stale.status_code in (409, 422)
    back = {"decision": "sent_back", "reason": "Periksa rekening lagi (contoh)."}
    assert coordinator.submit(f"/review/{sent}", back).status_code == 303
    assert "Perlu dua koordinator" in coordinator.text(f"/review/{sent}")
