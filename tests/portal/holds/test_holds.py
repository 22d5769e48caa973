"""What a coordinator takes down is gone for everybody and kept; a coordinator shows it again."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal.daily import sweep
from portal.documents import programme_documents
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.holds import queries, services
from portal.holds.models import Hold
from portal.idempotency import new_key
from portal.letters import Letter
from portal.programmes import services as programmes
from portal.programmes.models import Programme
from portal.revisions import queries as revisions
from portal.updates import queries as news
from portal.updates import services as updates
from portal.updates.models import ProgrammeUpdate
from portal.updates.rules import News
from portal.uploads.contents import Photo
from portal.uploads.store import Store
from tests.cast import AUDITOR, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.make import World
from tests.site import Site

BAD = "Cerita Bunga dari kelas tiga (contoh)"
ALT = "Ruang bermain dengan rak buku (contoh)"


def built(world: World, store: Store) -> tuple[int, int, str]:
    """A programme with a story, news and a photo: the keys of both, the photo's public id."""
    with world.writing() as session:
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        owner = world.organisation(session)
        who["by"] = world.actor(session, MEMBER)
        programme = world.programme(session, owner, story=BAD)
        told = News("Ruang dibuka (contoh)", BAD, world.now.date())
        made = updates.tell(session, programme, told, token=new_key(), **who)
        photo = Photo(b"large", b"small", 1600, 900)
        key = updates.add_photo(session, made, photo, ALT, store=store, token=new_key(), **who)
        return programme.id, made.id, key


def test_held_changed_and_shown_again(world: World, tmp_path: Path) -> None:
    key, update_key, _photo = built(world, Store(tmp_path))
    with world.writing() as session:
        programme = session.get_one(Programme, key)
        mine: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        judge: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        why = "Anak dapat dikenali dari ceritanya."
        for part in (MEMBER, STRANGER, ELSEWHERE, AUDITOR):
            other: dict[str, Any] = {"by": world.actor(session, part), "now": world.now}
            with pytest.raises(NotAllowed):
                services.hold(session, programme, reason=why, **other)
        for wrong in ("", " ", "Telepon 0812-3456-7890", "a" * 501):
            with pytest.raises(Invalid):
                services.hold(session, programme, reason=wrong, **judge)
        held = services.hold(session, programme, reason=why, **judge)
        with pytest.raises(Conflict):
            services.hold(session, programme, reason=why, **judge)
        assert (programme.public_story, programme.public_summary) == ("", "")
        assert BAD in held.said
        (document,) = programme_documents(session, [programme])
        assert document.summary == ""
        letter = session.scalars(select(Letter.kind).where(Letter.ref == held.public_id)).all()
        assert letter == ["text_held"]
        assert [one.id for one in queries.to_change(session, mine["by"])] == [held.id]
        facts = programmes.facts_of(programme)
        better = type(facts)(**{**vars(facts), "story": "Ruang tunggu bagi anak (contoh)."})
        told: dict[str, Any] = {"version": None, "reason": "Diperbaiki (contoh)"}
        programmes.save(session, programme, better, **told, **mine)
        assert programme.public_story == ""  # changing it alone does not bring it back
        with pytest.raises(NotAllowed):
            services.decide(session, held, "lift", "", **mine)
        for _twice in range(2):
            services.ask_again(session, held, **mine)
        assert queries.count_asked(session, judge["by"]) == 1
        assert not queries.to_change(session, mine["by"])
        with pytest.raises(Invalid):
            services.decide(session, held, "keep", "", **judge)
        services.decide(session, held, "keep", "Kelasnya masih tersebut.", **judge)
        assert [one.reason for one in queries.open_of(session, programme)] == [
            "Kelasnya masih tersebut."
        ]
        services.decide(session, held, "lift", "", **judge)
        with pytest.raises(Conflict):
            services.decide(session, held, "lift", "", **judge)
        assert programme.public_story == "Ruang tunggu bagi anak (contoh)."
        # What it said before is not told by the revisions either; the hold keeps it.
        asked = revisions.Shown(programme.id, held=programme.held, since=programme.texts_since)
        assert BAD not in [one.before for one in revisions.latest(session, asked, 9)]
        everything = revisions.latest(session, revisions.Shown(programme.id), 9)
        assert BAD in [one.before for one in everything]
        # A word taken back: nothing changed, so nothing is left out.
        again = services.hold(session, programme, reason=why, **judge)
        before = programme.texts_since
        services.decide(session, again, "lift", "", **judge)
        assert programme.texts_since == before
        update = session.get_one(ProgrammeUpdate, update_key)
        services.hold(session, update, reason=why, **judge)
        assert not news.latest(session, programme, 9)


