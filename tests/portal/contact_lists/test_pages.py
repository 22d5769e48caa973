"""The pages: ask, decide from the desk, fetch by a button; the file carries its mark."""

import csv
import io
import re

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.services import grant_by_command
from tests.browse import place
from tests.cast import ADMINISTRATOR, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.site import Site

CLOSED = (("phone", "0812-9999-0001", "coordinators"),)


def test_from_the_request_to_the_file(site: Site) -> None:
    with site.world.writing() as session:
        site.world.organisation(
            session, "=Lembaga (contoh)", contacts=(*CLOSED, ("phone", "(0254) 000-000", "public"))
        )
        other = session.get_one(User, site.world.users[ELSEWHERE.name])
        grant_by_command(session, other, Role.COORDINATOR, "36", until=None, now=site.world.now)
    here, second = site.as_(COORDINATOR), site.as_(ELSEWHERE)
    assert re.search(r'name="region"[^>]* value="Kota Serang"', here.text("/contact-lists"))
    answer = here.submit("/contact-lists", {"region": "Kota Serang", "reason": "x"})
    assert answer.status_code == 422
    assert "Kota Serang" in answer.get_data(as_text=True)
    answer = here.submit(
        "/contact-lists", {"region": "Kota Serang", "reason": "Undangan forum (contoh)."}
    )
    where = place(answer)
    assert "1 koordinator lain dapat memutuskannya" in here.text(where)
    assert "Simpan keputusan" not in here.text(where)
    assert here.submit("/contact-lists", {"outcome": "approved"}, to=where).status_code == 403
    assert where in second.text("/dashboard")
    assert second.submit(where, {"outcome": "refused"}).status_code == 422
    assert second.submit(where, {"outcome": "approved"}).status_code == 303
    assert (
        second.submit(where.rsplit("/", 1)[0], {"form": "csv"}, to=f"{where}/file").status_code
        == 403
    )
    assert "0812-9999" not in here.text(where)
    file = here.submit(where, {"form": "csv"}, to=f"{where}/file")
    assert file.status_code == 200
    rows = list(csv.DictReader(io.StringIO(file.get_data().decode("utf-8-sig"))))
    assert [row["Kontak"] for row in rows] == ["0812-9999-0001", "(0254) 000-000"]
    assert all(row["Lembaga"] == "'=Lembaga (contoh)" for row in rows)
    assert all(COORDINATOR.email in row["Rahasia: diunduh oleh"] for row in rows)
    assert here.submit(where, {"form": "xlsx"}, to=f"{where}/file").get_data()[:2] == b"PK"
    assert here.submit(where, {"form": "exe"}, to=f"{where}/file").status_code == 404
    assert "2 kali" in here.text(where)
    slug = re.search(r'href="/my/organisations/([^"/]+)"', site.as_(MEMBER).text("/dashboard"))
    assert slug is not None
    views = site.as_(MEMBER).text(f"/my/organisations/{slug[1]}/views")
    assert "disetujui koordinator kedua" in views
    assert "Undangan forum (contoh)." in views
    journal = site.as_(ADMINISTRATOR).text("/admin/journal?kind=contact_list")
    assert "Mengunduh daftar kontak tertutup" in journal


def test_others_are_refused(site: Site) -> None:
    for part in (STRANGER, MEMBER, ADMINISTRATOR):
        site.as_(part).get("/contact-lists", 403)
    site.as_(COORDINATOR).get("/contact-lists/00000000-0000-0000-0000-000000000000", 404)
    site.visitor().get("/contact-lists", 303)
