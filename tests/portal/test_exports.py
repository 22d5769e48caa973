"""Lists as files: what the page shows, all of its pages, and nothing its reader may not see."""

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from portal.directory.contacts import add_contact
from portal.idempotency import new_key
from portal.pledges.services import Offer, offer
from tests.cast import (
    ADMINISTRATOR,
    APPLICANT,
    AUDITOR,
    COORDINATOR,
    DONOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
)
from tests.site import Site

CLOSED = "0812-9999-0001"


def rows(answer: TestResponse) -> list[dict[str, str]]:
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def several(site: Site, number: int = 25) -> None:
    with site.world.writing() as session:
        for one in range(number):
            made = site.world.organisation(
                session,
                f"=Lembaga {one:02} (contoh)",
                by=APPLICANT,
                contacts=(("phone", "(0254) 000-000", "public"),),
            )
        by = site.world.actor(session, APPLICANT)
        who: dict[str, Any] = {"by": by, "now": site.world.now, "visibility": "coordinators"}
        add_contact(session, made, kind="phone", value=CLOSED, token=new_key(), **who)
    site.drain()


def test_a_search_is_a_file_with_all_its_pages(site: Site) -> None:
    several(site)
    with site.world.writing() as session:
        site.world.organisation(session, "Jauh (contoh)", by=STRANGER, region="52.71")
    site.drain()
    visitor = site.visitor()
    page = visitor.text("/organisations?region=36.73")
    assert "/organisations.csv?region=36.73" in page
    answer = visitor.get("/organisations.csv?region=36.73&page=2")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="simpul-lembaga-')
    found = rows(answer)
    assert len(found) == 25
    assert {one["Nama"] for one in found} == {f"'=Lembaga {n:02} (contoh)" for n in range(25)}
    assert {one["Telepon"] for one in found} == {"'(0254) 000-000"[1:]}
    assert {one["Kedudukan"] for one in found} == {"Kota Serang"}
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(visitor.get("/organisations.xlsx?region=36.73").get_data())
    ).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 26
    assert rows(site.visitor("en").get("/organisations.csv?q=jauh"))[0]["Name"] == "Jauh (contoh)"
    visitor.get("/organisations.pdf", 404)


def test_closed_contacts_stand_in_no_file_whoever_asks(site: Site) -> None:
    several(site, 2)
    for browser in (site.visitor(), *(site.as_(one) for one in (APPLICANT, COORDINATOR, MEMBER))):
        for path in ("/organisations.csv", "/organisations/print"):
            text = browser.text(path)
            assert "Lembaga 00" in text
            assert CLOSED not in text


def test_a_print_says_how_long_it_holds(site: Site) -> None:
    several(site, 2)
    page = site.visitor().text("/organisations/print?region=36.73")
    assert "Cetakan ini berlaku 30 hari" in page
    assert "/organisations/lembaga-00" in page
    assert "Tidak ada lembaga yang cocok" in site.visitor().text("/organisations/print?region=94")


def test_programmes_and_pledges_carry_whole_rupiah(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        owner = world.organisation(session)
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        line = world.programme(session, owner, (90_000_000,)).requirements[0]
        day = world.now.date().replace(year=world.now.year + 1)
        told = Offer(
            amount=30_000_000,
            instalments=((30_000_000, day),),
            source="csr",
            valid_until=day,
            anonymous=True,
        )
        by = world.actor(session, DONOR)
        offer(session, line, giver, told, token=new_key(), by=by, now=world.now)
    site.drain()
    found = rows(site.visitor().get("/programmes.csv"))
    assert [(one["Dibutuhkan (Rp)"], one["Ditawarkan (Rp)"]) for one in found] == [
        ("90000000", "30000000")
    ]
    assert not rows(site.visitor().get("/programmes.csv?region=52"))
    for part in (DONOR, MEMBER):
        mine = rows(site.as_(part).get("/pledges.csv"))
        assert [one["Jumlah janji (Rp)"] for one in mine] == ["30000000"]
    assert rows(site.as_(STRANGER).get("/pledges.csv")) == []


def test_each_list_is_its_readers_own(site: Site) -> None:
    with site.world.writing() as session:
        site.world.submission(session)
    assert len(rows(site.as_(COORDINATOR).get("/review.csv"))) == 1
    assert rows(site.as_(ELSEWHERE).get("/review.csv")) == []
    assert rows(site.as_(COORDINATOR).get("/review.csv?kind=ngo")) == []
    for name in ("mandates", "organisations", "programmes", "journal"):
        path = f"/admin/{name}"
        linked = f"{path}.csv" in site.as_(ADMINISTRATOR).text(path)
        assert linked == (name != "programmes"), "an empty list has no file"
        site.as_(ADMINISTRATOR).get(f"{path}.csv")
        site.as_(STRANGER).get(f"{path}.csv", 403)
    assert len(rows(site.as_(ADMINISTRATOR).get("/admin/mandates.csv"))) == 4
    journal = rows(site.as_(AUDITOR).get("/admin/journal.csv?kind=organisation"))
    assert "Mengirim pendaftaran" in {one["Tindakan"] for one in journal}
    site.visitor().get("/review.csv", 303)


@pytest.mark.parametrize("query", ["page=-1", "kind=%00", "region='&stage=x", "q=" + "x" * 900])
def test_any_question_to_a_file_answers(site: Site, query: str) -> None:
    for path in ("/organisations.csv", "/programmes.csv", "/organisations/print"):
        site.visitor().get(f"{path}?{query}")
