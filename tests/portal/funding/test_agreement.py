"""Programme page, donor's page, pipeline, public JSON, CSV, XLSX and Beancount: one rupiah."""

import csv
import io
from collections import Counter
from typing import Any

from beancount import loader
from python_calamine import CalamineWorkbook

from portal.ledger.export import beancount
from portal.pledges.queries import by_reference, course_of
from portal.pledges.verify import verify
from tests.browse import Browser
from tests.cast import AUDITOR
from tests.portal.funding.busy import MILLION, Busy
from tests.portal.funding.following import figures, follow
from tests.site import Site

NAMES = ("required", "offered", "committed", "open", "received", "spent", "unmet", "overfunded")
TITLES = {
    "required": "Kebutuhan (Rp)",
    "offered": "Ditawarkan (Rp)",
    "committed": "Komitmen (Rp)",
    "open": "Komitmen, belum diterima (Rp)",
    "received": "Diterima (Rp)",
    "spent": "Realisasi (Rp)",
    "unmet": "Belum terpenuhi (Rp)",
    "overfunded": "Melebihi kebutuhan (Rp)",
}


def named(browser: Browser, path: str) -> dict[str, int]:
    """The figures in a page's first table, by the name in their address."""
    found: dict[str, int] = {}
    for url, sum_ in figures(browser.text(path)):
        found.setdefault(url.rsplit("/", 1)[1].split("?", 1)[0], sum_)
    return found


def summed(many: list[dict[str, Any]]) -> dict[str, int]:
    """Each of NAMES over many."""
    return {name: sum(int(one.get(name, 0)) for one in many) for name in NAMES}


def judged(site: Site) -> Counter[str]:
    """What Beancount holds in each group of accounts, in rupiah."""
    with site.world.database.reading() as session:
        entries, faults, _ = loader.load_string("\n".join(beancount(session)))
    assert not faults
    held: Counter[str] = Counter()
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            assert posting.units.currency == "IDR"
            held[":".join(posting.account.split(":")[:2])] += int(posting.units.number)
    return held


def test_everybody_says_the_same_rupiah(site: Site, stage: Busy) -> None:
    auditor, visitor = site.as_(AUDITOR), site.visitor()
    office = named(auditor, "/pipeline")
    public = named(visitor, "/funding")
    told = visitor.client.get("/api/v1/funding").get_json()
    pages = [named(visitor, f"/programmes/{slug}") for slug in stage.slugs.values()]
    sheet = auditor.get("/pipeline.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(visitor.get("/funding.xlsx").data))
    head, *cells = book.get_sheet_by_index(0).to_python()
    apart = summed(pages)
    passed = 15 * MILLION
    assert apart["received"] - passed == office["received"], "passed on and counted once"
    apart["received"] -= passed
    expected = {name: office[name] for name in NAMES}
    assert apart == expected
    assert {name: public[name] for name in NAMES} == expected
    assert {name: told["figures"][name] for name in NAMES} == expected
    for parts in (told["by_region"], told["by_stage"]):
        assert summed([one["figures"] for one in parts]) == expected
    for name, title in TITLES.items():
        assert sum(int(row[title]) for row in rows) == expected[name], title
        place = head.index(title)
        assert sum(int(float(str(row[place]))) for row in cells) == expected[name], title
    for name in ("offered", "committed", "open", "received"):
        assert sum(one[name] for one in told["by_source"]) == expected[name]
    held = judged(site)
    assert held["Assets:Pledge"] == expected["open"]
    assert held["Expenses:Programme"] == expected["spent"]
    assert held["Assets:Programme"] + held["Expenses:Programme"] == expected["received"]
    donors(stage, auditor, expected)
    with site.world.database.reading() as session:
        assert verify(session).violations == ()


def donors(stage: Busy, auditor: Browser, expected: dict[str, int]) -> None:
    """The donors' pages: their figures lead to rows, and together are everybody's."""
    own: list[dict[str, int]] = []
    for name, reference in stage.pledges.items():
        if name == "offered":
            continue
        path = f"/pledges/{reference}"
        follow(auditor, path, least=3)
        own.append(named(auditor, path))
        with stage.scene.writing() as session:
            course = course_of(session, by_reference(session, reference), stage.scene.today)
            assert own[-1]["received"] == course.flows.received
    for name in ("committed", "open", "received"):
        assert sum(one[name] for one in own) == expected[name], name
