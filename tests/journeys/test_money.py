"""One pledge from the offer to what became of it, walked by its three people in a real browser.

The donor holds a phone without JavaScript; the owner and the coordinator sit at a desk. Once in
Indonesian over SQLite and once in English over PostgreSQL; PORTAL_PROOF=1 (as `make proof` runs
it) crosses both languages with both databases.
"""

import io
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from gettext import translation
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

import portal
from portal.db import Database, now
from portal.ledger.rules import Figures
from portal.money import show
from portal.pledges import services
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from portal.results import services as results
from portal.results.rules import Wanted
from tests import engines
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, PASSWORD
from tests.journeys.conftest import Running, serving
from tests.journeys.person import Person
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.portal.uploads import files
from tests.processes import portal as command

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WALKS = [("id", "sqlite"), ("en", "postgresql")]
if os.environ.get("PORTAL_PROOF"):
    WALKS += [("id", "postgresql"), ("en", "sqlite")]
ENGLISH = translation("messages", Path(portal.__file__).parent / "translations", languages=["en"])
LIMIT = 10_000_000


class Village:
    """A served portal in one language: a programme, its donor, and the office's limit."""

    def __init__(self, browser: Browser, running: Running, database: Database, code: str) -> None:
        self.browser, self.running, self.code = browser, running, code
        self.scene = Scene(World.found(database, now()))
        self.seen: set[tuple[str, int]] = set()
        with self.scene.writing() as session:
            self.slug = self.scene.slug(session)
            office = self.scene.acting(session, COORDINATOR)
            services.set_limit(session, "36.73", LIMIT, **office)
            programme = session.get_one(Programme, self.scene.programme)
            wanted = (Wanted("Sesi konseling (contoh)", 600, "sesi"),)
            by = self.scene.who(session, MEMBER)
            results.save_expected(
                session, programme, wanted, version=None, by=by, now=self.scene.now
            )

    def says(self, words: str, **values: object) -> str:
        """What a page says for an entry of the catalogue."""
        told = words if self.code == "id" else ENGLISH.gettext(words)
        assert self.code == "id" or told != words, f"not in the catalogue: {words}"
        return told % values if values else told

    def day(self, ahead: int = 0) -> str:
        """A day so many days from now, as people type it."""
        return (self.scene.today + timedelta(days=ahead)).strftime("%d-%m-%Y")

    def phone(self, email: str = "") -> Person:
        """Somebody at a narrow phone without JavaScript."""
        return self._person(email, 360, scripts=False)

    def desk(self, email: str = "") -> Person:
        """Somebody at a wide screen, at which axe looks in the Indonesian walks."""
        return self._person(email, 1280, scripts=True)

    def _person(self, email: str, width: int, *, scripts: bool) -> Person:
        made = Person(self.browser, self.running, width=width, scripts=scripts, judge=False)
        made.open(f"/language/{self.code}")
        if email:
            made.send("/sign-in", {"email": email, "password": PASSWORD}, self.says("Masuk"))
        made.judge, made.seen = scripts and self.code == "id", self.seen
        return made

    def figures(self) -> Figures:
        """The programme's figures, once the ledger was found whole."""
        with self.scene.writing() as session:
            assert verify(session, full=True).violations == ()
            return self.scene.funding(session).total


@pytest.fixture(params=WALKS, ids="-".join)
def village(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Village]:
    code, engine = request.param
    made = engines.sqlite(tmp_path) if engine == "sqlite" else engines.postgresql()
    with made as database:
        World(database)
        assert command(tmp_path, "init", PORTAL_DATABASE_URL=database.url).returncode == 0
        with serving(tmp_path, within=90, PORTAL_DATABASE_URL=database.url) as running:
            yield Village(browser, running, database, code)


def test_a_pledge_from_the_offer_to_its_result(village: Village) -> None:
    donor, owner = village.phone(DONOR.email), village.desk(MEMBER.email)
    coordinator = village.desk(COORDINATOR.email)
    reference = agreed(village, donor, owner)
    first_part(village, reference, donor, owner, coordinator)
    second_part(village, reference, donor, owner, coordinator)
    used(village, owner)
    told(village, reference, donor)
    everybody_reads_the_same(village, reference)


