"""The directory's other journeys in a real browser: claims, slips, invitations, lists, merges.

What somebody does on a phone is walked on one without JavaScript; a coordinator's desk is wide, and
axe looks once at each page there.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.db import Database, now
from portal.directory.queries import by_public_id
from portal.registration import services as registration
from tests.cast import APPLICANT, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, TREASURER
from tests.journeys.conftest import Running, a_portal
from tests.journeys.person import Person
from tests.make import A_FORUM, World, fill
from tests.portal.importing.sheets import csv_of
from tests.portal.uploads import files

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NEW = "bu.sari@contoh.example"
PASSWORD = "kuda biru makan awan"
CARRY_ON = "Simpan dan lanjutkan"


@dataclass
class Village:
    """A portal that all walks share; each has organisations of its own."""

    browser: Browser
    running: Running
    seen: set[tuple[str, int]] = field(default_factory=set)

    def phone(self, email: str = "") -> Person:
        """Somebody at a narrow phone without JavaScript."""
        return self._person(email, 360, scripts=False)

    def desk(self, email: str = "") -> Person:
        """Somebody at a wide screen, at which axe looks."""
        return self._person(email, 1280, scripts=True)

    def _person(self, email: str, width: int, *, scripts: bool) -> Person:
        made = Person(self.browser, self.running, width=width, scripts=scripts, judge=False)
        if email:
            made.sign_in(email)
        made.judge, made.seen = scripts, self.seen
        return made

    @contextmanager
    def writing(self) -> Iterator[tuple[World, Session]]:
        """Rows that are there before somebody comes."""
        database = Database(f"sqlite:///{self.running.folder / 'portal.sqlite'}")
        world = World.found(database, now())
        with database.writing() as session:
            yield world, session
        database.dispose()


@pytest.fixture(scope="module")
def village(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    with a_portal(tmp_path_factory.mktemp("village")) as running:
        yield Village(browser, running)


def refused(person: Person, path: str) -> None:
    """A page that is not for this person."""
    answer = person.page.goto(person.running.base + path)
    assert answer is not None
    assert answer.status == 403, path


def worked(person: Person, button: str, words: str) -> Person:
    """Press a button for work that takes a while: its page looks again by itself until it is done.

    axe looks only then, or the page would go away under its eyes.
    """
    judge, person.judge = person.judge, False
    person.press(button)
    person.page.get_by_text(words).first.wait_for()
    person.judge = judge
    person.look()
    return person


def test_a_claim_by_a_letter(village: Village, tmp_path: Path) -> None:
    name = "Posko Lama Taktakan (contoh)"
    with village.writing() as (world, session):
        left = world.organisation(session, name, by=DONOR, handles_funds=False)
        session.execute(delete(Membership).where(Membership.organisation_id == left.id))
        slug = left.slug
    letter, wrong = tmp_path / "surat kop.jpg", tmp_path / "surat.pdf"
    letter.write_bytes(files.photo())
    wrong.write_bytes(b"MZ\x90\x00 no letter at all")
    claimant = village.phone(STRANGER.email).open(f"/organisations/{slug}")
    claimant.press("Ini lembaga Anda?").fill({"role": "Wakil ketua", "proof": "letter"})
    claimant.page.set_input_files("[name=file]", wrong)
    claimant.press("Kirim klaim").reads("Berkas ini bukan PDF, JPG, atau PNG")
    assert claimant.page.locator("[name=role]").input_value() == "Wakil ketua"
    claimant.page.set_input_files("[name=file]", letter)
    claimant.press("Kirim klaim").reads("Menunggu jawaban", "surat kop.jpg")
    mine = claimant.here(r"(/claims/[0-9a-f-]{36})")
    for part in (MEMBER, ELSEWHERE):
        refused(village.phone(part.email), mine)
    coordinator = village.phone(COORDINATOR.email).open("/dashboard")
    coordinator.press("Periksa 1 klaim lembaga").press(name)
    review = coordinator.page.url
    with coordinator.page.expect_download() as download:
        coordinator.page.get_by_role("button", name="Buka surat").click()
    assert download.value.suggested_filename == "surat kop.jpg"
    coordinator.open(review).reads("Dibuka")
    coordinator.fill({"letter_seen": True}).fill({"outcome": "granted"}).press("Kirim keputusan")
    assert name in village.running.letter(STRANGER.email, name)
    claimant.open(mine).reads("Diterima", "Koordinator wilayah,", "Berkasnya sudah dihapus.")
    claimant.press("Buka lembaganya").reads(name)


def test_a_group_without_email_keeps_its_entry_by_a_code(village: Village) -> None:
    name, number = "Dasawisma Melati Curug (contoh)", "0812-3456-7890"
    with village.writing() as (world, session):
        world.organisation(session, "Yayasan Pendamping Curug (contoh)")
    helper = village.phone(MEMBER.email).open("/register")
    helper.press("Daftarkan kelompok sebagai pendamping").fill({"name": name, "region": "36.73"})
    helper.press(CARRY_ON).reads(name)
    key = helper.here(r"/register/([0-9a-f-]{36})")
    helper.press("Cetak slip kode untuk kelompok ini").press("Buat slip kode")
    code = helper.page.locator(".code").inner_text()
    slug = published(village, key)
    group = village.phone().open("/code").fill({"code": code.lower()}).press("Buka isian")
    group.reads(name).press("Ya, masih benar").press("Tambah kontak")
    group.fill({"kind": "whatsapp", "value": number, "visibility": "public"})
    group.press("Kirim usulan").reads("Menunggu persetujuan", "•••890")
    visitor = village.phone().open(f"/organisations/{slug}")
    assert number not in visitor.page.content()
    refused(village.phone(APPLICANT.email), waiting(helper))
    village.running.letter(COORDINATOR.email, f"kontak {name}")
    helper.open("/dashboard").press("Jawab 1 perubahan kontak").press(name).reads(number)
    helper.fill({"outcome": "accepted"}).press("Kirim jawaban").reads("Perubahan berlaku sekarang.")
    visitor.open(f"/organisations/{slug}").reads(number)
    group.open("/code/entry").reads(number).press("Selesai, tutup isian")
    group.open("/code/entry").reads("Kode pada slip")


def published(village: Village, key: str) -> str:
    """Fill in the rest of a draft and have it verified; its address."""
    with village.writing() as (world, session):
        one = by_public_id(session, key)
        who: dict[str, Any] = {"by": world.member_of(session, one), "now": world.now}
        fill(session, one, A_FORUM | {"coverage": ("36.73",), "handles_funds": False}, who)
        world.verify(session, registration.submit(session, one, **who))
        assert one.slug
        return one.slug


def waiting(person: Person) -> str:
    """The address of the change that waits for somebody."""
    person.open("/slip-changes")
    found = person.page.locator("main a[href^='/slip-changes/']").first.get_attribute("href")
    assert found
    return found


def test_from_a_suggestion_to_a_registration(village: Village) -> None:
    name = "Kader Anyelir Cipocok (contoh)"
    visitor = village.phone().open("/").open("/suggest")
    told = {"name": name, "region": "36.73", "reach": "0812-0000-0001"}
    visitor.fill(told).press("Kirim usulan").reads("Terima kasih")
    coordinator = village.phone(COORDINATOR.email).open("/dashboard")
    coordinator.press("Lihat 1 usulan lembaga").press(name).press("Buat tautan undangan")
    coordinator.fill({"kind": "community_group"}).press("Buat tautan")
    link = coordinator.page.locator("p.letter").inner_text()
    guest = village.phone().open(link).reads(name).press("Buat akun")
    guest.fill({"email": NEW, "password": PASSWORD}).fill({"consent": True}).press("Buat akun")
    guest.reads("Periksa email Anda")
    elsewhere = village.phone()  # the letter is opened on another phone
    elsewhere.open(village.running.link(NEW, "/account/confirm/")).press("Konfirmasi email")
    elsewhere.fill({"email": NEW, "password": PASSWORD}).press("Masuk").reads(name)
    elsewhere.press("Mulai pendaftaran").reads(name, "Langkah pendaftaran")
    elsewhere.press("Nama dan jenis lembaga")
    assert elsewhere.page.locator("[name=name]").input_value() == name
    assert elsewhere.page.locator("[name=region]").input_value() == "36.73"
    village.phone(DONOR.email).open(link).reads("sudah dipakai")


def test_a_community_group_is_registered_on_eight_pages_at_most(village: Village) -> None:
    name = "Kelompok Teras Walantaka (contoh)"
    person = village.phone(APPLICANT.email).open("/register").press("Mulai pendaftaran")
    pages = [person.page.url]
    about = "Ibu-ibu yang saling mendampingi di Walantaka."
    first = {"name": name, "kind": "community_group", "region": "36.73", "about": about}
    contact = {"kind": "whatsapp", "value": "0812-0000-0004", "visibility": "public"}
    answers: dict[str, dict[str, Any]] = {
        "new": first,
        "specialities": {"specialities": ["peer_support"]},
        "services/new": {"name": "Kelompok cerita ibu", "capacity": "accepting"},
        "coverage": {"coverage": ["36.73"], "runs_shelter": "no"},
        "contacts/new": contact,
        "check": {"agree": True, "consent": True},
    }
    while not person.page.url.endswith("/sent"):
        step = person.here(r"/register/(?:[0-9a-f-]{36}/)?(.*)$")
        assert len(pages) < 20, pages
        person.fill(answers[step]).press("Kirim pendaftaran" if step == "check" else CARRY_ON)
        assert person.page.locator(".errors").count() == 0, person.page.inner_text("main")
        pages.append(person.page.url)
    person.reads("Pendaftaran Anda sudah kami terima")
    assert len(pages) <= 8, pages
    assert len(set(pages)) == len(pages), "no page twice"


def test_a_report_of_wrong_data_is_answered(village: Village) -> None:
    name = "Rumah Cerita Serang (contoh)"
    with village.writing() as (world, session):
        slug = world.organisation(session, name, by=TREASURER, handles_funds=False).slug
    visitor = village.phone().open(f"/organisations/{slug}").press("Laporkan data salah")
    visitor.fill({"part": "phone"}).press("Kirim laporan").reads("Tulis apa yang salah.")
    visitor.fill({"text": "Teleponnya tidak tersambung."}).press("Kirim laporan")
    visitor.reads("Terima kasih")
    coordinator = village.phone(COORDINATOR.email).open("/dashboard")
    coordinator.press("Jawab 1 laporan data salah").press(name)
    coordinator.reads("Teleponnya tidak tersambung.")
    path = coordinator.here(r"(/review/reports/.*)$")
    refused(village.phone(ELSEWHERE.email), path)
    coordinator.fill({"outcome": "passed_on", "answer": "Mohon dicek."}).press("Kirim jawaban")
    village.running.letter(TREASURER.email, name)
    coordinator.open("/dashboard")
    assert "laporan data salah" not in coordinator.page.inner_text("main .todo, main")


def test_a_list_is_brought_corrected_and_taken_in(village: Village, tmp_path: Path) -> None:
    titles = ("Kode", "Nama Lembaga", "Golongan", "Provinsi", "Kab/Kota")
    rows = (
        ("A1", "Posko Ciwaktu (contoh)", "LSM", "Banten", "Kota Serang"),
        ("A2", "Radio Kasemen (contoh)", "Siaran", "Banten", "Serang"),
    )
    brought = tmp_path / "daftar mitra.csv"
    brought.write_text(csv_of(*rows, titles=titles))
    coordinator = village.desk(COORDINATOR.email).open("/dashboard")
    coordinator.press("Masukkan daftar lembaga").page.set_input_files("[name=file]", brought)
    worked(coordinator, "Unggah dan periksa", "Belum ada yang disimpan")
    again = "Hitung ulang dengan pilihan ini"
    coordinator.reads("Tidak ada baris yang siap dimasukkan")
    worked(coordinator.fill({"column.organisations.2": "kind"}), again, "1 dari 2 baris siap")
    unclear = coordinator.page.locator("main select[aria-invalid]").get_attribute("name")
    place = coordinator.page.locator("main select[name^='region.']").get_attribute("name")
    assert unclear
    assert place
    worked(coordinator.fill({unclear: "media", place: "36.73"}), again, "2 dari 2 baris siap")
    worked(coordinator, "Masukkan 2 baris", "Daftar sudah dimasukkan")
    coordinator.press("Lihat yang belum terverifikasi").reads("Posko Ciwaktu", "Radio Kasemen")
    found = village.phone().open("/organisations?q=Ciwaktu").page.inner_text("main")
    assert "Posko Ciwaktu" not in found


def test_a_suspected_pair_is_merged_and_taken_apart_again(village: Village) -> None:
    one, two = "Yayasan Sahabat Ibu Banten (contoh)", "LSM Sahabat Ibu Banten (contoh)"
    with village.writing() as (world, session):
        kept = world.organisation(session, one, by=DONOR, handles_funds=False)
        gone = world.organisation(session, two, by=TREASURER, handles_funds=False)
        address, winner = gone.slug, kept.public_id
    coordinator = village.desk(COORDINATOR.email).open("/dashboard").press("Mungkin ganda")
    coordinator.reads(one, two)
    row = coordinator.page.locator("main .rows > li", has_text=one).filter(has_text=two)
    row.get_by_role("link", name=re.compile("Bandingkan")).click()
    coordinator.look()
    coordinator.fill({"winner": winner}).press("Gabungkan").reads("Tulis")
    coordinator.fill({"reason": "Pengurus dan alamatnya sama."}).press("Gabungkan")
    coordinator.reads(f"{two} digabung")
    merged = coordinator.page.url
    visitor = village.phone().open(f"/organisations/{address}").reads(one)
    village.running.letter(TREASURER.email, two)
    refused(village.phone(ELSEWHERE.email), merged.removeprefix(village.running.base))
    coordinator.open(merged).press("Batalkan penggabungan")
    coordinator.reads("Penggabungan dibatalkan.")
    visitor.open(f"/organisations/{address}").reads(two)
