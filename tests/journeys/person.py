"""One person at one browser window: opens pages, fills forms by their fields' names, looks."""

import os
import re
from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD
from tests.journeys.conftest import Running

Given = Mapping[str, str] | Mapping[str, str | bool] | Mapping[str, str | list[str]]
NARROW = 360


class Person:
    """Somebody with a window of `width` pixels. With `judge`, axe looks at every page opened.

    It looks at the narrow page as well where PORTAL_PROOF is set; else that must only fit.
    `seen` holds the pages that axe need not look at again, by what they are and their faults.
    """

    def __init__(
        self, browser: Browser, running: Running, *, width: int, scripts: bool, judge: bool
    ) -> None:
        self.running = running
        self.judge = judge
        self.seen: set[tuple[str, int]] | None = None
        self.width = width
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        self.page: Page = self.context.new_page()
        self.hosts: set[str] = set()
        self.page.on("request", lambda one: self.hosts.add(one.url.split("/")[2]))

    def open(self, path: str) -> "Person":
        """Open a page of the portal."""
        address = path if path.startswith("http") else self.running.base + path
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()
        return self

    def look(self) -> None:
        """Fail on what a careful reader would stumble over."""
        assert self.page.locator("h1").count() == 1
        if not self.judge:
            return
        if self.seen is not None:
            kind = (self.page.title(), self.page.locator(".errors").count())
            if kind in self.seen:
                return
            self.seen.add(kind)
        for width in (self.width, NARROW):
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} scrolls sideways at {width}: {wide}"
            if width != self.width and not os.environ.get("PORTAL_PROOF"):
                continue
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        self.page.set_viewport_size({"width": self.width, "height": 800})

    def fill(self, given: Given) -> "Person":
        """Fill in fields by name: text, a choice's value, True for a box, several values."""
        for name, value in given.items():
            field = self.page.locator(f"main [name='{name}']:not([type=hidden])")
            for one in [value] if isinstance(value, str | bool) else value:
                self._fill(name, field, one)
        return self

    def _fill(self, name: str, field: object, value: str | bool) -> None:
        first = self.page.locator(f"main [name='{name}']:not([type=hidden])").first
        for folded in first.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("summary").first.click()
        kind = first.get_attribute("type") or first.evaluate("one => one.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            wanted = "" if value is True else f"[value='{value}']"
            self.page.locator(f"main [name='{name}']{wanted}").first.check()
        elif kind == "select":
            first.select_option(str(value))
        else:
            first.fill(str(value))

    def press(self, words: str) -> "Person":
        """Press a button, or follow a link, that says exactly these words."""
        button = self.page.locator("main").get_by_role("button", name=words, exact=True)
        link = self.page.locator("main").get_by_role("link", name=words, exact=True)
        (button if button.count() else link).first.click()
        self.page.wait_for_load_state()
        self.look()
        return self

    def send(self, path: str, given: Given, words: str) -> "Person":
        """Open a form, fill it in and press its button; nothing may need repair."""
        self.open(path).fill(given).press(words)
        assert self.page.locator(".errors").count() == 0, self.page.locator(".errors").inner_text()
        return self

    def sign_in(self, email: str, password: str = PASSWORD) -> "Person":
        """Sign in through the page."""
        return self.send("/sign-in", {"email": email, "password": password}, "Masuk")

    def sign_out(self) -> "Person":
        """Sign out from the dashboard."""
        return self.open("/dashboard").press("Keluar")

    def here(self, pattern: str) -> str:
        """The first group of a pattern in the address."""
        found = re.search(pattern, self.page.url)
        assert found, self.page.url
        return found.group(1)

    def reads(self, *words: str) -> "Person":
        """Every one of these stands on the page."""
        text = self.page.locator("body").inner_text().replace("\u00a0", " ")
        for one in words:
            assert one in text, f"{one!r} is not on {self.page.url}:\n{text[:3000]}"
        return self
