"""The pages of figures over many programmes, for the office and for everybody."""

import csv
import io
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import AUDITOR, COORDINATOR, ELSEWHERE, MEMBER
from tests.laws.test_statements import counted
from tests.portal.funding.busy import MILLION, Busy
from tests.portal.funding.following import follow
from tests.site import Site


def table(answer: Any) -> list[dict[str, str]]:
    """A CSV answer as rows by title."""
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_every_figure_leads_to_rows_that_sum_to_it(site: Site, stage: Busy) -> None:
    auditor, visitor = site.as_(AUDITOR), site.visitor()
    follow(auditor, "/pipeline", least=50)
    follow(auditor, "/pipeline?region=36.73&stage=recovery", least=15)
    follow(auditor, "/pipeline?source=csr", least=15)
    follow(visitor, "/funding", least=40)
    follow(visitor, "/regions/36", least=30)
    follow(visitor, f"/programmes/{stage.slugs['first']}", least=8)
    follow(visitor, f"/programmes/{stage.slugs['more']}", least=8)


def test_whom_the_rows_name(site: Site, stage: Busy) -> None:
    coordinator, visitor = site.as_(COORDINATOR), site.visitor()
    hidden, big = stage.pledges["hidden"], stage.pledges["big"]
    rows = coordinator.text("/pipeline/rows/received?source=csr")
    assert hidden in rows
    assert big in rows
    assert "PT Niaga" in coordinator.text("/pipeline/rows/overdue")
    named = visitor.text("/funding/rows/received?source=csr")
    assert "PT Niaga" in named
    assert "Rp4.000.000" not in named
    assert hidden not in named
    unsaid = visitor.text("/funding/rows/received?source=unsaid")
    assert "sebuah lembaga" in unsaid
    assert "PT Niaga" not in unsaid
    assert hidden not in unsaid
    assert "/programmes/jauh" not in coordinator.text("/pipeline/rows/committed"), "not its region"
    assert "Jauh (contoh)" in site.as_(ELSEWHERE).text("/pipeline/rows/committed?region=52")
    site.as_(MEMBER).get("/pipeline", 403)
    for path in ("/funding/rows/overdue", "/funding/rows/dana", "/regions/99"):
        visitor.get(path, 404)
    visitor.get("/funding/rows/unmet?source=csr", 404)
    for odd in ("?region=99", "?region=x"):
        coordinator.get(f"/pipeline{odd}", 404)
    assert "Belum ada program" in visitor.text("/regions/11")
    assert "Support pipeline" not in visitor.text("/funding")
    assert "Funding" in site.visitor("en").text("/funding?stage=x&source=y")


def test_files_say_the_same(site: Site, stage: Busy) -> None:
    auditor = site.as_(AUDITOR)
    rows = table(auditor.get("/pipeline.csv"))
    assert len(rows) == 4
    passed = sum(int(row["Masuk lewat dana bersama (Rp)"]) for row in rows)
    assert sum(int(row["Diterima (Rp)"]) for row in rows) == 77 * MILLION
    assert passed == 15 * MILLION
    assert sum(int(row["Belum terpenuhi (Rp)"]) for row in rows) == 106 * MILLION
    assert sum(int(row["Terlambat (Rp)"]) for row in rows) == 35 * MILLION
    late = table(auditor.get("/pipeline/rows/overdue.csv"))
    assert [row["Jumlah (Rp)"] for row in late] == [str(35 * MILLION)]
    assert auditor.get("/pipeline.xlsx").data[:2] == b"PK"
    visitor = site.visitor()
    assert "Terlambat (Rp)" not in table(visitor.get("/funding.csv?region=36"))[0]
    named = table(visitor.get("/funding/rows/received.csv?source=unsaid"))
    assert named[0]["Catatan"] == "sebuah lembaga"
    visitor.get("/funding.pdf", 404)


def test_as_many_statements_for_many_programmes_as_for_one(site: Site, stage: Busy) -> None:
    auditor = site.as_(AUDITOR)
    paths = ("/pipeline", "/pipeline?region=36.73", "/funding", "/pipeline/rows/open?source=csr")
    before = {path: statements(site, auditor, path) for path in paths}
    with stage.scene.writing() as session:
        more(stage, session)
    assert {path: statements(site, auditor, path) for path in paths} == before
    assert max(before.values()) <= 24


def more(stage: Busy, session: Session) -> None:
    """Twelve more pledges and three more programmes."""
    for number in range(12):
        pledge = stage.scene.committed(session, 1000 + number, line=0)
        stage.scene.received(session, pledge, 500)
    owner = stage.scene.pledge(session, 1).programme.organisation
    for number in range(3):
        stage.scene.world.programme(session, owner, title=f"Program {number} (contoh)")


def statements(site: Site, browser: Any, path: str) -> int:
    """How many statements a page takes the second time."""
    browser.get(path)
    with counted(site) as said:
        browser.get(path)
    return len(said)
