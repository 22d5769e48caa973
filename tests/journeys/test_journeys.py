"""The main job, end to end, in a real browser: from a registration to a programme that is funded.

Once on a phone without JavaScript, once on a wide screen with axe looking once at each page.
"""

import json
import time
from datetime import timedelta
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.services import grant_by_command
from portal.db import Database, now
from portal.pledges.verify import verify
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE
from tests.journeys.conftest import Running
from tests.journeys.person import Person
from tests.make import World
from tests.processes import portal as command

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

EMAIL = "rina@contoh.example"
PASSWORD = "kuda biru makan awan"
NAME = "Ruang Cerita Kasemen (contoh)"
FIRST_ITEMS = ["entry_read", "not_listed", "public_text", "no_conflict", "village_decree"]
FIRST_ITEMS += ["account_name", "two_people"]
SERVICE: dict[str, str | list[str]] = {
    "name": "Kelompok cerita ibu",
    "sex": ["female"],
    "age_from": "18",
    "age_to": "60",
    "schedule": "Rabu 15.00–17.00 WIB",
    "cost": "Gratis",
    "capacity": "accepting",
}


def dated(days: int) -> str:
    return (now() + timedelta(days=days, hours=7)).strftime("%d-%m-%Y")


class Play:
    """The people of one run, each with a window of their own."""

    def __init__(self, browser: Browser, running: Running, *, width: int, scripts: bool) -> None:
        self.browser, self.running = browser, running
        self.width, self.scripts = width, scripts
        self.hosts: set[str] = set()
        self.seen: set[tuple[str, int]] = set()

    def person(self) -> Person:
        """Somebody new at a window of their own."""
        made = Person(
            self.browser,
            self.running,
            width=self.width,
            scripts=self.scripts,
            judge=self.scripts,
        )
        made.seen = self.seen
        return made

    def api(self, path: str) -> dict[str, object]:
        """What the public JSON says."""
        with urlopen(f"{self.running.base}/api/v1/{path}") as answer:
            data: dict[str, object] = json.loads(answer.read())
            return data

    def verify(self) -> None:
        """The ledger, checked in full."""
        database = Database(f"sqlite:///{self.running.folder / 'portal.sqlite'}")
        with database.reading() as session:
            assert verify(session, full=True).violations == ()
        database.dispose()


@pytest.mark.parametrize(
    ("width", "scripts"), [(360, False), (1280, True)], ids=["phone-no-js", "wide-axe"]
)
def test_from_registration_to_funding(
    browser: Browser, running: Running, width: int, scripts: bool
) -> None:
    play = Play(browser, running, width=width, scripts=scripts)
    make_donor(running)
    applicant = sign_up(play)
    register(play, applicant)
    decide(play, applicant)
    found(play)
    programme = create_programme(applicant)
    fund(play, applicant, programme)


def make_donor(running: Running) -> None:
    """The company of the cast, verified beforehand through the services."""
    database = Database(f"sqlite:///{running.folder / 'portal.sqlite'}")
    world = World.found(database, now())
    with database.writing() as session:
        world.organisation(session, "PT Niaga Samudra Banten (contoh)", by=DONOR, kind="company")
        second = session.get_one(User, world.users[AUDITOR.name])
        grant_by_command(session, second, Role.COORDINATOR, "36", until=None, now=world.now)
    database.dispose()


def sign_up(play: Play) -> Person:
    person = play.person()
    given: dict[str, str | bool] = {"email": EMAIL, "password": PASSWORD, "consent": True}
    person.open("/").send("/sign-up", given, "Buat akun").reads("Periksa email Anda")
    link = play.running.link(EMAIL, "/account/confirm/")
    person.open(link).press("Konfirmasi email").reads("Email Anda sudah dikonfirmasi")
    return person.sign_in(EMAIL, PASSWORD).reads("Belum ada yang menunggu Anda")


