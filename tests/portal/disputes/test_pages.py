"""*Angka ini salah*: from each page of a figure's rows to the answer, with and without account."""

import re

import pytest
from werkzeug.test import TestResponse

from portal.idempotency import new_key
from portal.ledger.models import Transfer
from tests.browse import Browser, place
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER
from tests.portal.pledges.desk import Desk

TEXT = "Kiriman bulan lalu tercatat dua kali (contoh)."


@pytest.fixture
def rows(desk: Desk) -> str:
    """The rows behind what a programme received: Rp5.000.000."""
    with desk.scene.writing() as session:
        desk.scene.received(session, desk.scene.committed(session), 5_000_000)
    return f"/programmes/{desk.slug}/rows/received"


def hidden(browser: Browser, path: str, form: str = "") -> dict[str, str]:
    """The hidden fields of a page's form (of the one with that action)."""
    page = browser.text(path)
    page = page[page.index(f'action="{form}"') :] if form else page
    found = re.findall(r'name="(csrf_token|token|saw|version)"[^>]*value="([^"]*)"', page)
    return dict(reversed(found))


def send(browser: Browser, path: str, given: dict[str, str]) -> TestResponse:
    """Open the form at a figure, keep what nobody sees, fill in `given`, and send it."""
    return browser.post(path, hidden(browser, path) | given)


def test_a_doubt_from_the_figure_to_its_correction(desk: Desk, rows: str) -> None:
    stranger, coordinator = desk.site.as_(STRANGER), desk.site.as_(COORDINATOR)
    assert f'href="{rows}/dispute"' in stranger.text(rows)
    assert "sedang diperiksa" not in stranger.text(rows)
    sent = send(stranger, f"{rows}/dispute", {"text": TEXT, "expected": "4 juta"})
    assert sent.status_code == 303
    one = place(sent)
    page = stranger.text(one)
    for words in (TEXT, "Rp5.000.000", "Rp4.000.000", "Menunggu koordinator", "1 baris"):
        assert words in page
    assert "sedang diperiksa" in desk.site.visitor().text(f"/programmes/{desk.slug}")
    assert "sedang diperiksa" in desk.site.visitor().text(rows)
    assert one not in desk.site.visitor().text(rows)
    assert "Putuskan 1 angka yang dipertanyakan" in coordinator.text("/dashboard")
    assert "/review/disputes" in coordinator.text("/dashboard")
    assert one in coordinator.text("/review/disputes")
    assert "Tidak ada angka yang menunggu" in desk.site.as_(ELSEWHERE).text("/review/disputes")
    assert one in desk.site.as_(AUDITOR).text("/review/disputes")
    for part in (ELSEWHERE, DONOR):
        desk.site.as_(part).get(one, 403)
    # Asked, explained, and still nothing that corrects.
    asked = {"asked": "owner", "text": "Mohon dicek (contoh).", "due_on": desk.day(3)}
    refused = coordinator.submit(one, asked | {"due_on": "kemarin"}, to=f"{one}/ask")
    assert refused.status_code == 422
    assert "Mohon dicek (contoh)." in refused.get_data(as_text=True)
    assert coordinator.submit(one, asked, to=f"{one}/ask").status_code == 303
    assert "Jelaskan angka yang dipertanyakan" in desk.owner.text("/dashboard")
    stale = hidden(coordinator, one, f"{one}/decide")
    note = {"text": "Benar, dua kali (contoh)."}
    assert desk.owner.submit(one, note, to=f"{one}/comment").status_code == 303
    decided = {"outcome": "corrected", "reason": "Sudah dibatalkan (contoh)."}
    late = coordinator.post(f"{one}/decide", decided | stale)
    assert late.status_code in (409, 422)
    answer = coordinator.submit(one, decided, to=f"{one}/decide")
    assert answer.status_code == 422
    assert "Pilih catatan yang mengoreksi" in answer.get_data(as_text=True)
    assert decided["reason"] in answer.get_data(as_text=True)
    with desk.scene.writing() as session:
        back: Transfer = desk.scene.reversed(session, desk.scene.rows(session, "receive")[0])
        fix = f"transfer:{back.public_id}"
    done = coordinator.submit(one, decided | {"fixes": fix}, to=f"{one}/decide")
    assert done.status_code == 303
    for browser in (stranger, desk.owner, coordinator):
        page = browser.text(one)
        assert "Angkanya sudah dikoreksi" in page
        assert "Sudah dibatalkan (contoh)." in page
        assert "Pembatalan penerimaan" in page
    assert "sedang diperiksa" not in desk.site.visitor().text(rows)
    assert coordinator.submit(one, decided, to=f"{one}/decide").status_code in (400, 409)
    sheet = coordinator.text("/review/disputes.csv?state=decided")
    assert TEXT in sheet
    assert "Sudah dibatalkan (contoh)." in sheet
    desk.figures()


