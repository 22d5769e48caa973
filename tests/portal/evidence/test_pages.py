"""Pages of documents: from the registration's list to the coordinator's, and what is refused."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.directory.models import Organisation
from portal.evidence import queries
from portal.evidence.models import Document
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.uploads.rules import FAULTS
from tests.browse import TOKEN, Browser
from tests.cast import APPLICANT, COORDINATOR, ELSEWHERE, MEMBER, STRANGER, Part
from tests.portal.evidence.papers import paper
from tests.portal.uploads import files
from tests.site import Site

NUMBER = "141/012/Kel-Kasemen/2026"


@pytest.fixture
def own(site: Site) -> str:
    """The address of a verified group's documents."""
    with site.world.writing() as session:
        return f"/my/organisations/{site.world.organisation(session).slug}/documents"


def send(browser: Browser, path: str, data: bytes, name: str, **fields: Any) -> TestResponse:
    """Fill in the form of a document and send it with a file."""
    hidden = dict(TOKEN.findall(browser.text(path)))
    given = hidden | {"kind": "decree", "number": NUMBER} | fields
    return post(browser, path, given, data, name)


def post(
    browser: Browser, path: str, given: dict[str, str], data: bytes, name: str
) -> TestResponse:
    """Send fields and a file as they are."""
    boundary, body = encode_multipart({**given, "file": FileStorage(io.BytesIO(data), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = browser.client.post(path, data=body, content_type=kind)
    browser.check(answer)
    return answer


def rows(site: Site) -> list[Document]:
    with site.world.database.reading() as session:
        return list(session.scalars(select(Document)))


def kept(site: Site) -> list[Path]:
    return [path for path in site.settings.uploads.rglob("*") if path.is_file()]


def press(browser: Browser, page: str, action: str) -> TestResponse:
    """Press the button of a page whose form has that address."""
    token = re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', browser.text(page))
    return browser.post(action, dict(token))


def test_a_group_uploads_a_photo_of_its_decree_while_it_registers(site: Site) -> None:
    with site.world.writing() as session:
        home = f"/register/{site.world.draft(session).public_id}"
    browser = site.as_(APPLICANT)
    assert "Boleh menyusul" in browser.text(home)
    page = browser.text(f"{home}/documents")
    assert "SK lurah, kepala desa, atau dinas" in page
    assert "Unggah nanti" in page
    new = re.findall(r'href="([^"]*documents/new\?kind=decree)"', page)[0]
    answer = send(browser, new, files.photo(), "IMG_0001.jpg", expires_on="31-12-2027")
    assert browser.follow(answer).status_code == 200
    page = browser.text(f"{home}/documents")
    assert NUMBER in page
    assert "Unggah nanti" not in page
    assert "IMG_0001.jpg" in page
    assert "Boleh menyusul" not in browser.text(home)
    assert NUMBER in browser.text(f"{home}/check")
    (path,) = kept(site)
    assert files.MARK.encode() not in path.read_bytes()
    assert "IMG" not in str(path)


def test_a_coordinator_sees_what_is_missing_and_opens_on_record(site: Site) -> None:
    with site.world.writing() as session:
        sent = site.world.submission(session)
        reference, organisation = sent.reference, sent.organisation
        missing = site.world.submission(session, "Posko Lain (contoh)").reference
        made = paper(
            site.world, session, organisation, site.settings.uploads, by=APPLICANT, number=NUMBER
        )
        key = organisation.public_id
    coordinator = site.as_(COORDINATOR)
    assert "Belum ada: SK lurah" in coordinator.text(f"/review/{missing}")
    page = coordinator.text(f"/review/{reference}")
    assert NUMBER in page
    assert "Semua dokumen yang diminta ada." in page
    answer = press(coordinator, f"/review/{reference}", f"/documents/{made}/open")
    assert answer.status_code == 200
    assert answer.data.startswith(b"a picture")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "attachment; filename=decree.png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    coordinator.get(f"/documents/{made}/open", 405)
    applicant = site.as_(APPLICANT).text(f"/my/organisations/{key}/documents")
    assert "koordinator Kota Serang" in applicant
    assert COORDINATOR.email.split("@")[0] not in applicant
    seen = {"what": "identity", "seen_on": site.world.now.strftime("%d-%m-%Y")}
    answer = coordinator.submit(f"/review/documents/{key}", seen)
    assert "Kartu identitas penanggung jawab: dilihat" in coordinator.follow(answer).get_data(
        as_text=True
    )
    assert coordinator.submit(f"/review/documents/{key}", {"what": ""}).status_code == 422


def test_others_see_nothing_and_open_nothing(site: Site, own: str) -> None:
    with site.world.writing() as session:
        organisation = site.world.mine(session, MEMBER)
        made = paper(site.world, session, organisation, site.settings.uploads, number=NUMBER)
        key = organisation.public_id
    for part in (STRANGER, ELSEWHERE, APPLICANT):
        browser = site.as_(part)
        for path in (own, f"{own}/new", f"{own}/{made}/replace", f"/review/documents/{key}"):
            assert NUMBER not in browser.text(path, 403)
        for path in (f"/documents/{made}/open", f"{own}/{made}/remove"):
            assert press(browser, "/account", path).status_code == 403
    assert "/sign-in" in site.visitor().get(own, 303).headers["Location"]
    assert NUMBER not in site.as_(STRANGER).text(own.replace("/my", "").replace("/documents", ""))
    with site.world.database.reading() as session:
        opened = select(JournalRow).where(JournalRow.action == queries.OPENED)
        assert session.scalars(opened).all() == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("too large", "akta.jpg"),
        ("an executable", "akta.pdf"),
        ("a script", "akta.pdf"),
        ("a picture with an archive behind it", "akta.jpg"),
        ("a huge picture in few bytes", "akta.png"),
        ("empty", "akta.pdf"),
    ],
)
def test_hostile_files_are_refused_with_words(site: Site, own: str, name: str, file: str) -> None:
    data, fault = files.HOSTILE[name]
    refused(site, send(site.as_(MEMBER), f"{own}/new", data, file), fault)


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("akta\u202efdp.jpg", "name"),
        ("akta%0aX.jpg", "name"),
        ("KTP.jpg", "identity"),
        ("a.pdf", "ending"),
    ],
)
def test_misleading_names_are_refused_with_words(
    site: Site, own: str, file: str, fault: str
) -> None:
    refused(site, send(site.as_(MEMBER), f"{own}/new", files.picture(), file), fault)