def register(play: Play, applicant: Person) -> None:
    about = "Kelompok ibu yang saling mendengar dan mendampingi tetangga di Kasemen."
    first = {"name": NAME, "short_name": "RCK", "kind": "community_group", "region": "36.73"}
    applicant.send("/register/new", {**first, "about": about}, "Simpan dan lanjutkan")
    draft = applicant.here(r"/register/([0-9a-f-]{36})")
    said = {"handles_funds": "yes"}
    applicant.send(f"/register/{draft}/identity", said, "Simpan dan lanjutkan")
    chosen = {"specialities": ["peer_support", "accompaniment"]}
    applicant.send(f"/register/{draft}/specialities", chosen, "Simpan dan lanjutkan")
    applicant.sign_out()
    other = play.person().sign_in(EMAIL, PASSWORD)
    other.reads(f"Lanjutkan pendaftaran {NAME}")
    other.open(f"/register/{draft}/identity").reads("Siapa lembaga Anda?")
    assert other.page.locator("[name=about]").input_value() == about
    other.context.close()
    applicant.sign_in(EMAIL, PASSWORD)
    given: dict[str, str | list[str]] = {**SERVICE, "capacity_as_of": dated(0)}
    applicant.send(f"/register/{draft}/services/new", given, "Simpan dan lanjutkan")
    served: dict[str, str | list[str]] = {"coverage": ["36.73"], "runs_shelter": "no"}
    applicant.send(f"/register/{draft}/coverage", served, "Simpan dan lanjutkan")
    contact = {"kind": "whatsapp", "value": "0812 3456 7890", "visibility": "public"}
    applicant.send(f"/register/{draft}/contacts/new", contact, "Simpan dan lanjutkan")
    person = {"name": "Ibu Rina (contoh)", "role": "Ketua", "contact": "0812-0000-0002"}
    applicant.send(f"/register/{draft}/people/new", person, "Simpan orang")
    number = {"scheme": "sk", "value": "12/SK/2026"}
    applicant.send(f"/register/{draft}/identifiers", number, "Simpan dan lanjutkan")
    applicant.open(f"/register/{draft}/check").reads("Dilihat umum", "Hanya koordinator")
    applicant.fill({"agree": True, "consent": True}).press("Kirim pendaftaran")
    applicant.reads("Pendaftaran Anda sudah kami terima", "SP-")


def decide(play: Play, applicant: Person) -> None:
    assert not listed(play)
    elsewhere = play.person().sign_in(ELSEWHERE.email).open("/review")
    assert NAME not in elsewhere.page.content()
    coordinator = play.person().sign_in(COORDINATOR.email).open("/review").reads(NAME)
    coordinator.press(NAME).page.locator("summary", has_text="1 layanan").click()
    coordinator.reads("Kelompok cerita ibu")
    reference = coordinator.here(r"/review/(SP-[\d-]+)")
    reason = "Satu hal belum terisi."
    remark = "Tulis tahun berdiri lembaga Anda."
    coordinator.page.locator("summary", has_text="Nama, kegiatan, dan wilayah").click()
    coordinator.page.locator("summary", has_text="Catatan Berdiri sejak").click()
    asked = {"remark_year_founded": remark, "decision": "changes_requested", "reason": reason}
    coordinator.fill(asked).press("Simpan dulu").reads("Hanya Anda yang melihatnya")
    coordinator.press("Kirim keputusan")
    assert remark in play.running.letter(EMAIL, reason)
    applicant.open("/dashboard").press(f"Perbaiki pendaftaran {NAME}").reads(reason, remark)
    draft = applicant.here(r"/register/([0-9a-f-]{36})")
    fixed = {"year_founded": "2018"}
    applicant.send(f"/register/{draft}/presence", fixed, "Simpan dan lanjutkan")
    applicant.open(f"/register/{draft}/check").fill({"agree": True, "consent": True})
    applicant.press("Kirim pendaftaran").reads(reference)
    coordinator.open(f"/review/{reference}").reads("Sudah diubah", "Perlu dua koordinator")
    call = {"source": "local_office", "called_on": dated(0), "result": "confirmed"}
    call["answered_by"] = "ketua"
    coordinator.send(f"/review/{reference}/calls", call, "Simpan catatan")
    coordinator.fill({"ticks": FIRST_ITEMS}).fill({"decision": "verified"})
    coordinator.press("Kirim keputusan")
    coordinator.reads("Sekarang menunggu koordinator lain")
    assert not listed(play)
    second = play.person().sign_in(AUDITOR.email).open("/dashboard")
    second.press("Periksa 1 pendaftaran sebagai koordinator kedua").press(NAME)
    second.fill({"ticks": ["first_read", "no_conflict"]}).fill({"decision": "verified"})
    second.press("Kirim keputusan")
    wait_until_found(play)
    play.running.letter(EMAIL, "terverifikasi")


def listed(play: Play) -> bool:
    """Whether the search finds the organisation."""
    items = play.api(f"organisations?q={quote(NAME)}")["items"]
    return NAME in json.dumps(items)


def wait_until_found(play: Play) -> None:
    """Soon after the approval; how soon is for the benchmarks to say."""
    began = time.monotonic()
    while time.monotonic() - began < 30:
        if listed(play):
            return
        time.sleep(0.05)
    raise AssertionError("not found after the approval")


