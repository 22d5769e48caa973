"""The link's page, a member's button, the coordinator's list, and the question."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.db import now
from portal.directory.models import Organisation
from portal.freshness import links
from portal.freshness.services.ageing import age
from tests.browse import Browser
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

CLOSED = "0812-9999-0001"


def old(
    site: Site, days: int, name: str = "Posko Siaga (contoh)", **fields: object
) -> Organisation:
    """A crisis service that said "still right" so many days ago; two in all, so none is alone."""
    told = {"specialities": ("outreach",)} | fields
    with site.world.writing() as session:
        one = site.world.organisation(session, name, **told)  # type: ignore[arg-type]
        one.confirmed_on = now().date() - timedelta(days=days)
        session.flush()
        session.expunge_all()
    return one


def status(site: Site, one: Organisation) -> str:
    with site.world.database.reading() as session:
        return session.get_one(Organisation, one.id).status


def csrf(browser: Browser, path: str) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', browser.text(path)))


def test_the_link_shows_public_facts_and_confirms_without_signing_in(site: Site) -> None:
    one = old(
        site, 200, contacts=(("whatsapp", CLOSED, "coordinators"), ("hotline", "129", "public"))
    )
    age(site.world.database, now())
    assert status(site, one) == "due"
    path = f"/still-right/{links.make(site.settings.signing_key(), one, now=now())}"
    visitor = site.visitor()
    page = visitor.text(path)
    assert "Posko Siaga (contoh)" in page
    assert CLOSED not in page
    assert f'href="/my/organisations/{one.slug}"' in page
    assert status(site, one) == "due", "opening a link does nothing"
    for _twice in range(2):
        answer = (
            visitor.submit(path)
            if status(site, one) == "due"
            else visitor.post(path, csrf(visitor, "/sign-in"))
        )
        assert "Sudah dinyatakan masih benar" in visitor.follow(answer).text
    assert status(site, one) == "verified"
    site.visitor().get(f"{path}x", 404)
    update = visitor.get(f"/my/organisations/{one.slug}", 303)
    assert update.headers["Location"].startswith("/sign-in?next=")


def test_a_member_confirms_with_one_button(site: Site) -> None:
    one = old(site, 200)
    age(site.world.database, now())
    member = site.as_(MEMBER)
    assert "Nyatakan data Posko Siaga (contoh) masih benar" in member.text("/dashboard")
    mine = f"/my/organisations/{one.slug}"
    answer = member.post(f"{mine}/still-right", csrf(member, mine))
    assert "masih benar per hari ini" in member.follow(answer).text
    assert status(site, one) == "verified"
    stranger = site.as_(STRANGER)
    assert stranger.post(f"{mine}/still-right", csrf(stranger, "/account")).status_code == 403
    assert "Nyatakan data" not in member.text("/dashboard")


def test_a_due_entry_says_so_and_a_stale_one_is_gone(site: Site) -> None:
    one, other = old(site, 200), old(site, 300, "Posko Lama (contoh)", by=STRANGER)
    age(site.world.database, now())
    site.drain()
    visitor = site.visitor()
    assert "Tanyakan dulu sebelum merujuk" in visitor.text(f"/organisations/{one.slug}")
    visitor.get(f"/organisations/{other.slug}", 404)
    found = visitor.text("/organisations")
    assert "Posko Siaga" in found
    assert "Posko Lama" not in found
    assert "Lembaga Anda tidak tampil lagi" in site.as_(STRANGER).text("/dashboard")


def test_programmes_of_a_stale_entry_rest_and_come_back_with_it(site: Site) -> None:
    one = old(site, 100)
    old(site, 100, "Posko lain (contoh)", by=STRANGER)
    with site.world.writing() as session:
        owner = session.get_one(Organisation, one.id)
        programme = site.world.programme(session, owner, title="Ruang tenang (contoh)")
        path = f"/programmes/{programme.slug}"
        owner.confirmed_on = now().date() - timedelta(days=300)
    visitor, mine = site.visitor(), f"/my/organisations/{one.slug}"
    visitor.get(path)
    age(site.world.database, now())
    assert status(site, one) == "stale"
    visitor.get(path, 404)
    member = site.as_(MEMBER)
    assert "Ruang tenang (contoh)" in member.text(mine)
    member.post(f"{mine}/still-right", csrf(member, mine))
    visitor.get(path)


def test_the_coordinators_list_and_its_whatsapp_links(site: Site) -> None:
    open_number = ("whatsapp", "0812-0000-0001", "public")
    soon = old(site, 160, "Segera (contoh)", contacts=(open_number,))
    due = old(
        site, 200, "Lewat (contoh)", by=STRANGER, contacts=(("whatsapp", CLOSED, "partners"),)
    )
    old(site, 100, "Segar (contoh)", by=STRANGER)
    old(site, 300, "Jauh (contoh)", by=STRANGER, region="52.71")
    age(site.world.database, now())
    coordinator = site.as_(COORDINATOR)
    page = coordinator.text("/review/freshness")
    assert "2 lembaga perlu ditanya" in page
    assert page.index("Lewat (contoh)") < page.index("Segera (contoh)")
    assert "Segar (contoh)" not in page
    assert "Jauh (contoh)" not in page
    hrefs = [one.replace("&amp;", "&") for one in re.findall(r'href="(https://wa.me/[^"]+)"', page)]
    places = [urlsplit(one) for one in hrefs if "text=" in one]
    assert {one.path for one in places} == {"/", "/6281200000001"}, "a closed number stays closed"
    texts = [parse_qs(one.query)["text"][0] for one in places]
    assert not [text for text in texts if "contoh" in text]
    link = urlsplit(texts[0].split()[-1])
    assert "Lewat (contoh)" in site.visitor().text(link.path)
    phoned = f"/review/freshness/{due.public_id}/phoned"
    answer = coordinator.post(phoned, csrf(coordinator, "/review/freshness"))
    assert "menurut telepon" in coordinator.follow(answer).text
    assert (status(site, due), status(site, soon)) == ("verified", "verified")
    assert "1 lembaga perlu ditanya" in coordinator.text("/review/freshness")
    elsewhere = site.as_(ELSEWHERE)
    assert elsewhere.post(phoned, csrf(elsewhere, "/account")).status_code == 403
    site.as_(MEMBER).get("/review/freshness", 403)


@pytest.mark.parametrize("said", ["call", "hide"])
def test_the_question_before_the_only_provider_goes(site: Site, said: str) -> None:
    one = old(site, 300)
    age(site.world.database, now())
    assert status(site, one) == "due"
    coordinator, path = site.as_(COORDINATOR), f"/review/freshness/{one.public_id}"
    assert f'href="{path}"' in coordinator.text("/dashboard")
    page = coordinator.text(path)
    assert "Penjangkauan dan layanan keliling di Kota Serang" in page
    assert coordinator.submit(path, {"answer": ""}).status_code == 422
    assert coordinator.submit(path, {"answer": said}).status_code == 303
    assert status(site, one) == ("stale" if said == "hide" else "due")
    assert f'href="{path}"' not in coordinator.text("/dashboard")
    other = "extend"
    late = coordinator.post(path, csrf(coordinator, "/review/freshness") | {"answer": other})
    assert late.status_code == 409
    site.as_(ELSEWHERE).get(path, 403)
    coordinator.get("/review/freshness/tidak-ada", 404)
