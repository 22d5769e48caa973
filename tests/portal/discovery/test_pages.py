"""The pages of discovery: from "do you know another?" to a registration, and the poster."""

import html
import re

import pytest
from sqlalchemy import select

from portal.directory.models import Organisation
from portal.discovery.models import Suggestion
from portal.journal import JournalRow
from portal.letters import Letter
from portal.mail.desk import Desk
from tests.browse import Browser, place
from tests.cast import APPLICANT, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

GIVEN = {
    "name": "Dasawisma Melati Kasemen (contoh)",
    "region": "36.73",
    "reach": "0812-0000-0001",
    "why": "Menemani tetangga.",
}


def suggested(site: Site) -> str:
    """The page of a suggestion that a visitor sent."""
    answer = site.visitor().submit("/suggest", GIVEN)
    assert answer.headers["Location"].endswith("/suggest/sent")
    with site.world.writing() as session:
        one = session.scalars(select(Suggestion)).one()
        return f"/review/suggestions/{one.public_id}"


def test_from_a_suggestion_to_a_registration(site: Site) -> None:
    path = suggested(site)
    coordinator = site.as_(COORDINATOR)
    assert "1 usulan" in coordinator.text("/dashboard")
    assert path in coordinator.text("/review/suggestions")
    assert GIVEN["reach"] not in coordinator.text(path)
    opened = coordinator.submit(path, to=f"{path}/contact").get_data(as_text=True)
    assert GIVEN["reach"] in opened
    with site.world.writing() as session:
        assert session.scalars(select(JournalRow).where(JournalRow.kind == "suggestion")).all()
    answer = coordinator.submit(
        f"{path}/invite", {"name": GIVEN["name"], "kind": "community_group", "region": "36.73"}
    )
    page = html.unescape(coordinator.follow(answer).get_data(as_text=True))
    link = re.search(r"http://[^/\s]+(/invited/[^\s<\"]+)", page)
    assert link
    whatsapp = re.search(r"https://wa\.me/\?text=([^\"]+)", page)
    assert whatsapp
    assert "Dasawisma" not in whatsapp.group(1)
    visitor = site.visitor()
    assert "Buat akun" in visitor.text(link.group(1))
    guest = site.as_(APPLICANT)
    started = guest.submit(link.group(1))
    assert GIVEN["name"] in guest.follow(started).get_data(as_text=True)
    assert "sudah Anda mulai" in guest.text(link.group(1))
    assert "sudah dipakai" in site.as_(STRANGER).text(link.group(1))
    assert "Tautan dipakai" in coordinator.text("/review/suggestions?state=invited")
    assert coordinator.submit("/account", to=f"{path}/revoke").status_code == 409


def test_an_invitation_is_carried_along_while_an_account_is_made(site: Site) -> None:
    path = suggested(site)
    coordinator = site.as_(COORDINATOR)
    coordinator.submit(f"{path}/invite", {"kind": "community_group"} | GIVEN)
    found = re.search(r"http://[^/\s]+(/invited/[^\s<\"]+)", html.unescape(coordinator.text(path)))
    assert found
    guest = site.visitor()
    offered = re.search(r'href="(/sign-up\?next=[^"]+)"', guest.text(found.group(1)))
    assert offered
    told = {"email": "baru@contoh.example", "password": "kuda biru makan awan", "consent": "y"}
    assert guest.submit(html.unescape(offered.group(1)), told).status_code == 303
    desk = Desk(site.settings)
    with site.world.database.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "confirm")).one()
        message = desk.compose(session, letter, now=site.world.now)
    assert message
    link = re.search(r"http://[^/\s]+(/account/confirm/\S+)", message.get_content())
    assert link
    phone = site.visitor()  # the letter is opened elsewhere
    confirmed = phone.submit(link.group(1))
    entered = phone.submit(place(confirmed), told)
    assert place(entered) == found.group(1)
    started = phone.submit(place(entered))
    assert GIVEN["name"] in phone.follow(started).get_data(as_text=True)