def agreed(village: Village, donor: Person, owner: Person) -> str:
    """An offer in two instalments that became a commitment; its reference."""
    says = village.says
    donor.open("/programmes").press("Ruang bermain aman (contoh)")
    donor.page.locator("main a[href*='/pledge?']").first.click()
    offer = {
        "amount": "20 juta",
        "instalment_amount": "12 juta",
        "instalment_due": village.day(10),
        "source": "csr",
        "anonymous": "no",
        "valid_until": village.day(30),
    }
    donor.fill(offer).press(says("Tambah termin"))
    donor.page.locator("main [name=instalment_amount]").nth(1).fill("8 juta")
    donor.page.locator("main [name=instalment_due]").nth(1).fill(village.day(60))
    donor.press(says("Periksa penawaran")).reads(show(20_000_000))
    donor.fill({"agree": True}).press(says("Kirim penawaran"))
    reference = donor.here(r"/pledges/(JD-[\d-]+)")
    assert village.figures().committed == 0, "an offer is no funding"
    owner.open("/dashboard").press(says("Jawab penawaran dukungan"))
    owner.press(says("Terima penawaran")).press(says("Terima penawaran"))
    assert (village.figures().committed, village.figures().received) == (20_000_000, 0)
    return reference


def first_part(
    village: Village, reference: str, donor: Person, owner: Person, coordinator: Person
) -> None:
    """Twelve million, above the office's limit: it counts once all three have said it."""
    says = village.says
    donor.open("/dashboard").press(says("Catat kiriman dukungan"))
    donor.press(says("Catat pengiriman termin %(n)s", n=1))
    donor.fill({"amount": "12 juta", "happened_on": village.day(), "reference": "TRF-000187"})
    donor.press(says("Kirim pernyataan"))
    proof = village.running.folder / "bukti transfer.jpg"
    proof.write_bytes(files.photo())
    donor.page.locator("main a[href*='/proofs']").first.click()
    donor.press(says("Tambah bukti"))
    donor.page.set_input_files("[name=file]", proof)
    donor.press(says("Simpan bukti")).reads("bukti transfer.jpg")
    owner.open("/dashboard").press(says("Nyatakan yang sampai kepada Anda"))
    owner.press(says("Nyatakan yang sampai"))
    owner.fill({"outcome": "same", "happened_on": village.day()}).press(says("Kirim pernyataan"))
    owner.reads(says("Menunggu koordinator, karena jumlahnya di atas batas"))
    assert village.figures().received == 0, "above the limit two are not enough"
    away = village.phone(ELSEWHERE.email)
    answer = away.page.goto(f"{village.running.base}/pledges/{reference}")
    assert answer is not None
    assert answer.status == 403, "a coordinator of another province reads it"
    coordinator.open("/dashboard").press(says("Konfirmasi penerimaan"))
    coordinator.press(says("Konfirmasi penerimaan"))
    coordinator.fill({"outcome": "same", "happened_on": village.day()})
    coordinator.press(says("Kirim pernyataan"))
    assert (village.figures().received, village.figures().open) == (12_000_000, 8_000_000)


def second_part(
    village: Village, reference: str, donor: Person, owner: Person, coordinator: Person
) -> None:
    """Eight million, of which the owner first sees seven: a difference, talked over, mended."""
    says = village.says
    given = {"amount": "8.000.000", "happened_on": village.day()}
    donor.send(f"/pledges/{reference}/send", given, says("Kirim pernyataan"))
    owner.open("/dashboard").press(says("Nyatakan yang sampai kepada Anda"))
    owner.press(says("Nyatakan yang sampai"))
    seven = {"outcome": "other", "amount": "7 juta", "happened_on": village.day()}
    owner.fill(seven).press(says("Kirim pernyataan"))
    owner.reads(says("Berbeda %(sum)s", sum=show(1_000_000)))
    assert village.figures().received == 12_000_000
    coordinator.open("/dashboard")
    coordinator.press(says("Bantu mencocokkan dua jumlah yang berbeda"))
    coordinator.press(says("Bantu mencocokkan"))
    asked = {"asked": "recipient", "text": "Lihat mutasi (contoh).", "due_on": village.day(5)}
    coordinator.fill(asked).press(says("Kirim permintaan")).reads("Lihat mutasi (contoh).")
    owner.open("/dashboard").press(says("Periksa lagi jumlah yang sampai"))
    owner.press(says("Periksa lagi jumlah yang sampai"))
    owner.fill({"outcome": "same", "happened_on": village.day()}).press(says("Kirim pernyataan"))
    assert (village.figures().received, village.figures().open) == (20_000_000, 0)
    owner.open(f"/pledges/{reference}")
    owner.reads(says("Seluruh %(sum)s sudah diterima.", sum=show(20_000_000)))


