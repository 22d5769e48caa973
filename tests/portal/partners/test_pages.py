"""The pages: a search filled in from a programme, a profile and a gap, with reasons in words."""

import csv
import html
import io
import re
from pathlib import Path

import pytest

from portal.db import Database, now
from portal.directory.models import Organisation
from portal.directory.offers import Offer
from portal.directory.resources import Lent, add_resource
from portal.directory.services import suspend
from portal.idempotency import new_key
from portal.programmes.rules import Line
from search.index import Index, SearchUnavailable
from search.query import Query
from search.results import Results
from tests.cast import ADMINISTRATOR, COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import NOW, World, cash_line
from tests.portal.finder.test_engines import patient, served
from tests.search import server
from tests.site import Site

COUNSELLING, LEGAL = "psychological_counselling", "legal_aid"
TAKES = Offer(
    name="Konseling (contoh)",
    specialities=(COUNSELLING,),
    capacity="accepting",
    capacity_as_of=NOW.date(),
    takes_referrals=True,
)
VAN = Line(
    kind="goods",
    description="Mobil (contoh)",
    quantity=1,
    unit="unit",
    unit_value=None,
    needed_by=NOW.date().replace(year=2027),
)


class Counting:
    """An index that counts the questions it is asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.asked: list[Query] = []

    def search(self, query: Query) -> Results:
        """Note the question and pass it on."""
        self.asked.append(query)
        return self._index.search(query)


def build(world: World) -> str:
    """A programme of the member that lacks counselling and a van; who could help. Its slug."""
    with world.writing() as session:
        mine = world.organisation(session, "Forum Kasemen (contoh)", specialities=("outreach",))
        best = world.organisation(
            session,
            "Psikolog Serang (contoh)",
            by=STRANGER,
            specialities=(COUNSELLING,),
            services=(TAKES,),
        )
        assert best.id
        world.organisation(
            session,
            "Psikolog Cilegon (contoh)",
            by=STRANGER,
            region="36.72",
            specialities=(COUNSELLING,),
        )
        lender = world.organisation(
            session, "PT Niaga (contoh)", by=DONOR, kind="company", specialities=(LEGAL,)
        )
        by = world.actor(session, DONOR)
        lent = Lent(kind="goods", description="Mobil (contoh)", quantity=1, unit="unit")
        add_resource(session, lender, lent, token=new_key(), by=by, now=world.now)
        programme = world.programme(
            session,
            mine,
            (cash_line(1_000_000, NOW.date().replace(year=2027)), VAN),
            specialities=(COUNSELLING, "outreach"),
        )
        return programme.slug


@pytest.fixture
def slug(site: Site) -> str:
    made = build(site.world)
    site.drain()
    return made


def shown(page: str) -> list[tuple[str, str]]:
    """The names in the list with their reasons."""
    rows = re.findall(
        r'<li class="result"><h3><a[^>]*>([^<]*)</a>.*?Cocok karena ([^<]*)\.</p>', page, re.S
    )
    return [(html.unescape(name), html.unescape(why)) for name, why in rows]


def test_a_programme_fills_the_search_in_and_asks_the_engine_once(site: Site, slug: str) -> None:
    counting = Counting(site.index)
    site.app.extensions["index"] = counting
    reader = site.visitor()
    link = f"/partners?programme={slug}"
    assert link in reader.text(f"/programmes/{slug}")
    page = reader.text(link)
    assert len(counting.asked) == 1
    assert shown(page) == [
        (
            "Psikolog Serang (contoh)",
            "menangani konseling psikologis, melayani Kota Serang, menerima rujukan, "
            "masih ada tempat",
        ),
        ("PT Niaga (contoh)", "melayani Kota Serang, dapat memberi barang"),
    ]
    assert "Forum Kasemen (contoh)</a></h3>" not in page
    ticked = re.findall(r'name="(\w+)" value="([\w.]+)" checked', page)
    assert ticked == [
        ("speciality", COUNSELLING),
        ("region", "36.73"),
        ("resource", "goods"),
        ("resource", "cash"),
    ]
    assert "2 lembaga cocok" in page
    wider = html.unescape(re.findall(r'class="button quiet" href="([^"]+)">Cari di', page)[0])
    assert "(2 lembaga)" in page
    found = shown(reader.text(wider))
    assert [name for name, _why in found] == [
        "Psikolog Serang (contoh)", "Psikolog Cilegon (contoh)", "PT Niaga (contoh)"
    ]  # fmt: skip
    assert found[1][1] == "menangani konseling psikologis, bekerja di bagian lain Banten"
    assert len(counting.asked) == 2


def test_a_profile_lacks_what_its_programmes_need_and_a_draft_stays_closed(
    site: Site, slug: str
) -> None:
    with site.world.writing() as session:
        own = site.world.mine(session, MEMBER)
        profile, draft = own.slug, site.world.programme(session, own, published=False)
        hidden = draft.slug
    assert "melengkapi" not in site.visitor().text(f"/organisations/{profile}")
    member = site.as_(MEMBER)
    assert f"/partners?organisation={profile}" in member.text(f"/organisations/{profile}")
    page = member.text(f"/partners?organisation={profile}")
    assert shown(page)[0][0] == "Psikolog Serang (contoh)"
    assert member.get(f"/partners?programme={hidden}")
    for who in (site.visitor(), site.as_(STRANGER)):
        who.get(f"/partners?programme={hidden}", 404)
    site.visitor().get("/partners?organisation=tidak-ada", 404)


def test_one_chooses_for_oneself_and_bad_addresses_are_answered(site: Site, slug: str) -> None:
    reader = site.visitor()
    empty = reader.text("/partners")
    assert "Belum ada yang dipilih" in empty
    assert "Belum ada yang dipilih" in reader.text(f"/partners?programme={slug}&chosen=1")
    page = reader.text(f"/partners?speciality={COUNSELLING}&place=Kota+Cilegon")
    assert [name for name, _why in shown(page)] == ["Psikolog Cilegon (contoh)"]
    page = reader.text(f"/partners?speciality={COUNSELLING}&place=Entah")
    assert "Tidak ada wilayah bernama “Entah”." in html.unescape(page)
    assert 'value="Entah"' in page
    page = reader.text("/partners?resource=goods&region=36.73&page=99999")
    assert [name for name, _why in shown(page)] == ["PT Niaga (contoh)"]
    strange = "&".join(f"speciality=x{n}&region=99.{n}&resource=%00" for n in range(60))
    assert "Belum ada yang dipilih" in reader.text(f"/partners?{strange}&wide=x&page=-1")


def test_a_search_server_answers_the_same(sqlite_database: Database, tmp_path: Path) -> None:
    running = server.shared()
    world = World(sqlite_database, now=now())
    made = build(world)
    prefix = running.index().name.split("_")[0]
    site = Site(world, served(tmp_path, running.url, prefix))
    patient(site)
    site.drain()
    page = site.visitor().text(f"/partners?programme={made}")
    assert [name for name, _why in shown(page)] == ["Psikolog Serang (contoh)", "PT Niaga (contoh)"]
    assert "(2 lembaga)" in page
    site.close()


def test_a_suspended_organisation_is_gone_at_once(site: Site, slug: str) -> None:
    with site.world.writing() as session:
        one = session.query(Organisation).filter_by(name="Psikolog Serang (contoh)").one()
        by = site.world.actor(session, ADMINISTRATOR)
        suspend(session, one, reason="Uji (contoh).", by=by, now=now())
    names = [name for name, _why in shown(site.visitor().text(f"/partners?programme={slug}"))]
    assert names == ["PT Niaga (contoh)"]


def test_gaps_lead_to_whoever_is_near(site: Site, slug: str) -> None:
    coordinator = site.as_(COORDINATOR)
    assert "/partners/gaps" in coordinator.text("/dashboard")
    assert "Celah layanan di Kota Serang" in coordinator.text("/partners/gaps")
    reader = site.visitor()
    assert "Celah layanan</h1>" in reader.text("/partners/gaps?region=99")
    page = reader.text("/partners/gaps?region=36")
    rows = re.findall(r"<h3>([^<]*)</h3>\n<(?:p|details><summary)>([^<]*)", page)
    told = dict(rows)
    assert told["Konseling psikologis"] == "Belum ada di 6 dari 8 kabupaten/kota"
    assert told["Layanan psikiatri"].startswith("Belum ada di provinsi ini.")
    link = html.unescape(
        re.findall(r'href="([^"]+)"><span class="unseen">Konseling psikologis: </span>', page)[0]
    )
    assert len(shown(reader.text(link))) == 2
    file = reader.get("/partners/gaps.csv?region=36").get_data().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert sum(line["Bidang keahlian"] == "Konseling psikologis" for line in lines) == 6
    assert reader.get("/partners/gaps.xlsx?region=36").get_data()[:2] == b"PK"
    reader.get("/partners/gaps.csv?region=99", 404)
    reader.get("/partners/gaps.exe?region=36", 404)


def test_without_an_engine_the_page_says_so(site: Site, slug: str) -> None:
    class Away:
        """No engine."""

        def search(self, _query: Query) -> Results:
            """It never answers."""
            raise SearchUnavailable("away")

    site.app.extensions["index"] = Away()
    assert "tidak dapat dipakai" in site.visitor().text(f"/partners?programme={slug}", 503)
