"""Whatever is typed: a clear word beside the field, the answers kept, nothing half written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.directory.models import Organisation
from portal.idempotency import new_key
from tests.browse import Browser
from tests.cast import APPLICANT, STRANGER
from tests.portal.registration.test_journey import (
    CONTACT,
    IDENTITY,
    NUMBER,
    PERSON,
    PLACE,
    PRESENCE,
    SERVICE,
    START,
    Answers,
)
from tests.site import Site

FORMS: dict[str, Answers] = {
    "identity": IDENTITY,
    "specialities": {"specialities": ["peer_support"]},
    "services/new": SERVICE,
    "coverage": {"coverage": ["36.73"]},
    "places/new": PLACE,
    "shelter": {"runs_shelter": "no"},
    "contacts/new": CONTACT,
    "people/new": PERSON,
    "identifiers": NUMBER,
    "presence": PRESENCE,
}


@pytest.fixture
def home(site: Site) -> str:
    """The address of a draft of the applicant's."""
    with site.world.writing() as session:
        return f"/register/{site.world.draft(session).public_id}"


def stored(site: Site, home: str) -> tuple[object, ...]:
    """What a draft holds, to see that a refused form changed nothing."""
    with site.world.database.reading() as session:
        made = session.query(Organisation).filter_by(public_id=home.split("/")[2]).one()
        parts = (made.services, made.coverage, made.locations, made.contacts, made.people)
        return (made.name, made.about, made.version, *(len(part) for part in parts))


def test_every_fault_of_a_page_is_told_at_once(site: Site, home: str) -> None:
    wrong: Answers = {
        "year_founded": "dua ribu",
        "website": "bukan alamat",
        "instagram": "https://a.example",
    }
    answer = site.as_(APPLICANT).submit(f"{home}/presence", PRESENCE | wrong)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    for words in ("Isi angka dari", "Isi alamat situs", "alamat halaman Instagram"):
        assert page.count(words) == 2, words  # in the summary and at the field
    assert "Ada 3 hal yang perlu diperbaiki" in page


