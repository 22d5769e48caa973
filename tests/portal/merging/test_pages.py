"""Pages about duplicates: the newcomer is asked, a coordinator compares, merges and undoes."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.directory.models import Organisation
from portal.duplicates.models import Pair
from portal.merging.models import Merge
from tests.browse import Browser
from tests.cast import ADMINISTRATOR, APPLICANT, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

ONE = "Yayasan Sahabat Ibu Banten (contoh)"
TWO = "LSM Sahabat Ibu Banten (contoh)"


@pytest.fixture
def pair(site: Site) -> int:
    """The key of a pair of two public entries in Kota Serang."""
    with site.world.writing() as session:
        site.world.organisation(session, ONE, website="https://satu.example")
        told = {"website": "https://dua.example", "short_name": "SIB"}
        site.world.organisation(session, TWO, by=STRANGER, **told)
        return session.scalars(select(Pair)).one().id


def send(browser: Browser, path: str, status: int = 303, **given: Any) -> TestResponse:
    """Fill in the form of a page as it is proposed, but for `given`, and send it."""
    page = browser.text(path)
    proposed = dict(re.findall(r'type="radio"[^>]*name="([^"]*)" value="([^"]*)" checked', page))
    answer = browser.submit(path, proposed | given)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer


def entry(site: Site, name: str) -> Organisation:
    with site.world.database.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def test_a_newcomer_is_asked_before_going_on(site: Site, pair: int) -> None:
    newcomer = site.as_(APPLICANT)
    given: dict[str, Any] = {
        "name": "Sahabat Ibu Banten (contoh)",
        "kind": "ngo",
        "region": "36.73",
        "about": "Kami mendampingi ibu dan anak (contoh).",
    }
    answer = send(newcomer, "/register/new", **given)
    address = answer.headers["Location"]
    assert address.endswith("/alike")
    page = newcomer.text(address)
    assert "Mungkin sudah terdaftar" in page
    assert ONE in page
    assert TWO in page
    assert f"/claims/{entry(site, ONE).public_id}/new" in page
    assert "satu.example" not in page
    assert "000-000" not in page
    assert address.removesuffix("/alike") in page
    other = send(
        newcomer,
        "/register/new",
        **given | {"name": "Kelompok Tani Maju (contoh)", "region": "52.71"},
    )
    assert not other.headers["Location"].endswith("/alike")
    newcomer.get(other.headers["Location"].removesuffix("/specialities") + "/alike", 303)
    site.as_(MEMBER).get(address, 403)


def test_a_coordinator_compares_merges_and_takes_back(site: Site, pair: int) -> None:
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text("/review/duplicates")
    assert "1 pasangan" in page
    assert "Nama mirip" in page
    assert f"/review/duplicates/{pair}/merge" in page
    path = f"/review/duplicates/{pair}/merge"
    compared = coordinator.text(path)
    assert "https://satu.example" in compared
    assert "https://dua.example" in compared
    one, two = entry(site, ONE), entry(site, TWO)
    assert re.search(r"<summary>\d bagian hanya diisi salah satu", compared)
    filled = re.search(rf'name="take_short_name" value="{two.public_id}"( checked)?', compared)
    assert filled
    assert filled[1], "what only one of them says is proposed"
    send(coordinator, path, 422, reason=" ", winner=one.public_id)
    answer = send(
        coordinator, path, reason="Sama (contoh).", winner=one.public_id, take_website=two.public_id
    )
    merged = answer.headers["Location"]
    assert "baris pindah" in coordinator.text(merged)
    visitor = site.visitor()
    moved = visitor.get(f"/organisations/{two.slug}", 301)
    assert moved.headers["Location"].endswith(f"/organisations/{one.slug}")
    told = visitor.get(f"/api/v1/organisations/{two.public_id}", 301)
    assert told.headers["Location"].endswith(one.public_id)
    assert "dua.example" in visitor.text(f"/organisations/{one.slug}")
    assert coordinator.get(path, 303).headers["Location"] == merged
    assert "0 pasangan" not in coordinator.text("/review/duplicates")
    site.as_(ELSEWHERE).get(merged, 403)
    send(coordinator, merged)
    visitor.get(f"/organisations/{two.slug}")
    assert "dibatalkan" in coordinator.text("/review/merges")
    coordinator.get(merged)
    with site.world.database.reading() as session:
        assert session.scalars(select(Merge)).one().undone_at is not None


def test_a_page_that_is_out_of_date_says_so(site: Site, pair: int) -> None:
    coordinator = site.as_(COORDINATOR)
    path = f"/review/duplicates/{pair}/merge"
    shown = coordinator.text(path)
    versions = re.search(r'name="versions"[^>]*value="([^"]*)"', shown)
    assert versions
    with site.world.writing() as session:
        row = session.scalars(select(Organisation).where(Organisation.name == TWO)).one()
        row.version += 1
    answer = send(
        coordinator,
        path,
        409,
        reason="Sama (contoh).",
        winner=entry(site, ONE).public_id,
        versions=versions[1],
    )
    assert "Bandingkan lagi" in answer.get_data(as_text=True)
    for bad in ("", "x.y", "1.2.3", "9" * 30):
        send(coordinator, path, 409, reason="x", winner=entry(site, ONE).public_id, versions=bad)
    send(coordinator, path, 422, reason="x", winner="nobody")


def test_dismissing_asks_why(site: Site, pair: int) -> None:
    coordinator = site.as_(COORDINATOR)
    path = f"/review/duplicates/{pair}/dismiss"
    send(coordinator, path, 422, reason="")
    send(coordinator, path, reason="Cabang (contoh).")
    assert "Tidak ada yang menunggu keputusan" in coordinator.text("/review/duplicates")
    assert "Cabang (contoh)." in coordinator.text("/review/duplicates?state=dismissed")
    again = coordinator.post(path, {"reason": "Lagi.", "csrf_token": ""})
    assert again.status_code == 400
    for number in ("page=-1", "page=9999999999", "state=x&page=%00"):
        coordinator.get(f"/review/duplicates?{number}")
        coordinator.get(f"/review/merges?{number}")
    site.as_(ELSEWHERE).get(path, 403)
    site.as_(STRANGER).get(path, 403)
    coordinator.get("/review/duplicates/999999/dismiss", 404)
    coordinator.get("/review/duplicates/999999/merge", 404)


def test_any_two_entries_are_found_by_name_or_number_and_merged(site: Site) -> None:
    with site.world.writing() as session:
        one = site.world.organisation(session, "Rumah Belajar Kasemen (contoh)")
        number = {"sk": "SK-77/BELAJAR/2026"}
        two = site.world.organisation(
            session, "Forum Guru Serang (contoh)", by=STRANGER, identifiers=number
        )
        far = site.world.organisation(session, "Forum Guru Lombok (contoh)", region="52.71")
        hidden = site.world.draft(
            session, "Guru Tersembunyi (contoh)", by=STRANGER, region="52.71", identifiers={}
        )
        keys = {name: row.public_id for name, row in (("one", one), ("two", two), ("far", far))}
        slug, unseen = one.slug, hidden.public_id
    coordinator = site.as_(COORDINATOR)
    path = f"/review/entries/{keys['one']}/merge"
    assert path in coordinator.text(f"/organisations/{slug}")
    assert path not in site.as_(STRANGER).text(f"/organisations/{slug}")
    found = coordinator.text(f"{path}?q=forum+GURU")
    assert f"{path}/{keys['two']}" in found
    assert f"{path}/{keys['far']}" in found
    assert "Tersembunyi" not in coordinator.text(f"{path}?q=guru")
    assert keys["two"] in coordinator.text(f"{path}?q=77/belajar/2026")
    assert "Tidak ada isian yang cocok" in coordinator.text(f"{path}?q=100%25")
    assert keys["two"] not in site.as_(ELSEWHERE).text(
        f"/review/entries/{keys['far']}/merge?q=77belajar2026"
    ), "a number tells nobody elsewhere whose it is"
    site.as_(ELSEWHERE).get(path, 403)
    coordinator.get(f"{path}/{unseen}", 404)
    coordinator.get(f"{path}/{keys['one']}", 404)
    answer = send(coordinator, f"{path}/{keys['two']}", reason="Sama.", winner=keys["one"])
    merged = answer.headers["Location"]
    assert coordinator.get(f"{path}/{keys['two']}", 303).headers["Location"] == merged
    site.as_(ADMINISTRATOR).text(merged)


def test_whoever_lacks_a_mandate_reads_whom_to_ask(site: Site) -> None:
    with site.world.writing() as session:
        one = site.world.organisation(session, ONE, identifiers={"sk": "SK-1/2026"})
        two = site.world.organisation(
            session, TWO, by=STRANGER, region="36.04", identifiers={"sk": "SK-2/2026"}
        )
        path = f"/review/entries/{one.public_id}/merge/{two.public_id}"
        winner, loser = one.public_id, two.public_id
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text(path)
    assert "Mandat Anda tidak mencakup Kabupaten Serang." in page
    assert "Mintalah kepada administrator" in page
    assert path in page
    assert "SK-2/2026" not in page
    assert "take_" not in page
    answer = coordinator.submit("/account", {"reason": "x", "winner": winner}, to=path)
    assert answer.status_code == 403
    chief = site.as_(ADMINISTRATOR)
    assert f"/review/entries/{winner}/merge" in chief.text("/admin/organisations")
    assert "SK-2/2026" in chief.text(path)
    given: dict[str, Any] = {"reason": "Sama (contoh).", "winner": winner, "take_number_sk": loser}
    merged = send(chief, path, **given).headers["Location"]
    with site.world.database.reading() as session:
        held = session.scalars(select(Organisation).where(Organisation.public_id == winner)).one()
        assert [row.value for row in held.identifiers] == ["SK-2/2026"]
    assert "digabung" in chief.text(merged)
    assert ONE in chief.text("/review/merges")