def test_fifty_megabytes_are_refused_and_typed_answers_are_kept(site: Site, own: str) -> None:
    data = files.picture() + b"\0" * 50_000_000
    refused(site, send(site.as_(MEMBER), f"{own}/new", data, "akta.jpg"), "large")
    more = files.picture() + b"\0" * 70_000_000
    assert send(site.as_(MEMBER), f"{own}/new", more, "akta.jpg").status_code == 413
    usual = site.as_(MEMBER).client.post("/account", data={"x": "y" * 2_000_000})
    assert usual.status_code == 413, "every other page keeps its limit"
    assert kept(site) == []


def refused(site: Site, answer: TestResponse, fault: str) -> None:
    """A page that says why, with what was typed; nothing is written."""
    page = answer.get_data(as_text=True)
    words = FAULTS[fault]
    assert answer.status_code == 422
    assert page.count(words.text % words.values) == 2, "in the summary and beside the field"
    assert NUMBER in page
    assert rows(site) == []
    assert kept(site) == []


def test_a_wrong_day_keeps_the_rest_and_asks_for_the_file_again(site: Site, own: str) -> None:
    answer = send(
        site.as_(MEMBER), f"{own}/new", files.pdf(), "a.pdf", expires_on="01-01-2020", issuer="X"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Dokumen ini sudah tidak berlaku." in page
    assert "Pilih berkasnya sekali lagi." in page
    assert 'value="X"' in page
    assert kept(site) == []
    without = site.as_(MEMBER).submit(f"{own}/new", {"kind": "decree", "file": "teks"})
    assert without.status_code == 422
    assert "Pilih berkasnya." in without.get_data(as_text=True)


def test_replace_and_remove_and_the_second_press(site: Site, own: str) -> None:
    browser = site.as_(MEMBER)
    assert send(browser, f"{own}/new", files.pdf(), "akta.pdf").status_code == 303
    old = rows(site)[0].public_id
    path = f"{own}/{old}/replace"
    assert f'value="{NUMBER}"' in browser.text(path)
    hidden = dict(TOKEN.findall(browser.text(path)))
    data = files.pdf(2)
    given = hidden | {"kind": "decree", "number": NUMBER, "issuer": ""}
    for _press in range(2):  # a double click
        assert post(browser, path, given, data, "baru.pdf").status_code == 303
    (fresh,) = rows(site)
    assert (fresh.pages, fresh.name) == (2, "baru.pdf")
    late = post(browser, path, given | {"token": new_key()}, data, "lama.pdf")
    assert late.status_code == 409
    assert "sudah diganti atau dihapus" in late.get_data(as_text=True)
    browser.get(path, 404)
    remove = f"{own}/{fresh.public_id}/remove"
    assert "Hapus dokumen ini?" in browser.text(remove)
    token = dict(TOKEN.findall(browser.text(remove)))
    assert [browser.post(remove, token).status_code for _press in range(2)] == [303, 303]
    browser.get(remove, 404)
    assert rows(site) == []


def test_what_runs_out_stands_on_both_dashboards(site: Site, own: str) -> None:
    with site.world.writing() as session:
        organisation = site.world.mine(session, MEMBER)
        soon = queries.today(site.world.now)
        paper(
            site.world, session, organisation, site.settings.uploads, expires_on=soon, number=NUMBER
        )
        key = organisation.public_id
    assert "Perbarui dokumen: SK lurah" in site.as_(MEMBER).text("/dashboard")
    coordinator = site.as_(COORDINATOR)
    assert "Periksa dokumen 1 lembaga" in coordinator.text("/dashboard")
    assert "Periksa dokumen" not in site.as_(ELSEWHERE).text("/dashboard")
    assert f"/review/documents/{key}" in coordinator.text("/review/documents")
    assert "Tidak ada yang perlu diperiksa" in site.as_(ELSEWHERE).text("/review/documents")
    page = f"/review/documents/{key}"
    assert press(coordinator, page, f"{page}/checked").status_code == 303
    assert "Tidak ada yang perlu diperiksa" in coordinator.text("/review/documents")
    assert coordinator.get(page).status_code == 200
    assert "Documents of your organisation" in english(site, MEMBER).text(own)


def english(site: Site, part: Part) -> Browser:
    browser = Browser(site.app, "en")
    return browser.sign_in(part)


def test_a_file_that_is_lost_is_said_so_and_no_view_is_noted(site: Site, own: str) -> None:
    with site.world.writing() as session:
        organisation = site.world.mine(session, MEMBER)
        made = paper(site.world, session, organisation, site.settings.uploads)
    for path in kept(site):
        path.unlink()
    answer = press(site.as_(MEMBER), own, f"/documents/{made}/open")
    assert answer.status_code == 503
    assert "sedang tidak dapat dibuka" in answer.get_data(as_text=True)
    with site.world.database.reading() as session:
        one = session.scalars(select(Organisation)).one()
        assert queries.views(session, one) == []