def test_rare_questions_stand_folded_until_something_is_wrong_there(site: Site, home: str) -> None:
    applicant = site.as_(APPLICANT)
    fold = re.compile(r'<details class="fold"( open)?><summary>([^<]+)')
    assert all(not is_open for is_open, _ in fold.findall(applicant.text(f"{home}/services/new")))
    answer = applicant.submit(f"{home}/services/new", SERVICE | {"referral": "Telp 0812 3456 7890"})
    found = fold.findall(answer.get_data(as_text=True))
    assert [title.strip() for is_open, title in found if is_open] == [
        "Dokumen, cara merujuk, dan catatan"
    ]


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("identity", {"name": ""}, "Isi nama lembaga."),
        ("identity", {"name": "x" * 201}, "paling banyak 200 huruf"),
        ("identity", {"kind": "circus"}, "Pilih salah satu dari daftar."),
        ("identity", {"region": "36.73.02"}, "Pilih salah satu dari daftar."),
        ("identity", {"region": "99.99"}, "Pilih salah satu dari daftar."),
        ("presence", {"year_founded": "dua ribu"}, "Isi angka dari"),
        ("presence", {"year_founded": "2098"}, "Isi tahun dari 1800"),
        ("identity", {"about": "Datang ke Jalan Melati Nomor 5"}, "Hapus alamat jalan"),
        ("identity", {"about": "NIK 3673011234567890"}, "Hapus nomor NIK"),
        ("presence", {"website": "javascript:alert(1)"}, "Isi alamat situs"),
        ("presence", {"languages": ["xx"]}, "Pilih dari daftar"),
        ("specialities", {"specialities": []}, "Pilih sedikitnya satu bidang"),
        ("specialities", {"specialities": ["robotics"]}, "Pilih dari daftar"),
        ("services/new", {"name": ""}, "Isi nama layanan."),
        ("services/new", {"age_from": "15", "age_to": "12"}, "di atas 15 tahun"),
        ("services/new", {"age_from": "-1"}, "Isi angka dari 0"),
        ("services/new", {"capacity_as_of": ""}, "Isi tanggal keadaan ini"),
        ("services/new", {"capacity_as_of": "31-02-2026"}, "Tulis tanggal seperti"),
        ("services/new", {"capacity_as_of": "31-12-2090"}, "Tanggal ini belum tiba"),
        ("services/new", {"capacity": ""}, "Pilih keadaan daya tampung"),
        ("services/new", {"note": "Telepon 0812 3456 7890"}, "Hapus nomor telepon"),
        ("coverage", {"coverage": []}, "Pilih sedikitnya satu wilayah"),
        ("coverage", {"coverage": ["99"]}, "Pilih dari daftar"),
        ("places/new", {"kind": "shelter"}, "Pilih salah satu dari daftar."),
        ("places/new", {"region": "36"}, "Pilih salah satu dari daftar."),
        ("places/new", {"address": "x" * 201}, "paling banyak 200 huruf"),
        ("shelter", {"runs_shelter": "maybe"}, "Pilih salah satu dari daftar."),
        ("shelter", {"runs_shelter": "yes", "shelter_region": "36"}, "Pilih salah satu"),
        ("shelter", {"runs_shelter": "yes", "shared": ["999"]}, "Pilih dari daftar"),
        ("contacts/new", {"value": "satu dua"}, "Isi nomor seperti"),
        ("contacts/new", {"kind": "email", "value": "0812"}, "Isi alamat email lengkap"),
        ("contacts/new", {"visibility": "everyone"}, "Pilih salah satu dari daftar."),
        ("people/new", {"name": "R"}, "paling sedikit dua huruf"),
        ("people/new", {"contact": "entah"}, "Isi nomor telepon atau alamat email"),
        ("services/new", {"opens_1": "25"}, "Tulis jam seperti"),
        ("services/new", {"closes_1": ""}, "Isi jam buka dan tutup"),
        ("services/new", {"days_1": []}, "Pilih harinya."),
        ("services/new", {"accessibility": "helikopter"}, "Pilih dari daftar"),
        ("services/new", {"referral": "Telepon 0812 3456 7890"}, "Hapus nomor telepon"),
        ("presence", {"instagram": "https://contoh.example/rumah"}, "alamat halaman Instagram"),
        ("presence", {"x": "javascript:alert(1)"}, "alamat halaman X"),
        ("presence", {"acronyms": "A" * 31}, "paling panjang 30 huruf"),
        ("identifiers", {"scheme": "npwp", "value": "123"}, "Isi NPWP lembaga"),
        ("identifiers", {"scheme": "nib", "value": "abc"}, "Isi NIB"),
        ("identifiers", {"scheme": "npsn", "value": "123"}, "Isi NPSN"),
        ("identifiers", {"scheme": "sippk", "value": "3673011501900001"}, "Jangan memakai NIK"),
        ("identifiers", {"scheme": ""}, "Pilih jenis nomor."),
        ("identifiers", {"value": ""}, "Isi nomornya."),
    ],
)
def test_a_wrong_answer_is_named_and_the_others_are_kept(
    site: Site, home: str, step: str, changes: Answers, words: str
) -> None:
    browser = site.as_(APPLICANT)
    before = stored(site, home)
    given = FORMS[step] | changes
    answer = browser.submit(f"{home}/{step}", given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "Perlu diperbaiki:" in page
    for name in ("name", "about", "schedule", "address", "value", "role"):
        if given.get(name) and len(str(given[name])) < 100:
            assert str(given[name]) in page, name
    assert stored(site, home) == before


def test_a_stale_form_keeps_its_answers_and_may_be_sent_again(site: Site, home: str) -> None:
    browser = site.as_(APPLICANT)
    mine = IDENTITY | {"about": "Kalimat saya (contoh).", "version": "1"}
    answer = browser.post(f"{home}/identity", mine | token_of(browser, f"{home}/identity"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "sudah diubah" in page
    assert "Kalimat saya (contoh)." in page
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    again = mine | {"version": version} | token_of(browser, f"{home}/identity")
    assert browser.post(f"{home}/identity", again).status_code == 303


def token_of(browser: Browser, path: str) -> Answers:
    page = browser.text(path)
    return {"csrf_token": page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]}


def test_a_form_sent_twice_does_its_work_once(site: Site, home: str) -> None:
    browser = site.as_(APPLICANT)
    held = token_of(browser, f"{home}/contacts/new") | {"token": new_key()}
    for step, given in (("contacts/new", CONTACT), ("services/new", SERVICE)):
        for _ in range(2):
            sent = browser.post(f"{home}/{step}", {**given, **held})
            assert sent.status_code == 303
        held["token"] = new_key()
    assert stored(site, home)[3] == 2
    assert stored(site, home)[6] == 2
    first: Answers = {**START, **held}
    assert len({browser.post("/register/new", first).headers["Location"] for _ in range(2)}) == 1


def test_a_list_keeps_only_what_its_owner_leaves(site: Site, home: str) -> None:
    browser = site.as_(APPLICANT)
    with site.world.writing() as session:
        made = session.query(Organisation).filter_by(public_id=home.split("/")[2]).one()
        foreign = site.world.draft(session, "Lembaga lain (contoh)", by=STRANGER)
        mine, theirs = made.services[0].public_id, foreign.services[0].public_id
        contact = made.contacts[0].id
    browser.get(f"{home}/services/{theirs}", 404)
    browser.get(f"{home}/services/{theirs}/remove", 404)
    browser.get(f"{home}/contacts/{contact + 1}/remove", 404)
    browser.get(f"{home}/contacts/{10**30}/remove", 404)
    for path in (f"services/{mine}/remove", f"contacts/{contact}/remove"):
        held = token_of(browser, f"{home}/{path}")
        for _ in range(2):
            assert browser.post(f"{home}/{path}", held).status_code == 303
    assert stored(site, home)[3] == stored(site, home)[6] == 0


def naughty(folder: Path) -> Iterator[str]:
    """The strings that break programs, a few joined into longer ones."""
    yield from json.loads((folder / "naughty_strings.json").read_text())


def test_naughty_strings_never_break_a_form(site: Site, home: str, real_data: Path) -> None:
    browser = site.as_(APPLICANT)
    held = token_of(browser, f"{home}/identity")
    texts = [
        text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for text in naughty(real_data)
    ]
    steps = {
        "identity": ("name", "about", "other_names", "website", "year_founded", "region"),
        "services/new": ("name", "note", "age_to", "capacity_as_of", "specialities", "token"),
        "contacts/new": ("value", "kind"),
        "people/new": ("name", "contact"),
        "places/new": ("address", "region"),
        "identifiers": ("scheme", "value"),
        "presence": ("website", "instagram", "acronyms"),
        "coverage": ("coverage", "version"),
    }
    for number, text in enumerate(texts):
        step = list(steps)[number % len(steps)]
        given = FORMS[step] | dict.fromkeys(steps[step], text) | held | {"later": "1"}
        answer = browser.post(f"{home}/{step}", given)
        assert answer.status_code in (303, 409, 422), (step, text)
        browser.get(f"{home}?province={step}")
    for path in ("", "/check", "/services", "/contacts", "/places", "/coverage?province=abc"):
        browser.get(home + path)
