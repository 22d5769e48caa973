"""Pages of changes: members ask, coordinators see old beside new and decide."""

import re

import pytest
from sqlalchemy import select

from portal.changes.models import Proposal
from portal.directory.models import Organisation
from tests.browse import place
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

NEW = "Himpunan Psikolog Banten Raya (contoh)"


@pytest.fixture
def slug(site: Site) -> str:
    """The address of the member's verified organisation, which handles no funds."""
    with site.world.writing() as session:
        made = site.world.organisation(session, short_name="HPKS", handles_funds=False)
        return made.slug or ""


def ask(site: Site, slug: str, **given: str) -> str:
    """The member asks for another name; answers the reference."""
    told = {"name": NEW, "short_name": "HPBR", "kind": "professional_association"}
    told |= {"region": "36.73"} | given
    answer = site.as_(MEMBER).submit(f"/my/organisations/{slug}/changes/identity", told)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    with site.world.database.reading() as session:
        return session.scalars(select(Proposal.reference)).one()


def test_from_a_wish_to_a_new_name(site: Site, slug: str) -> None:
    member, coordinator = site.as_(MEMBER), site.as_(COORDINATOR)
    assert f"/my/organisations/{slug}/changes" in member.text(f"/my/organisations/{slug}")
    reference = ask(site, slug, new_address="y")
    page = member.text(f"/my/organisations/{slug}/changes")
    assert reference in page
    assert NEW in page
    assert NEW not in site.visitor().text(f"/organisations/{slug}")
    for part in (STRANGER, ELSEWHERE):
        site.as_(part).get(f"/review/changes/{reference}", 403)
        site.as_(part).get(f"/my/organisations/{slug}/changes/care", 403)
    assert "Periksa 1 perubahan data" in coordinator.text("/dashboard")
    assert reference in coordinator.text("/review/changes")
    page = coordinator.text(f"/review/changes/{reference}")
    assert NEW in page
    assert "HPKS" in page
    assert "tidak dapat kami terima" in page  # both letters, as they will be sent
    path = f"/review/changes/{reference}"
    refused = coordinator.submit(path, {"decision": "refused", "reason": ""})
    assert refused.status_code == 422
    assert "Tulis alasannya." in refused.get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', page))
    good = {"decision": "accepted", "reason": ""} | hidden
    assert coordinator.post(path, good).status_code == 303
    assert coordinator.post(path, good).status_code == 409
    moved = site.visitor().get(f"/organisations/{slug}", 301)
    assert place(moved) == "/organisations/hpbr"
    assert NEW in site.visitor().text("/organisations/hpbr")
    assert "Diterima" in member.text("/my/organisations/hpbr/changes")


def test_two_parts_two_coordinators_and_a_way_back(site: Site, slug: str) -> None:
    member = site.as_(MEMBER)
    home = f"/my/organisations/{slug}/changes"
    care = {"handles_funds": "yes", "runs_shelter": "yes", "shelter_region": ""}
    assert member.submit(f"{home}/care", care | {"shelter_region": "36.04"}).status_code == 303
    chosen = {"specialities": ["legal_aid", "peer_support"]}
    assert member.submit(f"{home}/specialities", chosen).status_code == 303
    assert member.submit(f"{home}/identifiers", {"sk": "SK-5/2026"}).status_code == 303
    with site.world.database.reading() as session:
        held = session.scalars(select(Proposal)).one()
        assert set(held.new) == {"handles_funds", "shelter", "specialities", "sk"}
    coordinator = site.as_(COORDINATOR)
    path = f"/review/changes/{held.reference}"
    assert "Perlu dua koordinator" in coordinator.text(path)
    assert coordinator.submit(path, {"decision": "accepted"}).status_code == 303
    again = coordinator.submit(path, {"decision": "accepted"})
    assert again.status_code == 422
    assert "koordinator lain" in again.get_data(as_text=True)
    assert "menunggu koordinator kedua" in member.text(home)
    assert member.submit(f"{home}/withdraw").status_code == 303
    assert "Ditarik" in member.text(home)
    assert "Tarik usulan" not in member.text(home)
    member.get(f"{home}/withdraw", 303)
    with site.world.database.reading() as session:
        assert not session.scalars(select(Organisation)).one().runs_shelter


def test_what_is_wrong_stands_beside_its_field_and_stays_typed(site: Site, slug: str) -> None:
    member = site.as_(MEMBER)
    home = f"/my/organisations/{slug}/changes"
    told = {"name": "", "kind": "ngo", "region": "36.73", "short_name": "Tetap"}
    answer = member.submit(f"{home}/identity", told)
    assert answer.status_code == 422
    assert 'value="Tetap"' in answer.get_data(as_text=True)
    answer = member.submit(f"{home}/identifiers", {"npwp": "12"})
    assert answer.status_code == 422
    assert 'value="12"' in answer.get_data(as_text=True)
    nothing = member.submit(f"{home}/care", {"handles_funds": "no", "runs_shelter": "no"})
    assert nothing.status_code == 422
    assert "Belum ada yang berubah." in nothing.get_data(as_text=True)
    with site.world.writing() as session:
        draft = site.world.draft(session, by=MEMBER).public_id
    member.get(f"/my/organisations/{draft}/changes", 404)


def test_a_programme_that_asks_for_cash_leads_to_the_question(site: Site, slug: str) -> None:
    with site.world.writing() as session:
        one = site.world.mine(session, MEMBER)
        programme = site.world.programme(session, one, published=False).slug
    page = site.as_(MEMBER).text(f"/programmes/{programme}/publish")
    assert f"/my/organisations/{slug}/changes/care" in page
