"""The members' pages: invited by mail, one press, and a removed member loses the right at once."""

import re

import pytest
from sqlalchemy import select

from portal import letters
from portal.accounts.services import add_member
from portal.letters import Letter
from portal.mail.desk import Desk
from tests.browse import Browser
from tests.cast import MEMBER, STRANGER, TREASURER
from tests.site import Site

NEWCOMER = "rekan.baru@contoh.example"


@pytest.fixture
def slug(site: Site) -> str:
    """The address of the member's organisation, which the treasurer helps to edit."""
    with site.world.writing() as session:
        made = site.world.organisation(session)
        add_member(session, site.world.users[TREASURER.name], made.id, "editor", now=site.world.now)
        assert made.slug
        return made.slug


def letter(site: Site, kind: str) -> str:
    """The newest letter of a kind, as its reader gets it."""
    with site.world.writing() as session:
        row = session.scalars(
            select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc())
        ).first()
        assert row
        message = Desk(site.settings).compose(session, row, now=site.world.now)
        assert message
        return f"{message['Subject']}\n{message.get_content()}"


def link(text: str, part: str) -> str:
    found = re.search(rf"http://[^/\s]+({part}\S+)", text)
    assert found, text
    return str(found.group(1))


def test_from_a_letter_to_a_member_and_out_again(site: Site, slug: str) -> None:
    owner = site.as_(MEMBER)
    path = f"/my/organisations/{slug}/members"
    answer = owner.submit(f"{path}/invite", {"email": NEWCOMER, "role": "editor"})
    assert NEWCOMER in owner.follow(answer).get_data(as_text=True)
    text = letter(site, "member_invitation")
    assert text.startswith("Undangan mengelola lembaga\n")
    guest = Browser(site.app)
    secret = "empat kata tenang lain"
    done = guest.submit(link(text, "/account/reset/"), {"password": secret})
    assert done.status_code == 303
    guest.sign_in(NEWCOMER, secret)
    assert "Jawab undangan mengelola" in guest.text("/dashboard")
    page = link(text, "/invitations/")
    assert guest.submit(page).status_code == 303
    assert "Pengelola" in guest.text(path)
    assert "Undang pengelola" not in guest.text(path)
    assert "sudah tidak berlaku" in guest.text(page)
    key = re.search(
        r"members/(\d+)/remove\">Keluarkan<span class=\"unseen\"> rekan", owner.text(path)
    )
    assert key
    assert owner.submit(f"{path}/{key.group(1)}/remove").status_code == 303
    guest.get(path, 403)
    guest.get(f"/my/organisations/{slug}", 403)
    assert "tidak lagi" in letter(site, "member_removed")


def test_faults_stand_beside_their_fields_and_typed_answers_stay(site: Site, slug: str) -> None:
    owner = site.as_(MEMBER)
    path = f"/my/organisations/{slug}/members"
    answer = owner.submit(f"{path}/invite", {"email": "bukan-email", "role": "editor"})
    assert answer.status_code == 422
    assert "bukan-email" in answer.get_data(as_text=True)
    again = owner.submit(f"{path}/invite", {"email": TREASURER.email, "role": "editor"})
    assert "sudah mengelola lembaga ini" in again.get_data(as_text=True)
    stays = owner.submit(f"{path}/leave")
    assert stays.status_code == 409
    assert "paling sedikit satu pengelola utama" in stays.get_data(as_text=True)
    none = owner.submit(f"{path}/hand-over", {"member": "999999"})
    assert none.status_code == 422


def test_a_withdrawn_invitation_and_a_stranger(site: Site, slug: str) -> None:
    owner, path = site.as_(MEMBER), f"/my/organisations/{slug}/members"
    owner.submit(f"{path}/invite", {"email": STRANGER.email, "role": "editor"})
    text = letter(site, "member_invitation")
    assert "/account/reset/" not in text
    page = link(text, "/invitations/")
    site.as_(TREASURER).get(page, 403)
    assert "/sign-in?next=" in site.visitor().get(page, 303).headers["Location"]
    assert owner.submit(path, to=f"{page}/withdraw").status_code == 303
    assert "sudah tidak berlaku" in site.as_(STRANGER).text(page)
    site.as_(STRANGER).get(path, 403)


def test_english(site: Site, slug: str) -> None:
    reader = Browser(site.app, "en").sign_in(MEMBER)
    assert "Who manages this organisation?" in reader.text(f"/my/organisations/{slug}/members")


def test_no_letter_about_an_invitation_that_is_over(site: Site, slug: str) -> None:
    with site.world.writing() as session:
        letters.write(
            session, site.world.users[STRANGER.name], "member_invitation", "x", now=site.world.now
        )
        row = session.scalars(select(Letter).where(Letter.ref == "x")).one()
        assert Desk(site.settings).compose(session, row, now=site.world.now) is None
