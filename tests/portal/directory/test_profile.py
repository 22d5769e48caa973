"""The public page of an organisation: what each reader sees, and what nobody does."""

from typing import Any

import pytest
from sqlalchemy import event, select

from portal.directory import contacts, places
from portal.directory.models import FormerSlug, Organisation
from portal.directory.offers import Offer, add_service
from portal.directory.services import suspend
from portal.idempotency import new_key
from portal.journal import JournalRow
from tests.browse import Browser
from tests.cast import ADMINISTRATOR, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, Part
from tests.site import Site

WHY = {"purpose": "refer"}
SECRET = {"partners": "0812-1111-0001", "coordinators": "0812-2222-0002"}


@pytest.fixture
def path(site: Site) -> str:
    """A verified organisation with closed contacts, a shelter, and a donor that is verified too."""
    with site.world.writing() as session:
        made = site.world.organisation(
            session,
            short_name="HPK Serang",
            coverage=("36.73", "36.04"),
            runs_shelter=True,
            shelter_region="36.04",
        )
        me: dict[str, Any] = {"by": site.world.actor(session, MEMBER), "now": site.world.now}
        for visibility, value in SECRET.items():
            contacts.add_contact(
                session,
                made,
                kind="whatsapp",
                value=value,
                visibility=visibility,
                token=new_key(),
                **me,
            )
        contacts.add_person(session, made, name="Rina (contoh)", token=new_key(), **me)
        places.add_location(
            session,
            made,
            kind="office",
            region="36.73.02",
            address="Jalan Contoh Nomor 3",
            visibility="coordinators",
            token=new_key(),
            **me,
        )
        site.world.organisation(session, "Bank Serang (contoh)", by=DONOR, kind="company")
        return f"/organisations/{made.slug}"


def opened(site: Site) -> int:
    with site.world.database.reading() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts"))
        return len(rows.all())


def test_each_reader_opens_what_is_theirs_and_leaves_a_trace(site: Site, path: str) -> None:
    hidden = (*SECRET.values(), "Rina (contoh)", "Jalan Contoh Nomor 3")
    expected: dict[Part, tuple[str, ...]] = {
        STRANGER: (),
        ELSEWHERE: (),
        DONOR: (SECRET["partners"],),
        COORDINATOR: hidden,
    }
    for part, wanted in expected.items():
        before = opened(site)
        browser = site.as_(part)
        page = browser.text(path)
        assert "(0254) 000-000" in page
        assert "Kelompok cerita ibu (contoh)" in page
        assert not [one for one in hidden if one in page], part
        assert (f'action="{path}/contacts"' in page) == bool(wanted), part
        shown = browser.submit(path, WHY, to=f"{path}/contacts").get_data(as_text=True)
        assert [one for one in hidden if one in shown] == list(wanted), part
        assert opened(site) - before == bool(wanted), part


def test_a_visitor_sees_nothing_closed_and_a_member_all_of_their_own(site: Site, path: str) -> None:
    hidden = (*SECRET.values(), "Rina (contoh)", "Jalan Contoh Nomor 3")
    page = site.visitor().text(path)
    assert not [one for one in hidden if one in page]
    page = site.as_(MEMBER).text(path)
    assert [one for one in hidden if one in page] == list(hidden)
    assert opened(site) == 0


def test_the_page_is_neutral_and_draws_where_it_works(site: Site, path: str) -> None:
    page = site.visitor().text(path)
    title = page.split("<title>")[1].split("</title>")[0]
    assert "HPK" not in title
    assert "Psikolog" not in title
    assert page.count('class="here"') == 2
    assert page.count('<circle class="seat"') == 6 + 1
    assert "Titik penuh: Kabupaten Serang, Kota Serang." in page
    assert "22 November 2026" in page.replace("\u00a0", " ")


def test_an_older_address_leads_on_and_a_closed_entry_is_absent(site: Site, path: str) -> None:
    with site.world.writing() as session:
        made = session.query(Organisation).filter_by(slug=path.split("/")[-1]).one()
        session.add(FormerSlug(slug="nama-lama", organisation_id=made.id))
        draft = site.world.draft(session, "Rancangan (contoh)", by=STRANGER)
        draft_path = f"/organisations/{draft.public_id}"
    visitor = site.visitor()
    answer = visitor.get("/organisations/nama-lama", 301)
    assert answer.headers["Location"].endswith(path)
    visitor.get(draft_path, 404)
    with site.world.writing() as session:
        boss = site.world.actor(session, ADMINISTRATOR)
        made = session.query(Organisation).filter_by(slug=path.split("/")[-1]).one()
        suspend(session, made, reason="Uji (contoh).", by=boss, now=site.world.now)
    gone = visitor.text(path, 404)
    assert gone == visitor.text("/organisations/tidak-pernah-ada", 404).replace(
        "tidak-pernah-ada", path.split("/")[-1]
    )
    visitor.get("/organisations/nama-lama", 404)


def test_serving_the_nation_shows_provinces(site: Site) -> None:
    with site.world.writing() as session:
        slug = site.world.organisation(session, nationwide=True, coverage=()).slug
    page = site.visitor().text(f"/organisations/{slug}")
    assert "Melayani Seluruh Indonesia." in page
    assert page.count('class="here"') == 38


def test_a_longer_page_asks_the_database_no_more(site: Site) -> None:
    with site.world.writing() as session:
        codes = [f"36.0{n}" for n in range(1, 5)]
        short = site.world.organisation(session, coverage=codes[:1]).slug
        made = site.world.organisation(session, "Rumah Cerita (contoh)", coverage=codes)
        me: dict[str, Any] = {"by": site.world.actor(session, MEMBER), "now": site.world.now}
        for n in range(1, 7):
            add_service(session, made, Offer(name=f"Kelas {n} (contoh)"), token=new_key(), **me)
            places.add_location(
                session,
                made,
                kind="office",
                region=f"36.73.0{n}",
                address="Jalan Contoh",
                token=new_key(),
                **me,
            )
        long = made.slug
    visitor = site.visitor()
    visitor.text(f"/organisations/{short}")  # names of regions are read once a minute
    assert asked(site, visitor, f"/organisations/{long}") == asked(
        site, visitor, f"/organisations/{short}"
    )


def asked(site: Site, browser: Browser, path: str) -> int:
    """How many statements a page takes."""
    count = 0

    def listen(*_: object) -> None:
        nonlocal count
        count += 1

    engine = site.world.database.reader
    event.listen(engine, "before_cursor_execute", listen)
    browser.get(path)
    event.remove(engine, "before_cursor_execute", listen)
    return count
