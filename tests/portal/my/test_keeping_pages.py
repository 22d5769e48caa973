"""The pages on which members keep a listed entry, and what visitors then see."""

import json
from typing import NamedTuple

import pytest

from portal.directory.models import Organisation
from tests.cast import DONOR, MEMBER, STRANGER
from tests.site import Site

Answers = dict[str, str | list[str]]
HALL: Answers = {
    "kind": "facility",
    "description": "Ruang pelatihan (contoh)",
    "quantity": "25",
    "unit": "seat",
    "region_code": "36.73",
}


class Entry(NamedTuple):
    """An organisation as its addresses need it."""

    id: int
    public_id: str
    slug: str
    name: str
    service: str

    @classmethod
    def of(cls, one: Organisation) -> "Entry":
        return cls(one.id, one.public_id, one.slug or "", one.name, one.services[0].public_id)


@pytest.fixture
def made(site: Site) -> Entry:
    """A verified organisation of the member, in the index."""
    with site.world.writing() as session:
        found = Entry.of(site.world.organisation(session))
    site.drain()
    return found


def held(site: Site, made: Entry) -> list[str]:
    with site.world.database.reading() as session:
        return [one.description for one in session.get_one(Organisation, made.id).resources]


def test_a_resource_goes_through_its_pages_once(site: Site, made: Entry) -> None:
    home = f"/my/organisations/{made.slug}/resources"
    browser = site.as_(MEMBER)
    browser.get(home)
    page = browser.text(f"{home}/new")
    assert held(site, made) == []
    answer = browser.submit(f"{home}/new", HALL | {"quantity": "banyak", "unit": "seat"})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="banyak"' in told
    assert "Ruang pelatihan (contoh)" in told
    assert "Isi angka dari 1" in told
    without = browser.submit(f"{home}/new", HALL | {"unit": ""}).get_data(as_text=True)
    assert "Pilih satuan" in without
    assert 'value="25"' in without
    hidden: Answers = {"csrf_token": "", "token": ""}
    for name in hidden:
        hidden[name] = page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    for _click in range(2):
        assert browser.post(f"{home}/new", HALL | hidden).status_code == 303
    assert held(site, made) == ["Ruang pelatihan (contoh)"]
    with site.world.database.reading() as session:
        key = session.get_one(Organisation, made.id).resources[0].public_id
    assert "25 kursi" in site.visitor().text(f"/organisations/{made.slug}")
    for path in (f"{home}/new", f"{home}/{key}", f"{home}/{key}/remove", home):
        site.as_(STRANGER).get(path, 403)
    assert browser.submit(f"{home}/{key}", HALL | {"quantity": "30"}).status_code == 303
    assert "30 kursi" in site.visitor().text(f"/organisations/{made.slug}")
    browser.get(f"{home}/{key}/remove")
    assert held(site, made)
    assert browser.submit(f"{home}/{key}/remove").status_code == 303
    assert held(site, made) == []
    browser.get(f"{home}/{key}", 404)


def test_one_tap_says_how_much_room_there_is(site: Site, made: Entry) -> None:
    path = f"/my/organisations/{made.slug}/capacity"
    key = made.service
    browser = site.as_(MEMBER)
    browser.get(f"{path}?service={key}&capacity=full")

    def now() -> str:
        answer = site.visitor().get(f"/api/v1/organisations/{made.public_id}")
        return str(json.loads(answer.get_data())["services"][0]["capacity"])

    assert now() == "accepting", "a link that is opened changes nothing"
    tap: Answers = {"service": key, "capacity": "full"}
    stranger = site.as_(STRANGER)
    stranger.get(path, 403)
    assert stranger.post(path, tap).status_code in (400, 403)
    wrong = browser.submit(path, tap | {"capacity": "unknown"})
    assert wrong.status_code == 422
    assert browser.submit(path, tap | {"service": "nobody"}).status_code == 404
    assert now() == "accepting"
    answer = browser.submit(path, tap)
    assert "Penuh, per hari ini." in browser.follow(answer).get_data(as_text=True)
    assert now() == "full"
    site.drain()
    assert "Penuh" in site.visitor().text(f"/organisations/{made.slug}")
    full = site.visitor().text("/organisations?capacity=full")
    assert made.name in full
    assert made.name not in site.visitor().text("/organisations?capacity=accepting")


def test_centre_and_branch_show_each_other(site: Site, made: Entry) -> None:
    with site.world.writing() as session:
        centre = Entry.of(site.world.organisation(session, "Himpunan Pusat (contoh)", by=DONOR))
    path = f"/my/organisations/{made.slug}/parent"
    browser = site.as_(MEMBER)
    site.as_(STRANGER).get(path, 403)
    assert centre.name in browser.text(f"{path}?q=pusat")
    browser.get(f"{path}?q=%25%5C%00")
    asked = f"{path}?q=pusat"
    assert browser.submit(asked, {"parent": "nobody"}).status_code == 422
    assert browser.submit(asked, {"parent": centre.public_id}).status_code == 303
    visitor = site.visitor()
    assert f'href="/organisations/{centre.slug}"' in visitor.text(f"/organisations/{made.slug}")
    assert f'href="/organisations/{made.slug}"' in visitor.text(f"/organisations/{centre.slug}")
    back = site.as_(DONOR)
    ring = f"/my/organisations/{centre.slug}/parent?q={made.name[:9]}"
    answer = back.submit(ring, {"parent": made.public_id})
    assert answer.status_code == 422
    assert "jadi bukan pusatnya" in answer.get_data(as_text=True)
    assert browser.submit(path, {"parent": "none"}).status_code == 303
    assert centre.name not in visitor.text(f"/organisations/{made.slug}")


def test_presence_is_public_at_once_and_what_was_checked_is_not_changed_here(
    site: Site, made: Entry
) -> None:
    browser, home = site.as_(MEMBER), f"/register/{made.public_id}"
    given: Answers = {
        "about": "Kata baru (contoh).",
        "instagram": "https://instagram.com@jahat.example/x",
    }
    refused = browser.submit(f"{home}/presence", given)
    told = refused.get_data(as_text=True)
    assert refused.status_code == 422
    for words in ("Kata baru (contoh).", "jahat.example/x", "halaman Instagram"):
        assert words in told, words
    given = {"about": "Kata baru (contoh).", "instagram": "www.instagram.com/rumah/?x=1"}
    assert browser.submit(f"{home}/presence", given).status_code == 303
    page = site.visitor().text(f"/organisations/{made.slug}")
    assert "Kata baru (contoh)." in page
    assert 'href="https://instagram.com/rumah"' in page
    for step in ("identity", "specialities", "identifiers"):
        browser.get(f"{home}/{step}", 303)
        assert browser.post(f"{home}/{step}", {"name": "Lain"}).status_code in (400, 409)


def test_the_head_of_a_profile_says_each_thing_once(site: Site, made: Entry) -> None:
    page = site.as_(MEMBER).text(f"/organisations/{made.slug}")
    assert page.count("Kelola lembaga ini") == 1
    with site.world.writing() as session:
        session.get_one(Organisation, made.id).status = "due"
    page = site.visitor().text(f"/organisations/{made.slug}")
    assert page.count("belum menyatakan datanya masih benar") == 1
