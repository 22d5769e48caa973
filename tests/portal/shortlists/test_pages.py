"""The pages: saved by one button, noted, compared, fetched as a file, and closed to others."""

import csv
import io
import re
from typing import Any

from portal.db import now
from portal.directory.models import Organisation
from portal.directory.services import suspend
from portal.idempotency import new_key
from portal.shortlists import queries, services
from tests.browse import place
from tests.cast import ADMINISTRATOR, APPLICANT, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.laws.test_statements import counted
from tests.site import Site

ADD = re.compile(r'action="(/shortlists/[^"]+/add)"')
KEY = re.compile(r'name="organisation" value="([^"]+)"')


def test_from_the_results_to_the_printed_list(site: Site) -> None:
    with site.world.writing() as session:
        first = site.world.organisation(session, "=Himpunan (contoh)")
        slug = first.slug
        site.world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER)
    site.drain()
    here = site.as_(COORDINATOR)
    assert "/shortlists" in here.text("/dashboard")
    assert "Simpan ke daftar" not in site.visitor().text("/organisations")
    assert f"/shortlists/save/{slug}" in here.text("/organisations")
    answer = here.submit(f"/shortlists/save/{slug}", {"name": "Daftar satu (contoh)"})
    assert answer.status_code == 422  # nothing says who shares it
    sent = {"name": "Daftar satu (contoh)", "owner": "office:36.73", "purpose": "Uji (contoh)."}
    where = place(here.submit(f"/shortlists/save/{slug}", sent))
    assert "1 calon mitra" in here.text(where)
    page = here.text("/organisations?q=Yayasan")
    assert "Simpan ke “Daftar satu (contoh)”" in page
    button, key = ADD.findall(page)[0], KEY.findall(page)[0]
    given = {"organisation": key, "back": "/organisations?q=Yayasan"}
    for _twice in range(2):
        answer = here.submit("/organisations?q=Yayasan", given, to=button)
        assert place(answer) == "/organisations?q=Yayasan"
    page = here.text(where)
    assert "2 calon mitra" in page
    note = re.findall(r'href="(/shortlists/[^"]+/note)"', page)[0]
    answer = here.submit(note, {"note": "NIK 3673010101900001 (contoh)"})
    assert answer.status_code == 422
    assert "NIK 3673010101900001 (contoh)" in answer.get_data(as_text=True)
    assert here.submit(note, {"note": "Bersedia dua hari."}).status_code == 303
    stale = here.submit(note, {"note": "Lain.", "version": "1"})
    assert stale.status_code == 409
    assert "Rekan Anda menulis: Bersedia dua hari." in stale.get_data(as_text=True)
    entries = re.findall(r'name="compare" value="([^"]+)"', here.text(where))
    page = here.text(f"{where}?compare={entries[0]}&compare={entries[1]}&compare=x")
    assert page.count('<th scope="col">') == 3
    assert "Bersedia dua hari." in page
    file = here.get(f"{where}.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [(row["Lembaga"], row["Catatan"]) for row in rows] == [
        ("'=Himpunan (contoh)", "Bersedia dua hari."), ("Yayasan Lain (contoh)", "")
    ]  # fmt: skip
    assert here.get(f"{where}.xlsx").get_data()[:2] == b"PK"
    here.get(f"{where}.exe", 404)
    for who in (site.as_(ELSEWHERE), site.as_(MEMBER), site.as_(ADMINISTRATOR)):
        for path in (where, f"{where}.csv", f"{where}/words", f"{where}/remove", note):
            who.get(path, 403)
        assert who.submit("/dashboard", {"organisation": key}, to=button).status_code == 403
    site.visitor().get(where, 303)
    journal = site.as_(ADMINISTRATOR).text("/admin/journal?kind=shortlist")
    assert "Menyimpan lembaga ke daftar mitra" in journal
    assert "Bersedia" not in journal


def test_what_goes_asks_first_and_what_is_hidden_says_so(site: Site) -> None:
    with site.world.writing() as session:
        one = site.world.organisation(session, contacts=(("phone", "(0254) 000-777", "public"),))
        key, slug = one.id, one.slug
    member = site.as_(MEMBER)
    sent = {"name": "Milik kami (contoh)", "owner": f"organisation:{key}"}
    assert f'value="organisation:{key}" checked' in member.text(f"/shortlists/save/{slug}")
    where = place(member.submit(f"/shortlists/save/{slug}", sent))
    assert "(0254) 000-777" in member.text(where)
    with site.world.writing() as session:
        by = site.world.actor(session, ADMINISTRATOR)
        held = session.get_one(Organisation, key)
        suspend(session, held, reason="Uji (contoh).", by=by, now=now())
    page = member.text(where)
    assert "Tidak tampil lagi di direktori." in page
    assert "777" not in page
    assert f'href="/organisations/{slug}"' not in page
    assert "Tidak tampil lagi" in member.get(f"{where}.csv").get_data().decode("utf-8-sig")
    out = re.findall(r'href="(/shortlists/[^"]+/take-out)"', page)[0]
    assert "dari daftar?" in member.text(out)
    assert member.submit(out).status_code == 303
    member.get(out, 404)
    assert member.submit(f"{where}/words", {"name": ""}).status_code == 422
    assert member.submit(f"{where}/words", {"name": "Nama lain (contoh)"}).status_code == 303
    assert "Hapus daftar “Nama lain (contoh)”?" in member.text(f"{where}/remove")
    assert member.submit(f"{where}/remove").status_code == 303
    member.get(where, 404)


def test_a_long_list_asks_no_more_than_a_short_one(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        told: dict[str, Any] = {"name": "Daftar (contoh)", "purpose": "", "owner": "office:36.73"}
        made = services.create(session, token=new_key(), by=by, now=world.now, **told)
        key = made.public_id
        where = f"/shortlists/{key}"
    counts = []
    for many in (2, 12):
        with world.writing() as session:
            held = queries.need(session, key)
            for number in range(many):
                one = world.organisation(session, f"Lembaga {many} {number} (contoh)")
                services.add(session, held, one, by=by, now=world.now)
        site.as_(COORDINATOR).get(where)  # names of regions are read once a minute
        with counted(site) as said:
            assert "calon mitra" in site.as_(COORDINATOR).text(where)
            site.as_(COORDINATOR).get(f"{where}.csv")
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_whoever_shares_with_nobody_is_told_how(site: Site) -> None:
    applicant = site.as_(APPLICANT)
    assert "Daftarkan lembaga Anda" in applicant.text("/shortlists")
    answer = applicant.post("/shortlists", {"name": "x", "owner": "office:36.73"})
    assert answer.status_code in (400, 422)