def used(village: Village, owner: Person) -> None:
    """The owner says what the money was used for, and what came of it."""
    says, slug = village.says, village.slug
    spent = {"amount": "15 juta", "spent_on": village.day(), "description": "Sewa ruang (contoh)"}
    owner.send(f"/programmes/{slug}/spend", spent, says("Catat realisasi"))
    owner.open(f"/programmes/{slug}").press(says("Laporkan hasil"))
    value = owner.page.locator("main [name^=value_]").first.get_attribute("name")
    period = {"first_day": village.day(), "last_day": village.day()}
    owner.fill({**period, str(value): "120", "words": "Ruang tenang dipakai setiap hari (contoh)."})
    owner.press(says("Kirim laporan"))
    assert owner.page.locator(".errors").count() == 0
    assert (village.figures().spent, village.figures().unspent) == (15_000_000, 5_000_000)


def told(village: Village, reference: str, donor: Person) -> None:
    """The donor sees what became of its money, and takes it home on paper."""
    says = village.says
    donor.open(f"/pledges/{reference}")
    donor.reads(
        says("Seluruh %(sum)s sudah diterima.", sum=show(20_000_000)),
        says("Direalisasikan: %(sum)s", sum=show(15_000_000)),
    )
    donor.press(says("Cetak surat kesediaan"))
    with donor.page.expect_download() as download:
        donor.page.get_by_role("link", name=says("Unduh PDF")).click()
    assert show(20_000_000) in paper(download.value.path())
    number = donor.here(r"/s/([^/?]+)")
    village.phone().open(f"/s/{number}").reads(says("Surat ini asli"))
    donor.open("/dashboard").press("PT Niaga Samudra Banten (contoh)")
    donor.page.locator("main a[href$='/statement']").first.click()
    donor.fill({"since": village.day(-1), "until": village.day()}).press(says("Tampilkan"))
    donor.reads(show(20_000_000), show(15_000_000), "120")
    donor.press(says("Buat surat bernomor (PDF)"))
    with donor.page.expect_download() as download:
        donor.page.get_by_role("link", name=says("Unduh PDF")).click()
    text = paper(download.value.path())
    assert show(20_000_000) in text
    assert show(15_000_000) in text


def paper(path: Path) -> str:
    """The words of a PDF, with plain spaces."""
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return re.sub(r"\s+", " ", "".join(page.extract_text() for page in pages))


def everybody_reads_the_same(village: Village, reference: str) -> None:
    """Programme page, JSON, pipeline and its rows: one set of figures, no word of the pledge."""
    visitor = village.phone().open(f"/programmes/{village.slug}")
    visitor.reads(show(20_000_000), show(15_000_000), "120")
    assert reference not in visitor.page.content()
    answer = visitor.page.request.get(f"{village.running.base}/api/v1/funding")
    total = village.figures()
    for name, sum_ in answer.json()["figures"].items():
        assert sum_ == getattr(total, name), name
    coordinator = village.desk(COORDINATOR.email).open("/pipeline")
    for figure in ("committed", "received", "spent"):
        link = coordinator.page.locator(f"#angka ~ * a[href*='/rows/{figure}']").first
        sum_ = show(getattr(total, figure))
        assert link.inner_text().startswith(sum_), figure
        coordinator.open(str(link.get_attribute("href"))).reads(sum_)
        coordinator.open("/pipeline")