def found(play: Play) -> None:
    visitor = play.person().open("/")
    visitor.page.locator("main [name=q]").fill("cerita kasemn")
    visitor.press("Cari").reads(NAME, "Menerima")
    visitor.open("/organisations?q=RCK&kind=community_group&region=36.73.02").press(NAME)
    visitor.reads("Kelompok cerita ibu", "0812-3456-7890")
    assert "Ibu Rina" not in visitor.page.content()
    assert visitor.hosts == {visitor.running.base.split("/")[2]}, "another host was asked"
    item = play.api("organisations?q=RCK")["items"][0]  # type: ignore[index]
    assert item["name"] == NAME


def create_programme(owner: Person) -> str:
    owner.open("/dashboard").press(NAME).press("Buat program")
    facts = {
        "title": "Ruang bermain aman di Kasemen",
        "stage": "prevention",
        "summary": "Satu ruang bermain yang aman bagi anak.",
        "starts_on": dated(1),
        "ends_on": dated(300),
    }
    owner.fill(facts).press("Simpan dan lanjutkan")
    slug = owner.here(r"/programmes/([^/]+)/requirements")
    line = {
        "kind": "cash",
        "description": "Sewa ruang",
        "quantity": "12",
        "unit": "month",
        "unit_value": "2,5 juta",
        "needed_by": dated(200),
    }
    owner.fill(line).press("Tambahkan kebutuhan ini").reads("Rp30.000.000")
    owner.open(f"/programmes/{slug}/publish").press("Umumkan program")
    owner.open(f"/programmes/{slug}").reads("Rp30 juta belum terpenuhi")
    return slug


def fund(play: Play, owner: Person, slug: str) -> None:
    donor = play.person().sign_in(DONOR.email).open(f"/programmes/{slug}").reads("Sewa ruang")
    donor.page.locator("main a[href*='/pledge?']").first.click()
    offer = {
        "amount": "20 juta",
        "instalment_amount": "12 juta",
        "instalment_due": dated(10),
        "source": "csr",
        "anonymous": "no",
        "valid_until": dated(30),
    }
    donor.fill(offer).press("Tambah termin")
    rows = donor.page.locator("main [name=instalment_amount]")
    rows.nth(1).fill("8 juta")
    donor.page.locator("main [name=instalment_due]").nth(1).fill(dated(60))
    donor.press("Periksa penawaran").reads("Rp20.000.000", "dua puluh juta rupiah")
    donor.fill({"agree": True}).press("Kirim penawaran")
    reference = donor.here(r"/pledges/(JD-[\d-]+)")
    agrees(play, slug, offered=20_000_000, unmet=30_000_000)
    owner.open("/dashboard").press("Jawab penawaran dukungan")
    owner.open(f"/pledges/{reference}/accept").press("Terima penawaran")
    agrees(play, slug, committed=20_000_000, open=20_000_000, unmet=10_000_000)
    sent = {"amount": "12.000.000", "happened_on": dated(0), "reference": "TRF-000187"}
    donor.send(f"/pledges/{reference}/send", sent, "Kirim pernyataan")
    agrees(play, slug, committed=20_000_000, open=20_000_000, unmet=10_000_000)
    owner.open("/dashboard").press("Nyatakan yang sampai kepada Anda")
    owner.page.locator("main a[href*='/receive']").first.click()
    owner.fill({"outcome": "same", "happened_on": dated(0)}).press("Kirim pernyataan")
    agrees(play, slug, committed=20_000_000, open=8_000_000, received=12_000_000, unmet=10_000_000)
    spent = {"amount": "5 juta", "spent_on": dated(0), "description": "Sewa dua bulan"}
    owner.send(f"/programmes/{slug}/spend", spent, "Catat realisasi")
    agrees(
        play,
        slug,
        committed=20_000_000,
        open=8_000_000,
        received=12_000_000,
        spent=5_000_000,
        unmet=10_000_000,
    )
    donor.open(f"/pledges/{reference}").reads("Rp20.000.000", "Rp12.000.000", "Rp8.000.000")
    visitor = play.person().open(f"/programmes/{slug}").reads("Rp12.000.000", "Rp8.000.000")
    visitor.reads("Rp10.000.000", "Rp5.000.000")
    done = command(play.running.folder, "ledger", "verify", "--full")
    assert done.returncode == 0, done.stdout + done.stderr


def agrees(play: Play, slug: str, **expected: int) -> None:
    """JSON says exactly these figures (the rest is zero), and the ledger is whole."""
    items = play.api("programmes")["items"]
    funding = next(one["funding"] for one in items if one["slug"] == slug)  # type: ignore[attr-defined]
    wanted = {
        "currency": "IDR",
        "required": 30_000_000,
        "required_original": 30_000_000,
        **dict.fromkeys(
            ("offered", "committed", "open", "received", "spent", "overfunded", "overpaid"), 0
        ),
        **expected,
        "in_kind": [],
        "other_currencies": [],
    }
    assert funding == wanted
    play.verify()
