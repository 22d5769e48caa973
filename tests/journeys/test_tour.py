"""A tour of the demo: everybody follows every kind of link, on a narrow phone and on a desk.

With PORTAL_TOUR_AXE=1 (as `make proof` runs it) axe looks at every kind of page, at both widths;
PORTAL_TOUR_LANGUAGE=en makes the tour in English, PORTAL_TOUR_SHOTS names a folder for pictures.
"""

import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from portal.app import create_app
from portal.settings import Settings
from tests.journeys.conftest import Running, serving

WIDTHS = (320, 1280)
# Pages of one kind that are opened: the first one met, and no more.
EACH = 1
# They end the session, change the language, or answer with something that is no page.
LEFT_OUT = {"home.leave", "home.language", "static", "accounts.sign_out"}
PEOPLE = (
    "",
    "lembaga@contoh.example",
    "donatur@contoh.example",
    "koordinator.ntb@contoh.example",
    "admin@contoh.example",
)
STARTS = ("/", "/dashboard", "/organisations?q=xyzzy", "/register", "/tidak-ada")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The portal as `make run` shows it."""
    with serving(tmp_path_factory.mktemp("tour"), "--set-up", within=120) as running:
        yield running


@pytest.mark.parametrize("email", PEOPLE, ids=lambda email: email.partition("@")[0] or "visitor")
def test_every_kind_of_page_fits_and_leads_somewhere(
    browser: Browser, demo: Running, email: str
) -> None:
    kinds = create_app(Settings(data_dir=demo.folder, _env_file=None)).url_map.bind("127.0.0.1")

    def kind(path: str) -> str:
        try:
            return str(kinds.match(urlsplit(path).path)[0])
        except HTTPException:
            return "unknown"

    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 800})
    page = context.new_page()
    if email:
        page.goto(f"{demo.base}/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", (demo.folder / "demo-password").read_text().strip())
        page.locator("main button[type=submit]").click()
    if language := os.environ.get("PORTAL_TOUR_LANGUAGE"):
        context.add_cookies([{"name": "bahasa", "value": language, "url": demo.base}])
    waiting, met = deque(STARTS), Counter[str]()
    faults: list[str] = []
    while waiting:
        path = waiting.popleft()
        if kind(path) in LEFT_OUT or met[kind(path)] >= EACH:
            continue
        met[kind(path)] += 1
        faults += _look(page, demo, path)
        if (page.url.split("/", 3)[3:] or [""])[0] != "sign-in":
            waiting.extend(_links(page, demo))
    context.close()
    assert len(met) > 8, met
    assert not faults, "\n".join(faults)


def _look(page: Page, demo: Running, path: str) -> Iterator[str]:
    """Open a page; what is wrong with it, a line each."""
    answer = page.goto(demo.base + path)
    if answer is None or answer.status >= 400:
        if path != "/tidak-ada":
            yield f"{path}: {answer.status if answer else 'no answer'}"
        return
    if page.locator("h1").count() != 1:
        yield f"{path}: not one h1"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{path}: {wide} px wide on a screen of {width}"
        if os.environ.get("PORTAL_TOUR_AXE"):
            for fault in Axe().run(page).response["violations"]:
                where = [node["target"] for node in fault["nodes"][:3]]
                yield f"{path} at {width}: {fault['id']} {fault['help']} {where}"
        if shots := os.environ.get("PORTAL_TOUR_SHOTS"):
            name = re.sub(r"\W+", "-", path).strip("-")[:80] or "home"
            page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)


def _links(page: Page, demo: Running) -> list[str]:
    """The pages of this portal that the page leads to, as paths."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    own = [one.removeprefix(demo.base) for one in found if one.startswith(demo.base + "/")]
    return [
        one.partition("#")[0]
        for one in own
        if not re.search(r"\.(csv|xlsx|json|pdf|xml|zip)\b", one)
    ]
