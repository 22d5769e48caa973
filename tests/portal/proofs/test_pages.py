"""Pages of proofs: a photo goes in, its place data does not; both sides open it on record."""

import io
import re

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.browse import TOKEN, Browser
from tests.cast import COORDINATOR, STRANGER
from tests.portal.pledges.desk import Desk
from tests.portal.uploads import files


def upload(browser: Browser, path: str, data: bytes, name: str) -> TestResponse:
    """Send the form of a proof with a file."""
    given = dict(TOKEN.findall(browser.text(path)))
    boundary, body = encode_multipart({**given, "file": FileStorage(io.BytesIO(data), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = browser.client.post(path, data=body, content_type=kind)
    browser.check(answer)
    return answer


def opened(browser: Browser, page: str) -> TestResponse:
    """Press the first file's button."""
    text = browser.text(page)
    (action, *_) = re.findall(r'action="(/proofs/[^"]*/open)"', text)
    token = re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', text)
    return browser.post(action, dict(token))


def test_a_photo_proves_a_transfer(desk: Desk) -> None:
    pledge = desk.accepted()
    desk.donor.submit(f"{pledge}/send", {"amount": "5 juta", "happened_on": desk.day(0)})
    page = f"{desk.last_delivery(pledge)}/proofs"
    assert "Bukti: 0 berkas" in desk.donor.text(pledge)
    assert "Belum ada bukti" in desk.owner.text(page)
    answer = upload(desk.donor, f"{page}/new", files.photo(), "IMG_0001.jpg")
    assert "Bukti tersimpan" in desk.donor.follow(answer).get_data(as_text=True)
    assert "Bukti: 1 berkas" in desk.owner.text(pledge)
    for browser in (desk.owner, desk.site.as_(COORDINATOR)):
        answer = opened(browser, page)
        assert answer.status_code == 200
        assert files.MARK.encode() not in answer.get_data()
        assert answer.headers["Content-Disposition"].startswith("attachment")
    text = desk.donor.text(page)
    assert "koordinator Kota Serang" in text
    assert "/withdraw" in text
    assert "/withdraw" not in desk.owner.text(page)
    stranger = desk.site.as_(STRANGER)
    assert stranger.get(page, 403)
    withdraw = re.findall(r'href="(/proofs/[^"]*/withdraw)"', text)[0]
    assert "Bukti ditarik" in desk.donor.follow(desk.donor.submit(withdraw)).get_data(as_text=True)
    assert desk.donor.get(withdraw, 404)


def test_faults_stand_beside_the_file(desk: Desk) -> None:
    pledge, other = desk.accepted(), desk.accepted()
    for one in (pledge, other):
        desk.donor.submit(f"{one}/send", {"amount": "5 juta", "happened_on": desk.day(0)})
    pages = [f"{desk.last_delivery(one)}/proofs/new" for one in (pledge, other)]
    upload(desk.donor, pages[0], files.pdf(), "bukti.pdf")
    for data, name, words in (
        (b"", "kosong.pdf", "kosong"),
        (files.acting("/JavaScript"), "a.pdf", "berisi program"),
        (files.photo(), "ktp.jpg", "Jangan mengunggah KTP"),
        (files.pdf(), "bukti.pdf", "sudah menjadi bukti pada catatan lain"),
    ):
        answer = upload(desk.donor, pages[1], data, name)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_a_bill_proves_a_spending(desk: Desk) -> None:
    pledge = desk.accepted()
    desk.donor.submit(f"{pledge}/send", {"amount": "5 juta", "happened_on": desk.day(0)})
    same = {"outcome": "same", "happened_on": desk.day(0)}
    desk.owner.submit(f"{desk.last_delivery(pledge)}/receive", same)
    spend = {
        "requirement": desk.line,
        "amount": "1 juta",
        "spent_on": desk.day(0),
        "description": "Sewa mobil (contoh)",
    }
    desk.owner.submit(f"/programmes/{desk.slug}/spend", spend)
    rows = f"/programmes/{desk.slug}/rows/spent"
    page = re.findall(r'href="(/transfers/[^"]*/proofs)"', desk.owner.text(rows))[0]
    upload(desk.owner, f"{page}/new", files.pdf(), "kuitansi.pdf")
    assert opened(desk.donor, page).get_data() == files.pdf()
    assert "/proofs" not in desk.site.as_(STRANGER).text(rows)
    assert "Tambah bukti" not in desk.donor.text(page)
