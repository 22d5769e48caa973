"""The whole registration as an applicant walks it: every page, one answer after another."""

import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.directory.models import Organisation, Service
from portal.regions.rules import local_date
from tests.cast import APPLICANT, ELSEWHERE, STRANGER
from tests.site import Site

Answers = dict[str, str | list[str]]

START: Answers = {
    "name": "Forum Ibu Peduli Kasemen (contoh)",
    "short_name": "",
    "kind": "community_group",
    "region": "36.73",
    "about": "Ibu-ibu mendampingi keluarga yang ingin rumahnya aman (contoh).",
}
IDENTITY = START
PRESENCE: Answers = {
    "other_names": "Forum Kasemen (contoh)",
    "acronyms": "FIPK (contoh)",
    "former_names": "Forum Lama (contoh)",
    "year_founded": "2018",
    "website": "forum.contoh.example",
    "languages": ["id", "su"],
    "instagram": "@forum.kasemen",
    "x": "https://twitter.com/forumkasemen?lang=id",
}
SERVICE: Answers = {
    "name": "Kelompok cerita ibu (contoh)",
    "specialities": ["peer_support"],
    "sex": ["female"],
    "age_from": "18",
    "age_to": "",
    "days_1": ["wed", "thu"],
    "opens_1": "15.00",
    "closes_1": "17",
    "holidays": "closed",
    "free": "y",
    "accessibility": ["wheelchair"],
    "languages": ["su"],
    "documents": "Tidak perlu dokumen.",
    "referral": "Telepon dulu.",
    "takes_referrals": "y",
    "capacity": "limited",
    "capacity_as_of": "20-11-2026",
    "note": "",
}
PLACE: Answers = {
    "kind": "office",
    "region": "36.73.02",
    "address": "Jalan Contoh Nomor 3",
    "visibility": "partners",
}
NUMBER: Answers = {"scheme": "sk", "value": "001/SK-CONTOH/2018"}
CONTACT: Answers = {"kind": "whatsapp", "value": "0812-0000-0001", "visibility": "public"}
PERSON: Answers = {
    "name": "Rina (contoh)",
    "role": "Ketua",
    "contact": "0812-0000-0002",
    "visibility": "coordinators",
}


ANSWERS: dict[str, Answers] = {
    "new": START,
    "specialities": {"specialities": ["peer_support", "parenting"]},
    "services/new": SERVICE,
    "coverage": {"coverage": ["36.73"], "runs_shelter": "no"},
    "contacts/new": CONTACT,
    "identifiers": NUMBER,
    "check": {"agree": "y", "consent": "y"},
}


def walk(site: Site, start: Answers, most: int = 20) -> list[str]:
    """Answer whatever the registration asks next, until it is sent; the pages in their order."""
    browser = site.as_(APPLICANT)
    path = "/register/new"
    seen: list[str] = []
    while len(seen) < most:
        step = re.sub(r"^/register/([0-9a-f-]{36}/)?", "", path)
        seen.append(step)
        if step == "sent":
            return seen
        if step == "documents":  # they may come later
            path = path.replace("documents", "check")
            continue
        answer = browser.submit(path, start if step == "new" else ANSWERS[step])
        assert answer.status_code == 303, (step, answer.get_data(as_text=True))
        path = place_of(answer)
    raise AssertionError(seen)


def test_a_community_group_is_registered_in_at_most_eight_pages(site: Site) -> None:
    seen = walk(site, START)
    assert len(seen) <= 8, seen
    assert seen == [*list(dict.fromkeys(seen))], "no page twice"
    assert seen[-2:] == ["check", "sent"]


def test_a_legal_body_is_also_asked_for_its_numbers(site: Site) -> None:
    assert "identifiers" in walk(site, START | {"kind": "ngo"})


