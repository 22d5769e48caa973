"""Opening closed contacts: a reason first, a record, a limit, and a page for the owner."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import now
from portal.directory import contacts
from portal.directory.models import Organisation
from portal.errors import Invalid
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.openings import queries, rules, services
from portal.verification import services as verification
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import World
from tests.site import Site

NUMBER = "0812-1111-0001"


def scene(world: World) -> Organisation:
    """The member's organisation with a number for partners, and the donor's listed company."""
    with world.writing() as session:
        made = world.organisation(session)
        by = world.actor(session, MEMBER)
        told: dict[str, Any] = {"visibility": "partners", "by": by, "now": world.now}
        contacts.add_contact(session, made, kind="phone", value=NUMBER, token=new_key(), **told)
        world.organisation(session, "Bank Serang (contoh)", by=DONOR, kind="company")
        session.flush()
        session.expunge_all()
        return made


def test_the_owner_reads_who_looked_as_what_and_why(world: World) -> None:
    made = scene(world)
    looks = ((COORDINATOR, "check", ""), (DONOR, "other", "Undangan rapat (contoh)"))
    for part, purpose, note in (*looks, (MEMBER, "refer", "")):
        with world.writing() as session:
            one = session.get_one(Organisation, made.id)
            by = world.actor(session, part)
            services.open_contacts(session, one, purpose=purpose, note=note, by=by, now=world.now)
    with world.database.reading() as session:
        found = queries.of_organisation(session, session.get_one(Organisation, made.id), 1).items
        assert [(one.standing, one.mandate, one.organisation) for one in found] == [
            ("member", None, ""),
            ("partner", None, "Bank Serang (contoh)"),
            ("coordinator", "36.73", ""),
        ]
        assert [(one.purpose, one.note) for one in found] == [
            ("refer", ""),
            ("other", "Undangan rapat (contoh)"),
            ("check", ""),
        ]


@pytest.mark.parametrize(
    ("purpose", "note", "field"),
    [
        ("", "", "purpose"),
        ("curious", "", "purpose"),
        ("other", "", "note"),
        ("refer", "x" * 201, "note"),
        ("refer", "NIK 3604120101900001", "note"),
    ],
)
def test_without_a_reason_nothing_is_recorded(
    world: World, purpose: str, note: str, field: str
) -> None:
    made = scene(world)
    with world.writing() as session:
        one, by = session.get_one(Organisation, made.id), world.actor(session, DONOR)
        with pytest.raises(Invalid) as refusal:
            services.open_contacts(session, one, purpose=purpose, note=note, by=by, now=world.now)
        assert list(refusal.value.fields) == [field]
        rows = session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts"))
        assert rows.all() == []


def test_every_purpose_passes_its_own_rule() -> None:
    for purpose in rules.PURPOSES:
        assert rules.faults(purpose, "Rapat (contoh)") == {}


@pytest.fixture
def path(site: Site) -> str:
    return f"/organisations/{scene(site.world).slug}"


def test_the_press_asks_why_and_the_owner_reads_it(site: Site, path: str) -> None:
    donor, opened = site.as_(DONOR), f"{path}/contacts"
    refused = donor.submit(path, {"purpose": "other", "note": ""}, to=opened)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert NUMBER not in page
    assert "Tulis keperluan Anda" in page
    shown = donor.submit(path, {"purpose": "other", "note": "Rapat (contoh)"}, to=opened)
    assert NUMBER in shown.get_data(as_text=True)
    views = path.replace("/organisations/", "/my/organisations/") + "/views"
    page = site.as_(MEMBER).text(views)
    assert "Bank Serang (contoh)" in page
    assert "Rapat (contoh)" in page
    assert DONOR.email not in page
    site.as_(DONOR).get(views, 403)


def test_hidden_and_absent_answer_alike(site: Site, path: str) -> None:
    """The same page for a reader without rights, whether something is hidden or not."""
    with site.world.writing() as session:
        bare = site.world.organisation(session, by=STRANGER, region="36.73")
        other = f"/organisations/{bare.slug}"
    stranger = site.visitor().sign_in("pelamar@contoh.example")
    pages = []
    for one in (path, other):
        text = stranger.submit(one, {"purpose": "refer"}, to=f"{one}/contacts")
        pages.append(re.sub(r"[\w-]*csrf[^>]*>", "", text.get_data(as_text=True)))
    assert pages[0] == pages[1].replace(other, path)
    with site.world.writing() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts"))
        assert rows.all() == []


def test_fifty_a_day_are_enough(site: Site, path: str) -> None:
    donor, opened = site.as_(DONOR), f"{path}/contacts"
    csrf = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', donor.text(path)))
    answers = [donor.client.post(opened, data=csrf | {"purpose": "refer"}) for _ in range(51)]
    assert [answer.status_code for answer in answers] == [200] * 50 + [429]
    text = answers[-1].get_data(as_text=True)
    assert "50 kali" in text
    assert NUMBER not in text
    assert NUMBER in site.as_(COORDINATOR).submit(path, {"purpose": "check"}, to=opened).text


def test_looks_while_a_registration_was_checked_are_shown_too(site: Site) -> None:
    with site.world.writing() as session:
        sent = site.world.submission(session, by=MEMBER)
        by = site.world.actor(session, COORDINATOR)
        verification.open_contacts(session, sent, by=by, now=now())
        address = sent.organisation.public_id
    page = site.as_(MEMBER).text(f"/my/organisations/{address}/views")
    assert "Memeriksa pendaftaran" in page
    assert "Koordinator" in page
