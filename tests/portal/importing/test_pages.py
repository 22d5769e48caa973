"""The coordinator's pages: a file is brought, corrected, taken in, and what came of it is seen."""

import csv
import io
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.directory.models import Organisation
from portal.importing import services
from portal.importing.models import ImportRow, ImportRun
from portal.importing.reading import tables
from portal.journal import JournalRow
from tests.browse import Browser, place
from tests.cast import COORDINATOR, ELSEWHERE, STRANGER
from tests.portal.importing.sheets import csv_of, line, with_services
from tests.site import Site

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"')


def send(browser: Browser, data: str | bytes, name: str = "daftar.csv", **told: str) -> str:
    """Send a file through the form; the run's address. Fails unless it was taken."""
    answer = sent(browser, data, name, **told)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return place(answer)


def sent(browser: Browser, data: str | bytes, name: str, **told: str) -> TestResponse:
    page = browser.text("/review/imports")
    hidden = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', page))
    body = data.encode() if isinstance(data, str) else data
    answer = browser.client.post(
        "/review/imports",
        data=hidden | told | {"file": (io.BytesIO(body), name)},
        content_type="multipart/form-data",
    )
    browser.check(answer)
    answer.request.input_stream.close()  # the client keeps a large body in a file
    return answer


def press(browser: Browser, path: str, deed: str, given: dict[str, str] | None = None) -> str:
    """Send one of the forms on a run's page; the page that follows."""
    token = TOKEN.search(browser.text(path))
    assert token
    answer = browser.post(f"{path}/{deed}", {"csrf_token": token[1]} | (given or {}))
    return browser.follow(answer).get_data(as_text=True)


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_from_the_file_to_the_entry(site: Site) -> None:
    browser, world = site.as_(COORDINATOR), site.world
    assert "/review/imports" in browser.text("/dashboard")
    with world.writing() as session:
        world.organisation(session)
    data = with_services(
        [
            line(1),
            line(2, kind="Tipe Aneh"),
            line(3, region="Serang"),
            line(4, "Himpunan Psikolog Klinis Serang Rayya (contoh)"),
        ],
        [("L1", "", "Konseling (contoh)", "psikolog", "Gratis", "ya")],
    )
    path = send(browser, data, "daftar mitra.xlsx", source="Mitra Serang")
    answer = browser.get(path)
    assert answer.headers["Refresh"] == "3"
    assert "Daftar sedang dicoba" in answer.get_data(as_text=True)
    world.work()
    answer = browser.get(path)
    assert "Refresh" not in answer.headers
    page = plain(answer.get_data(as_text=True))
    assert "Belum ada yang disimpan" in page
    assert "2 dari 5 baris siap dimasukkan" in page
    assert "Serang” dapat berarti Kabupaten Serang, Kota Serang" in page
    page = press(
        browser, path, "columns", {"kind.tipe aneh": "media", "region.serang|banten": "36.73"}
    )
    assert "Daftar sedang dicoba" in page
    world.work()
    assert "4 dari 5 baris siap dimasukkan" in plain(browser.text(path))
    with world.database.reading() as session:
        row = session.scalars(select(ImportRow).where(ImportRow.outcome == "look_alike")).one()
        key = row.id
    press(browser, path, "choices", {f"choice.{key}": "skip"})
    assert 'value="skip" selected' in browser.text(f"{path}?show=look_alike")
    page = press(browser, path, "begin", {f"choice.{key}": "add"})
    assert "Daftar sedang dimasukkan" in page
    world.work()
    page = plain(browser.text(path))
    assert "Daftar sudah dimasukkan" in page
    assert "baru 5" in page
    listing = browser.text("/review/unverified")
    assert "Posko Nomor 1 (contoh)" in listing
    assert "4 lembaga" in listing
    assert browser.text("/review/unverified?region=36.73&kind=media&page=7")
    assert "Posko Nomor 1" not in site.visitor().text("/organisations?q=Posko+Nomor")
    assert "Posko Nomor 1" not in site.as_(ELSEWHERE).text("/review/unverified")


def test_closed_contacts_open_by_a_recorded_press(site: Site) -> None:
    browser = site.as_(COORDINATOR)
    site.world.take_in(csv_of(line(1, phone="0812-9999-0001")))
    with site.world.database.reading() as session:
        path = f"/review/unverified/{session.scalars(select(Organisation.public_id)).one()}"
    page = browser.text(path)
    assert "1 kontak" in page
    assert "0812-9999-0001" not in page
    assert "0812-9999-0001" in browser.submit(path, to=f"{path}/contacts").get_data(as_text=True)
    with site.world.database.reading() as session:
        query = select(JournalRow).where(JournalRow.action == "open_contacts")
        assert session.scalars(query).one().details["purpose"] == "check"
    site.as_(ELSEWHERE).get(path, 403)
    site.as_(STRANGER).get(path, 403)


