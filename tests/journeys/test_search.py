"""Searching with a real browser: while one types, with the sheet on a phone, and by nearness."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from portal import indexing
from portal.db import Database, now
from portal.settings import Settings
from tests.cast import STRANGER
from tests.journeys.conftest import Running, a_portal
from tests.make import World

# A busy machine takes its time; what never comes is still a fault.
expect.set_options(timeout=30_000)

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A portal with a counsellor in Serang, a legal aid body in Mataram, and a programme."""
    with a_portal(tmp_path_factory.mktemp("search")) as running:
        fill(running)
        yield running


def fill(running: Running) -> None:
    """Write what there is to be found, and index it."""
    database = Database(f"sqlite:///{running.folder / 'portal.sqlite'}")
    world = World.found(database, now())
    with world.writing() as session:
        owner = world.organisation(session, "Psikolog Kasemen (contoh)", region="36.73")
        world.programme(session, owner, title="Mobil psikolog keliling (contoh)")
        world.organisation(
            session,
            "Pijar Mataram (contoh)",
            by=STRANGER,
            kind="legal_aid",
            region="52.71",
            coverage=("52",),
        )
    settings = Settings(data_dir=running.folder, _env_file=None)
    indexing.drain(database, indexing.of(settings), running.folder, now=now())
    database.dispose()


def complain(said: ConsoleMessage) -> None:
    """Fail for an error in the console."""
    if said.type == "error":
        pytest.fail(said.text)


def opened(browser: Browser, running: Running, path: str, **options: object) -> Page:
    """A page whose errors fail the test."""
    page = browser.new_context(base_url=running.base, **options).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda fault: pytest.fail(str(fault)))
    page.on("console", complain)
    page.goto(path)
    return page


def test_results_follow_the_words_and_are_announced(browser: Browser, filled: Running) -> None:
    page = opened(browser, filled, "/organisations", viewport=DESK)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.locator("#q").press_sequentially("psikolog", delay=15)
    expect(page.locator("#hasil-kabar")).to_contain_text("1 lembaga cocok")
    expect(page.locator(".result")).to_have_count(1)
    expect(page.locator(".result h3")).to_contain_text("Psikolog Kasemen")
    expect(page.locator("#q")).to_be_focused()
    questions = [one for one in asked if "/organisations.part" in one]
    assert 0 < len(questions) < len("psikolog"), "not one question a letter"
    expect(page).to_have_url(f"{filled.base}/organisations?q=psikolog")
    page.locator("#q").fill("xyzzyqq")
    expect(page.locator("#hasil-kabar")).to_contain_text("Belum ada lembaga yang cocok")
    page.locator("#q").fill("mobil keliling")
    expect(page.locator(".tabs")).to_contain_text("Program 1")
    page.locator(".tabs a", has_text="Program").click()
    expect(page.locator("#hasil h3")).to_contain_text("Mobil psikolog keliling")


def test_the_sheet_of_filters_on_a_phone(browser: Browser, filled: Running) -> None:
    page = opened(browser, filled, "/organisations?q=contoh", viewport=PHONE)
    apply = page.get_by_role("button", name="Terapkan saringan")
    expect(apply).to_be_hidden()
    page.locator(".filters > summary").click()
    expect(apply).to_be_in_viewport()
    page.locator("summary", has_text="Jenis lembaga").click()
    page.get_by_label("Lembaga bantuan hukum").check()
    apply.click()
    expect(page.locator(".result")).to_have_count(1)
    expect(page.locator(".chips")).to_contain_text("Lembaga bantuan hukum")
    page.locator(".chip").first.click()
    expect(page.locator(".result")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_same_without_scripts(browser: Browser, filled: Running) -> None:
    page = opened(browser, filled, "/organisations", viewport=PHONE, java_script_enabled=False)
    page.locator("#q").fill("psikolog")
    page.locator("form[role=search] button").click()
    expect(page.locator(".result")).to_have_count(1)
    page.locator(".nearest > summary").click()
    expect(page.get_by_role("button", name="Dari tempat saya")).to_be_hidden()
    page.locator("#dari").fill("Kota Mataram")
    page.get_by_role("button", name="Urutkan").click()
    expect(page.locator(".sorts")).to_contain_text("terdekat dari Kota Mataram")


def test_the_place_of_the_device_is_asked_by_a_button_and_kept_nowhere(
    browser: Browser, filled: Running
) -> None:
    here = {"latitude": -8.583712, "longitude": 116.116283}
    page = opened(
        browser,
        filled,
        "/organisations?q=contoh",
        viewport=PHONE,
        geolocation=here,
        permissions=["geolocation"],
    )
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.locator(".nearest > summary").click()
    assert not [one for one in asked if "/static/" not in one]
    page.get_by_role("button", name="Dari tempat saya").click()
    expect(page.locator(".sorts")).to_contain_text("terdekat dari tempat Anda")
    expect(page.locator(".result").first).to_contain_text("Pijar")
    assert "8.58" not in "".join([*asked, page.url])
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    expect(page.locator(".sorts")).not_to_contain_text("terdekat dari")