def test_a_revoked_or_broken_link_says_so(site: Site) -> None:
    path = suggested(site)
    coordinator = site.as_(COORDINATOR)
    coordinator.submit(f"{path}/invite", {"kind": "ngo"} | GIVEN)
    page = html.unescape(coordinator.text(path))
    link = re.search(r"http://[^/\s]+(/invited/[^\s<\"]+)", page)
    assert link
    assert coordinator.submit(path, to=f"{path}/revoke").status_code == 303
    assert "sudah tidak berlaku" in site.as_(APPLICANT).text(link.group(1))
    assert "tidak utuh" in site.visitor().text(f"{link.group(1)[:-3]}xyz", 404)


def test_faults_keep_what_was_typed(site: Site) -> None:
    reader = site.visitor()
    wrong = GIVEN | {"why": "Hubungi 0812-3456-7890", "name": ""}
    answer = reader.submit("/suggest", wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Isi nama lembaga." in text
    assert "0812-0000-0001" in text
    again = reader.submit("/suggest", GIVEN | {"why": "Hubungi 0812-3456-7890"})
    assert "Hapus nomor, email, atau alamat dari sini" in again.get_data(as_text=True)


def test_one_address_suggests_only_so_often(site: Site) -> None:
    codes = [site.visitor().submit("/suggest", GIVEN).status_code for _time in range(11)]
    assert codes == [303] * 10 + [429]


def test_a_member_recommends_for_one_of_theirs(site: Site) -> None:
    with site.world.writing() as session:
        mine = site.world.organisation(session)
        key, name = mine.id, mine.name
    member = site.as_(MEMBER)
    assert "Atas nama lembaga" in member.text("/suggest")
    assert member.submit("/suggest", GIVEN | {"organisation": str(key)}).status_code == 303
    with site.world.writing() as session:
        path = f"/review/suggestions/{session.scalars(select(Suggestion)).one().public_id}"
    assert f"Direkomendasikan oleh {name}" in site.as_(COORDINATOR).text(path)


def test_coordinators_elsewhere_and_strangers_see_nothing(site: Site) -> None:
    path = suggested(site)
    for part in (ELSEWHERE, STRANGER):
        site.as_(part).get(path, 403)
        site.as_(part).get(f"{path}/invite", 403)
    assert GIVEN["name"] not in site.as_(ELSEWHERE).text("/review/suggestions")
    dismissed = site.as_(COORDINATOR).submit(path, {"reason": ""})
    assert dismissed.status_code == 422
    assert site.as_(COORDINATOR).submit(path, {"reason": "Sudah ada."}).status_code == 303
    assert "Sudah ada." in site.as_(COORDINATOR).text(path)


@pytest.mark.parametrize("code", ["36.73", "36"])
def test_the_poster_leads_to_registration_with_its_region(site: Site, code: str) -> None:
    page = site.visitor().text(f"/regions/{code}/poster")
    assert f"/d/{code}" in page
    assert "<svg viewBox" in page
    short = site.visitor().get(f"/d/{code}", 303)
    assert short.headers["Location"] == f"/register/new?region={code}"
    form = site.as_(APPLICANT).text(f"/register/new?region={code}")
    assert f'<option value="{code}" selected>' in form
    with site.world.writing() as session:
        assert session.scalars(select(Organisation)).all() == []


@pytest.mark.parametrize("code", ["36.73.01", "99", "x"])
def test_no_poster_without_a_region(site: Site, code: str) -> None:
    site.visitor().get(f"/regions/{code}/poster", 404)
    site.visitor().get(f"/d/{code}", 404)


def test_english(site: Site) -> None:
    reader = Browser(site.app, "en")
    assert "Do you know another organisation?" in reader.text("/suggest")
    assert "Register your organisation or group" in reader.text("/regions/36.73/poster")