def test_somebody_without_account_finds_the_answer_at_its_address(desk: Desk, rows: str) -> None:
    visitor, coordinator = desk.site.visitor(), desk.site.as_(COORDINATOR)
    told = {"text": TEXT, "expected": "", "reply_to": "warga@contoh.example"}
    given = told | hidden(visitor, f"{rows}/dispute")
    answers = {place(visitor.post(f"{rows}/dispute", given)) for _twice in range(2)}
    (answer,) = answers
    page = visitor.text(answer)
    assert "Simpan alamat halaman ini" in page
    assert TEXT not in page
    assert "warga@contoh.example" not in page
    one = answer.removesuffix("/answer")
    assert "warga@contoh.example" in coordinator.text(one)
    for part in (MEMBER, AUDITOR):
        assert "warga@contoh.example" not in desk.site.as_(part).text(one)
    assert "warga@contoh.example" not in coordinator.text("/review/disputes.csv")
    decided = {"outcome": "right", "reason": "Buktinya cocok (contoh)."}
    assert coordinator.submit(one, decided, to=f"{one}/decide").status_code == 303
    assert "Buktinya cocok (contoh)." in visitor.text(answer)
    assert visitor.get(one, 303).headers["Location"].startswith("/sign-in")


def test_faults_stand_beside_their_fields_and_english_is_whole(desk: Desk, rows: str) -> None:
    visitor = desk.site.visitor("en")
    wrong = {"text": "Call 0812-3456-7890 (contoh)", "expected": "1.500 juta"}
    answer = send(visitor, f"{rows}/dispute", wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Do you mean" in page
    assert "0812-3456-7890 (contoh)" in page
    old = send(visitor, f"{rows}/dispute", {"text": "Twice (contoh).", "saw": "1"})
    assert old.status_code == 422
    assert "has just changed" in old.get_data(as_text=True)
    csrf = hidden(visitor, f"{rows}/dispute")
    for _number in range(11):
        answer = visitor.post(
            f"{rows}/dispute", {"text": "Twice (contoh)."} | csrf | {"token": new_key()}
        )
    assert answer.status_code == 422
    assert "Twice (contoh)." in answer.get_data(as_text=True)
    visitor.get(f"/programmes/{desk.slug}/rows/nothing/dispute", 404)
    visitor.get(f"{rows}/dispute?requirement=none", 404)


def test_every_page_of_rows_leads_there(desk: Desk, rows: str) -> None:
    with desk.scene.writing() as session:
        row = desk.scene.rows(session, "receive")[0].public_id
        (pledge,) = {one.pledge for one in desk.scene.rows(session, "receive")}
    assert pledge
    mine = re.findall(r"/pledges/JD-[A-Z0-9-]+", desk.donor.text("/pledges"))[0]
    for browser, page in (
        (desk.donor, f"{mine}/rows/open"),
        (desk.site.visitor(), "/funding/rows/received?region=36.73"),
        (desk.site.as_(COORDINATOR), "/pipeline/rows/overdue"),
        (desk.site.as_(AUDITOR), f"/ledger/rows/{row}"),
        (desk.site.visitor(), f"{rows}?requirement={desk.line}"),
    ):
        bare, _, query = page.partition("?")
        address = f"{bare}/dispute" + (f"?{query}" if query else "")
        assert address in browser.text(page)
        told = {"text": "Angkanya kurang (contoh)."}
        assert send(browser, address, told).status_code == 303, address
        assert "sedang diperiksa" in browser.text(page)
    assert "sedang diperiksa" in desk.donor.text(mine)
    waits = desk.site.as_(AUDITOR).text("/review/disputes")
    assert "5 angka menunggu" in waits
