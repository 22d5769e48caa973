"""The pages and the letter: kept from the results, told by one line, stopped by one button."""

import re
from datetime import timedelta

from sqlalchemy import select

from portal.db import now
from portal.idempotency import new_key
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.searches import links, services
from portal.searches.models import SavedSearch
from portal.searches.work import look_again
from tests.browse import place
from tests.cast import MEMBER, STRANGER
from tests.site import Site


def test_from_the_results_to_the_letter_and_its_end(site: Site) -> None:
    with site.world.writing() as session:
        site.world.organisation(session)
    site.drain()
    member = site.as_(MEMBER)
    assert "Simpan pencarian ini" not in site.visitor().text("/organisations?region=36.73")
    page = member.text("/organisations?region=36.73&sort=name&q=himpunan")
    link = re.findall(r'href="(/account/searches/new[^"]*)"', page)[0].replace("&amp;", "&")
    assert link == "/account/searches/new?q=himpunan&region=36.73"
    form = member.text(link)
    assert "Yang dicari: “himpunan” · Kota Serang" in form
    assert 'value="himpunan · Kota Serang"' in form
    answer = member.submit(link, {"name": "", "every": "day"})
    assert answer.status_code == 422
    assert 'value="day" checked' in answer.get_data(as_text=True)
    sent = {"name": "Himpunan di Serang", "every": "day"}
    assert place(member.submit(link, sent)) == "/account/searches"
    assert member.submit("/account/searches/new", sent).status_code == 422
    assert member.submit("/account/searches/new?q=3673010101900001", sent).status_code == 422
    assert "Himpunan di Serang" in member.text("/account/searches")
    with site.world.writing() as session:
        site.world.organisation(session, "Himpunan Baru (contoh)", by=STRANGER)
    site.drain()
    assert look_again(site.world.database, site.index, now() + timedelta(days=1)) == 1
    with site.world.database.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "search_news")).one()
        kept = session.scalars(select(SavedSearch)).one().public_id
        message = Desk(site.settings).compose(session, letter, now=now())
    assert message is not None
    body = str(message.get_content())
    assert "Ada 1 lembaga baru" in body
    assert "impunan" not in body + str(message["Subject"])
    stop = re.findall(r"/searches/stop/\S+", body)[0]
    assert message["List-Unsubscribe"] == f"<{site.settings.base_url}{stop}/once>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/account/searches/{kept}\n" in body
    page = member.text(f"/account/searches/{kept}")
    assert "Himpunan Baru (contoh)" in page
    assert 'href="/organisations?q=himpunan&amp;region=36.73"' in page
    stranger = site.as_(STRANGER)
    for path in (f"/account/searches/{kept}", f"/account/searches/{kept}/remove"):
        stranger.get(path, 403)
        site.visitor().get(path, 303)
    visitor = site.visitor()
    page = visitor.text(stop)
    assert "Himpunan" not in page
    assert place(visitor.submit(stop)) == stop
    assert "Surat sudah berhenti" in visitor.text(stop)
    assert "Tanpa surat" in member.text("/account/searches")
    visitor.get(f"{stop}x", 404)
    with site.world.database.reading() as session:
        assert Desk(site.settings).compose(session, letter, now=now()) is None
    assert member.submit(f"/account/searches/{kept}", {"name": "Lain", "every": "week"})
    assert "Surat setiap minggu" in member.text("/account/searches")
    assert "Hapus “Lain”?" in member.text(f"/account/searches/{kept}/remove")
    assert member.submit(f"/account/searches/{kept}/remove").status_code == 303
    visitor.get(stop, 404)
    assert "Belum ada." in member.text("/account/searches")


def test_a_mail_program_stops_the_letters_with_one_click(site: Site) -> None:
    with site.world.writing() as session:
        saved = services.save(
            session,
            name="Psikolog",
            asked="q=psikolog",
            every="week",
            found=(),
            token=new_key(),
            by=site.world.actor(session, MEMBER),
            now=now(),
        )
        token = links.make(site.settings.signing_key(), saved)
    button = {"List-Unsubscribe": "One-Click"}
    site.app.config["WTF_CSRF_ENABLED"] = True
    client = site.app.test_client(use_cookies=False)
    try:
        where = f"/searches/stop/{token}"
        assert client.get(f"{where}/once").headers["Location"] == where, "opened by a person"
        assert client.post(f"{where}/once").headers["Location"] == where
        assert client.post(where, data=button).status_code == 400, "the page's form has a token"
        assert client.post(f"{where}x/once", data=button).status_code == 404
        assert "Surat setiap minggu" in site.as_(MEMBER).text("/account/searches")
        for _ in range(2):
            answer = client.post(f"{where}/once", data=button)
            assert answer.status_code == 200
            assert "Surat sudah berhenti" in answer.text
        assert "Tanpa surat" in site.as_(MEMBER).text("/account/searches")
    finally:
        site.app.config["WTF_CSRF_ENABLED"] = False