def test_files_of_what_was_held_stay(world: World, tmp_path: Path) -> None:
    import os

    store = Store(tmp_path / "files")
    _programme, update_key, photo = built(world, store)
    with world.writing() as session:
        mine: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        judge: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        shot = news.need_photo(session, photo)
        held = services.hold(session, shot, reason="Wajah terlihat (contoh).", **judge)
        with pytest.raises(NotFound):
            news.visible_photo(session, photo, world.actor(session, STRANGER))
        assert news.visible_photo(session, photo, mine["by"]).id == shot.id
        updates.remove(session, session.get_one(ProgrammeUpdate, update_key), **mine)
        session.flush()
        with pytest.raises(NotFound):
            news.visible_photo(session, photo, mine["by"])
        told: dict[str, Any] = {"store": store, "now": world.now}
        for part in (COORDINATOR, AUDITOR):
            by = world.actor(session, part)
            assert services.open_photo(session, held, photo, by=by, **told) == b"large"
        with pytest.raises(NotFound):
            services.open_photo(session, held, new_key(), by=by, **told)
        with pytest.raises(NotAllowed):
            services.open_photo(session, held, photo, by=mine["by"], **told)
    for path in store.folder.glob("??/*"):
        os.utime(path, (1, 1))
    assert sweep(world.database, store) == 0


def test_the_pages(site: Site) -> None:
    world = site.world
    key, _update, photo = built(world, Store(site.settings.uploads))
    with world.database.reading() as session:
        programme = session.get_one(Programme, key)
        front, public_id = f"/programmes/{programme.slug}", programme.public_id
    coordinator, owner, visitor = site.as_(COORDINATOR), site.as_(MEMBER), site.visitor()
    page = coordinator.text(front)
    downs = re.findall(r'href="([^"]+/hold)"', page)
    assert len(downs) == 3
    assert "/hold" not in visitor.text(front) + owner.text(front)
    assert BAD in visitor.text(front)
    for path in downs:
        for other in (owner, site.as_(ELSEWHERE), site.as_(AUDITOR)):
            other.get(path, 403)
        wrong = coordinator.submit(path, {"reason": ""})
        assert wrong.status_code == 422
    small = f"/photos/{photo}/small"
    assert visitor.client.get(small).status_code == 200
    reason = "Anak dapat dikenali (contoh)."
    for path in sorted(downs):  # the photo, the programme's texts, its news
        assert coordinator.submit(path, {"reason": reason}).status_code == 303
    visitor.get(small, 404)
    for page in (visitor.text(front), visitor.text(f"{front}/updates")):
        assert BAD not in page
        assert ALT not in page
        assert reason not in page
    told = visitor.client.get(f"/api/v1/programmes/{public_id}").get_json()
    assert (told["story"], told["summary"], told["updates"]) == ("", "", [])
    assert BAD not in visitor.client.get("/open-data/iati.xml").get_data(as_text=True)
    page = owner.text(front)
    assert reason in page
    again = re.findall(r'action="(/holds/[^"]+/again)"', page)
    assert len(again) == 3
    assert "Ubah yang diturunkan koordinator" in owner.text("/dashboard")
    for path in again:
        assert owner.submit(front, to=path).status_code == 303
    assert "Lihat lagi 3 yang diturunkan" in coordinator.text("/dashboard")
    listing = coordinator.text("/review/holds")
    ones = re.findall(r'href="(/review/holds/[0-9a-f-]+)"', listing)
    assert len(ones) == 3
    owner.get(ones[0], 403)
    site.as_(ELSEWHERE).get(ones[0], 403)
    pictures = {
        path: one
        for one in ones
        for path in re.findall(r'action="([^"]+/photos/[^"]+)"', site.as_(AUDITOR).text(one))
    }
    assert len(pictures) == 2  # the photo's own hold, and that of its news
    for path, one in pictures.items():
        answer = site.as_(AUDITOR).submit(one, to=path)
        assert answer.data == b"large"
        assert "attachment" in answer.headers["Content-Disposition"]
    assert "What" in site.visitor("en").sign_in(COORDINATOR).text(ones[0])
    assert coordinator.submit(ones[0], {"outcome": "keep"}).status_code == 422
    for path in ones:
        assert coordinator.submit(path, {"outcome": "lift"}).status_code == 303
    with world.database.reading() as session:
        assert not session.scalars(select(Hold).where(Hold.lifted_at.is_(None))).all()
    assert BAD in visitor.text(front)
    assert visitor.client.get(small).status_code == 200