def test_an_applicant_registers_from_the_first_question_to_the_receipt(site: Site) -> None:
    browser = site.as_(APPLICANT)
    assert "10 menit" in browser.text("/register")
    home = place_of(browser.submit("/register/new", START)).removesuffix("/specialities")
    assert "Belum dapat dikirim" in browser.text(home)
    steps: list[tuple[str, Answers, str]] = [
        ("identity", IDENTITY, "specialities"),
        ("specialities", {"specialities": ["peer_support", "parenting"]}, "services/new"),
        ("services/new", SERVICE | {"another": "1"}, "services/new"),
        ("services/new", SERVICE, "coverage"),
        ("coverage", {"coverage": ["36.73.02", "36.04"]}, "shelter"),
        ("shelter", {"runs_shelter": "no"}, "contacts/new"),
        ("contacts/new", CONTACT, "check"),
        ("places/new", PLACE, "places"),
        ("people/new", PERSON, "contacts"),
        ("identifiers", NUMBER, "check"),
        ("presence", PRESENCE, "check"),
    ]
    for step, given, after in steps:
        path = f"{home}/{step}"
        if step == "coverage":
            given = {"coverage": ["36.73.02"], "more": "1"}
            browser.submit(f"{path}?regency=36.73", given)
            given = {"coverage": ["36.04"], "runs_shelter": "yes"}
        answer = browser.submit(path, given)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert place_of(answer) == f"{home}/{after}"
        browser.get(place_of(answer))
    page = browser.text(f"{home}/check")
    expected = ("FIPK (contoh)", "mulai 18 tahun", "Kasemen", "0812-0000-0001", "001/SK-CONTOH")
    for words in (*expected, "Rabu–Kamis 15.00–17.00", "Instagram forum.kasemen"):
        assert words in page, words
    answer = browser.submit(f"{home}/check", {"agree": "y", "consent": "y"})
    receipt = browser.follow(answer).get_data(as_text=True)
    assert re.search(r"SP-\d{4}-0001", receipt)
    assert "Sedang diperiksa" in browser.text(home)
    browser.get(f"{home}/identity", 303)
    assert browser.post(f"{home}/identity", IDENTITY).status_code in (400, 409)


def test_room_is_said_of_today_and_an_unknown_one_has_no_day(site: Site) -> None:
    with site.world.writing() as session:
        made = site.world.draft(session, complete=False, specialities=("peer_support",))
        path = f"/register/{made.public_id}/services/new"
    browser = site.as_(APPLICANT)
    today = re.search(r'name="capacity_as_of"[^>]*value="(\d\d-\d\d-\d{4})"', browser.text(path))
    assert today
    assert today.group(1) == local_date(site.world.now, 7).strftime("%d-%m-%Y")
    given: Answers = {"name": "Kelompok cerita ibu", "capacity_as_of": today.group(1)}
    assert browser.submit(path, given | {"capacity": "unknown"}).status_code == 303
    assert browser.submit(path, given | {"capacity": "full"}).status_code == 303
    with site.world.database.reading() as session:
        kept = session.scalars(select(Service).order_by(Service.id)).all()
        days = [(one.capacity, one.capacity_as_of is None) for one in kept]
        assert days == [("unknown", True), ("full", False)]


def test_a_draft_waits_on_another_device_and_for_nobody_else(site: Site) -> None:
    with site.world.writing() as session:
        made = site.world.draft(session, complete=False)
        path = f"/register/{made.public_id}"
    assert made_name(site, path) in site.as_(APPLICANT).text("/register")
    for other in (STRANGER, ELSEWHERE):
        away = site.as_(other)
        for step in ("", "/identity", "/check", "/services/new", "/contacts", "/shelter"):
            away.get(path + step, 403)
    visitor = site.visitor()
    assert "sign-in" in visitor.client.get(path).headers["Location"]
    visitor.get("/register")
    site.as_(APPLICANT).get("/register/tidak-ada", 404)


def test_a_provincial_office_registers_with_its_province(site: Site) -> None:
    browser = site.as_(APPLICANT)
    home = place_of(browser.submit("/register/new", START | {"region": "52"}))
    home = home.removesuffix("/specialities")
    for step in ("identity", "coverage", "places/new", "shelter"):
        browser.get(f"{home}/{step}")
    assert "Nusa Tenggara Barat" in browser.text(f"{home}/check")
    answer = browser.submit(f"{home}/shelter", {"runs_shelter": "yes", "shelter_region": "52"})
    assert answer.status_code == 422


def made_name(site: Site, path: str) -> str:
    with site.world.database.reading() as session:
        found = session.query(Organisation).filter_by(public_id=path.rsplit("/", 1)[1]).one()
        return found.name


def place_of(answer: TestResponse) -> str:
    return str(answer.headers["Location"])