def test_cases_and_persons_are_neither_shown_nor_kept(site: Site) -> None:
    browser, secret = site.as_(COORDINATOR), "Ibu Rahasia dipukul"
    titles = ("Nama", "Jenis", "Kab/Kota", "Keterangan Kasus", "Lainnya")
    row = ("Posko A (contoh)", "LSM", "Kota Serang", secret, "3674015507900001")
    path = send(browser, csv_of(row, titles=titles))
    site.world.work()
    for address in (path, f"{path}?show=all", f"{path}/faults.csv"):
        page = browser.text(address)
        assert "Rahasia" not in page
        assert "3674015507900001" not in page
    assert "Mungkin memuat data orang" in browser.text(path)
    stored = (site.settings.data_dir / "portal.sqlite").read_bytes()
    stored += (site.settings.data_dir / "portal.sqlite-wal").read_bytes()
    assert b"Rahasia" not in stored
    assert b"3674015507900001" not in stored


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ\x00\x00", "daftar.xlsx", "bukan CSV atau XLSX"),
        (b"", "daftar.csv", "kosong"),
        (b"Posko A,LSM\n", "daftar.csv", "Baris judul tidak ditemukan"),
        (b"x" * (5 * 1024 * 1024 + 10), "daftar.csv", "lebih dari 5 MB"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field_and_the_answers_stay(
    site: Site, data: bytes, name: str, words: str
) -> None:
    answer = sent(site.as_(COORDINATOR), data, name, source="Mitra Kita")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert 'href="#file"' in page
    assert 'value="Mitra Kita"' in page
    with site.world.database.reading() as session:
        assert session.scalars(select(ImportRun)).all() == []


def test_without_a_file_and_with_one_far_too_large(site: Site) -> None:
    browser = site.as_(COORDINATOR)
    answer = browser.submit("/review/imports", {"source": "x"})
    assert answer.status_code == 422
    assert "Pilih berkasnya." in answer.get_data(as_text=True)
    assert sent(browser, b"x" * 8_000_000, "daftar.csv").status_code == 413


def test_rows_to_correct_come_as_a_file_that_runs_nothing(site: Site) -> None:
    browser = site.as_(COORDINATOR)
    path = send(browser, csv_of(line(1, "+62 nama (contoh)", region="Serang"), line(2)))
    site.world.work()
    answer = browser.get(f"{path}/faults.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][0] == "2"
    assert rows[1][3] == "'+62 nama (contoh)"


def test_late_and_double_presses_are_told(site: Site) -> None:
    browser, world = site.as_(COORDINATOR), site.world
    path = send(browser, csv_of(line(1)))
    world.work()
    token = {"csrf_token": TOKEN.search(browser.text(path))[1]}  # type: ignore[index]  # it is there
    assert browser.post(f"{path}/begin", token).status_code == 303
    assert browser.post(f"{path}/begin", token).status_code == 303
    assert browser.post(f"{path}/columns", token).status_code == 409
    assert browser.post(f"{path}/discard", token).status_code == 409
    world.work()
    assert browser.post(f"{path}/begin", token).status_code == 303
    with world.database.reading() as session:
        assert len(session.scalars(select(Organisation)).all()) == 1


def test_a_discarded_file_is_gone(site: Site) -> None:
    browser = site.as_(COORDINATOR)
    path = send(browser, csv_of(line(1)))
    site.world.work()
    assert "sudah dihapus" in press(browser, path, "discard")
    browser.get(path, 404)


def test_empty_files_can_be_downloaded_filled_and_brought(site: Site) -> None:
    browser = site.as_(COORDINATOR)
    for ending in ("xlsx", "csv"):
        answer = browser.get(f"/review/imports/template.{ending}")
        assert tables(answer.get_data())[0][0].sheet == "organisations"
        path = send(browser, answer.get_data(), f"a.{ending}", source=ending)
        site.world.work()
        assert "siap dimasukkan" in browser.text(path)
    browser.get("/review/imports/template.pdf", 404)


def test_old_runs_keep_their_counts(site: Site) -> None:
    made = site.world.take_in(csv_of(line(1)))
    with site.world.writing() as session:
        services.clean(session, now=site.world.now.replace(year=2099))
    page = site.as_(COORDINATOR).text(f"/review/imports/{made}")
    assert "sudah dihapus setelah 30 hari" in page


def test_the_pages_in_english(site: Site) -> None:
    browser = Browser(site.app, "en").sign_in(COORDINATOR)
    path = send(browser, csv_of(line(1, region="Serang")))
    site.world.work()
    page = plain(browser.text(path))
    assert "Nothing has been saved yet" in page
    assert "“Serang” may mean Kabupaten Serang, Kota Serang." in page
