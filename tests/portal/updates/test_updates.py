"""News of programmes: told by members, read by all; photos carry the picture and nothing else."""

import io
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from portal.daily import sweep
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.updates import queries, rules, services
from portal.updates.models import ProgrammeUpdate, UpdatePhoto
from portal.updates.rules import News
from portal.uploads.contents import Photo
from portal.uploads.store import Store
from tests.browse import place
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import NOW, World
from tests.portal.uploads import files
from tests.site import Site

DAY = NOW.date()
NEWS = News("Ruang dibuka (contoh)", "Delapan kelurahan dikunjungi (contoh).", DAY)
ALT = "Ruang bermain dengan rak buku (contoh)"


def test_what_news_and_words_for_photos_must_be() -> None:
    told: dict[str, Any] = {"begins": DAY, "today": DAY}
    assert rules.faults(NEWS, **told) == {}
    for wrong, field in (
        (News("", "Isi", DAY), "title"),
        (News("Judul", "", DAY), "text"),
        (News("Judul", "Hubungi 0812-3456-7890", DAY), "text"),
        (News("Judul", "Isi", DAY + timedelta(days=1)), "happened_on"),
        (News("Judul", "Isi", DAY - timedelta(days=800)), "happened_on"),
    ):
        assert set(rules.faults(wrong, **told)) == {field}
    assert rules.alt_fault("foto") is not None
    assert rules.alt_fault("Rumah di Jalan Melati nomor 3") is not None
    assert rules.alt_fault(ALT) is None
    assert rules.small_size(1600, 900) == (640, 360)
    assert rules.small_size(300, 200) == (300, 200)
    assert rules.small_size(3, 1600) == (1, 640)


def test_told_changed_removed_and_swept(world: World, tmp_path: Path) -> None:
    store, photo = Store(tmp_path / "files"), Photo(b"large", b"small", 1600, 900)
    with world.writing() as session:
        owner = world.organisation(session)
        draft = world.programme(session, owner, published=False, title="Belum (contoh)")
        programme = world.programme(session, owner)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        with pytest.raises(Conflict):
            services.tell(session, draft, NEWS, token=new_key(), **who)
        key = new_key()
        made = services.tell(session, programme, NEWS, token=key, **who)
        assert services.tell(session, programme, NEWS, token=key, **who).id == made.id
        for part in (DONOR, COORDINATOR):
            other: dict[str, Any] = {"by": world.actor(session, part), "now": world.now}
            with pytest.raises(NotAllowed):
                services.tell(session, programme, NEWS, token=new_key(), **other)
            with pytest.raises(NotAllowed):
                services.remove(session, made, **other)
        again = News("Ruang dibuka lagi (contoh)", NEWS.text, DAY)
        services.change(session, made, again, version=1, **who)
        with pytest.raises(Conflict):
            services.change(session, made, NEWS, version=1, **who)
        keep: dict[str, Any] = {"store": store, **who}
        with pytest.raises(Invalid):
            services.add_photo(session, made, photo, "foto", token=new_key(), **keep)
        key = new_key()
        first = services.add_photo(session, made, photo, ALT, token=key, **keep)
        assert services.add_photo(session, made, photo, ALT, token=key, **keep) == first
        for _each in range(rules.MOST_PHOTOS - 1):
            services.add_photo(session, made, photo, ALT, token=new_key(), **keep)
        with pytest.raises(Conflict):
            services.add_photo(session, made, photo, ALT, token=new_key(), **keep)
        services.remove_photo(session, queries.need_photo(session, first), **who)
        with pytest.raises(NotFound):
            queries.need_photo(session, first)
        assert len(queries.need(session, made.public_id).kept) == rules.MOST_PHOTOS - 1
    old = world.now.timestamp() - 10 * 86_400
    stored = list(store.folder.glob("??/*"))
    for path in stored:
        os.utime(path, (old, old))
    assert len(stored) == 2 * rules.MOST_PHOTOS
    assert sweep(world.database, store) == 2
    with world.writing() as session:
        update = session.scalars(select(ProgrammeUpdate)).one()
        services.remove(session, update, by=world.actor(session, MEMBER), now=world.now)
        with pytest.raises(NotFound):
            services.remove(session, update, by=world.actor(session, MEMBER), now=world.now)
    assert sweep(world.database, store) == 2 * rules.MOST_PHOTOS - 2


