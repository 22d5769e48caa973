"""The forum's quarterly report: what it counts, when, and for whom."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf

from portal.funding import queries
from portal.funding.queries import Asked
from portal.funding.rules import Moved, Quarter
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from tests.cast import AUDITOR, COORDINATOR, DONOR
from tests.portal.funding.busy import MILLION, Busy
from tests.site import Site

NATION = Asked(reach=(None,))


def test_quarters() -> None:
    one = Quarter(2026, 4)
    assert (one.starts, one.ends, one.code) == (date(2026, 10, 1), date(2026, 12, 31), "2026-4")
    assert (one.before, one.after) == (Quarter(2026, 3), Quarter(2027, 1))
    assert Quarter(2027, 1).before == one
    day = date(2026, 11, 25)
    for text in ("", "2026-5", "2027-1", "1999-1", "x", "²026-1"):  # no digit of ours
        assert Quarter.read(text, day) == one
    assert Quarter.read("2026-1", day) == Quarter(2026, 1)


def test_what_moved_and_what_is_late_whenever_one_asks(busy: Busy) -> None:
    day = busy.scene.today
    with busy.scene.writing() as session:
        found = queries.moved(session, NATION, since=day, until=day)
        total = sum(found.values(), Moved())
        assert total == Moved(promised=137 * MILLION, came=77 * MILLION, spent=11 * MILLION)
        assert found == queries.moved(session, NATION, since=None, until=day)
        sources = {source for (_key, _asset, source) in found}
        assert {"", "csr", "unsaid", "community", "public_budget.district"} <= sources
        before = day - timedelta(days=1)
        assert not queries.moved(session, NATION, since=None, until=before)
        now = queries.overdue(session, NATION, day=day, as_of=None)
        replayed = queries.overdue(session, NATION, day=day, as_of=day)
        assert now == replayed
        assert (now[1], now[2]) == (1, 35 * MILLION)
        assert now[0][0].since == day - timedelta(days=3)
        assert queries.overdue(session, NATION, day=day, as_of=before)[1:] == (0, 0)
        assert queries.overdue(session, replace(NATION, region="52"), day=day, as_of=None)[1] == 0


def test_the_report_as_page_file_and_paper(site: Site, stage: Busy) -> None:
    day = stage.scene.today
    with stage.scene.writing() as session:
        person = stage.scene.world.users["member"]
        result = ExpectedResult(
            programme_id=stage.scene.programme,
            place=1,
            indicator="Anak yang didampingi (contoh)",
            target=600,
            unit="anak",
        )
        session.add(result)
        session.flush()
        told = ResultReport(
            programme_id=stage.scene.programme,
            first_day=day,
            last_day=day,
            by=person,
            at=stage.scene.now,
        )
        told.values = [ResultValue(result_id=result.id, value=120)]
        session.add(told)
    auditor = site.as_(AUDITOR)
    page = auditor.text("/pipeline/report")
    for words in ("Rp137.000.000", "Rp77.000.000", "120 anak", "120 dari 600", "Rp35.000.000"):
        assert words in page, words
    with stage.scene.writing() as session:
        stage.scene.pledge(session, 1).anonymous = True
    page = site.as_(COORDINATOR).text("/pipeline/report")
    assert "PT Niaga" not in page
    assert "sebuah lembaga" in page
    assert "Rp0" in auditor.text("/pipeline/report?quarter=2025-1")
    text = auditor.get("/pipeline/report.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    for part in ("Menurut tahap", "Menurut sumber dana", "Menurut wilayah", "Menurut program"):
        mine = [int(row["Diterima (Rp)"]) for row in rows if row["Bagian"] == part]
        assert sum(mine) == 77 * MILLION, part
    assert auditor.get("/pipeline/report.xlsx").data[:2] == b"PK"
    paper = auditor.get("/pipeline/report.pdf")
    assert paper.content_type == "application/pdf"
    printed = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    assert "Rp77.000.000" in printed
    assert "PT Niaga" not in printed
    site.as_(DONOR).get("/pipeline/report", 403)
    site.as_(DONOR).get("/pipeline/report.pdf", 403)