def test_from_the_form_to_everybodys_page(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        programme = world.programme(session, world.organisation(session))
        slug, key = programme.slug, programme.public_id
    front = f"/programmes/{slug}"
    owner, visitor = site.as_(MEMBER), site.visitor()
    assert f"{front}/updates/new" in owner.text(front)
    assert "Kabar program" not in visitor.text(front)
    wrong = owner.submit(f"{front}/updates/new", {"title": "Ruang <b> dibuka", "text": "Ada"})
    assert wrong.status_code == 422
    assert 'value="Ruang &lt;b&gt; dibuka"' in wrong.get_data(as_text=True)
    day = world.now.strftime("%d-%m-%Y")
    given = {"title": "Ruang <b> dibuka", "text": "Ada tamu (contoh).", "happened_on": day}
    edit = place(owner.submit(f"{front}/updates/new", given))
    add = re.findall(r'href="(/updates/[^"]+/photos/new)"', owner.text(edit))[0]
    assert "wajah anak" in owner.text(add)
    assert re.search(r'<input type="file" id="file"[^>]*accept="[^"]*image/jpeg', owner.text(add))
    data: dict[str, Any] = {"alt": ALT, "safe": "y"}
    hidden = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', owner.text(add)))

    def send(upload: bytes, name: str = "foto.jpg", **more: str) -> Any:
        sent = hidden | data | more | {"file": (io.BytesIO(upload), name)}
        return owner.client.post(add, data=sent, content_type="multipart/form-data")

    data.pop("safe")
    assert send(files.photo()).status_code == 422
    data["safe"] = "y"
    for upload, name in ((files.pdf(), "foto.pdf"), (b"\xff\xd8\xff broken", "foto.jpg")):
        assert send(upload, name).status_code == 422
    for _twice in range(2):
        assert place(send(files.photo())) == edit
    with world.database.reading() as session:
        shot = session.scalars(select(UpdatePhoto)).one().public_id
    for end in ("", "/small"):
        answer = visitor.client.get(f"/photos/{shot}{end}")
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert files.MARK.encode() not in answer.data
        with Image.open(io.BytesIO(answer.data)) as image:
            assert not image.getexif()
            assert image.size == (40, 80)  # held upright
    page = visitor.text(front)
    assert "Ruang &lt;b&gt; dibuka" in page
    assert f'alt="{ALT}"' in page
    (told,) = visitor.client.get(f"/api/v1/programmes/{key}").get_json()["updates"]
    assert (told["title"], told["photos"][0]["alt"]) == ("Ruang <b> dibuka", ALT)
    for stranger in (site.as_(STRANGER), site.as_(COORDINATOR)):
        for path in (edit, add, f"/photos/{shot}/remove", f"{front}/updates/new"):
            stranger.get(path, 403)
    stale = given | {"title": "Lain", "version": "9"}
    assert owner.submit(edit, stale).status_code == 409
    assert "News" in site.visitor("en").text(f"{front}/updates")
    assert place(owner.submit(f"/photos/{shot}/remove")) == edit
    visitor.get(f"/photos/{shot}", 404)
    owner.get(f"/photos/{shot}/remove", 404)
    gone = owner.submit(edit.replace("/edit", "/remove"))
    assert place(gone) == f"{front}/updates"
    assert "dibuka" not in visitor.text(front)
    owner.get(edit, 404)


def test_large_photos_become_as_large_as_a_screen() -> None:
    from portal.uploads.contents import photo

    found = photo(files.picture(size=(4000, 2000)))
    assert (found.width, found.height) == (1600, 800)
    with Image.open(io.BytesIO(found.small)) as image:
        assert image.size == (640, 320)
    assert len(found.small) < len(found.data)
