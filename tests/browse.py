"""A reader: a test client that signs people in, fills forms, and checks every page it opens."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from portal.web.requests import Portal
from tests.cast import PASSWORD, Part

Given = Mapping[str, str | Sequence[str]]
TOKEN = re.compile(r'name="(csrf_token|token|version)"[^>]*value="([^"]*)"')
FORBIDDEN = ("style", "onclick", "onsubmit", "onchange", "onload", "onerror")


class Browser:
    """One person at one browser. `get`, `post` and `submit` answer responses; pages are checked."""

    def __init__(self, app: Portal, language: str = "id") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.language = language
        if language != "id":
            self.client.set_cookie("bahasa", language)

    def sign_in(self, part: Part | str, password: str = PASSWORD) -> "Browser":
        """Sign somebody in through the page."""
        email = part if isinstance(part, str) else part.email
        answer = self.submit("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self

    def get(self, path: str, status: int = 200) -> TestResponse:
        """Open a page; anything but `status` fails the test, and so does a careless page."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"GET {path} gave {answer.status_code}"
        self.check(answer)
        return answer

    def text(self, path: str, status: int = 200) -> str:
        """The page's markup."""
        return self.get(path, status).get_data(as_text=True)

    def post(self, path: str, given: Given | None = None) -> TestResponse:
        """Send fields as they are, without opening the form first."""
        answer = self.client.post(path, data=dict(given or {}))
        self.check(answer)
        return answer

    def submit(self, path: str, given: Given | None = None, *, to: str = "") -> TestResponse:
        """Open the form at `path`, keep its hidden fields, fill in `given`, and send it."""
        page = self.text(path)
        hidden = dict(TOKEN.findall(page))
        return self.post(to or path, hidden | dict(given or {}))

    def follow(self, answer: TestResponse) -> TestResponse:
        """Open what a redirect names."""
        assert answer.status_code in (301, 302, 303), answer.get_data(as_text=True)[:2000]
        return self.get(place(answer))

    def check(self, answer: TestResponse) -> None:
        """Fail on a page that lacks what every page must have."""
        assert answer.status_code < 500 or answer.status_code == 503, answer.get_data(as_text=True)
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            assert name in answer.headers, name
        if (answer.content_type or "").startswith("text/html") and answer.status_code not in (
            301,
            302,
            303,
        ):
            check_page(answer.get_data(as_text=True), self.language)


def place(answer: TestResponse) -> str:
    """Where a redirect leads, as a path on this site."""
    parts = urlsplit(answer.headers["Location"])
    return parts.path + (f"?{parts.query}" if parts.query else "")


def check_page(markup: str, language: str) -> None:
    """A title, one h1, labelled inputs, a token in each POST form, nothing inline, the language."""
    page: Any = JustHTML(markup)
    assert page.query("html")[0].attrs["lang"] == language
    title = page.query("title")[0].to_text().strip()
    assert title.endswith("– Simpul"), title
    assert len(title) > len("– Simpul") + 3, title
    headings = page.query("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    ids = [node.attrs["id"] for node in page.query("[id]")]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    _check_inline(page)
    _check_forms(page, set(ids))


def _check_inline(page: Any) -> None:
    assert not page.query("style"), "inline style"
    for script in page.query("script"):
        assert script.attrs.get("src"), "inline script"
    for name in FORBIDDEN:
        assert not page.query(f"[{name}]"), f"inline {name}"
    for link in page.query("a[href]"):
        assert not link.attrs["href"].lower().startswith("javascript:")


def _check_forms(page: Any, ids: set[str]) -> None:
    labelled = {node.attrs.get("for") for node in page.query("label")}
    for form in page.query("form"):
        if form.attrs.get("method", "get").lower() == "post":
            assert form.query('input[name="csrf_token"]'), "a POST form without its token"
    for node in [*page.query("input"), *page.query("select"), *page.query("textarea")]:
        if node.attrs.get("type") in ("hidden", "submit"):
            continue
        inside = _inside_label(node)
        assert inside or node.attrs.get("id") in labelled, f"no label: {node.attrs}"
        for one in node.attrs.get("aria-describedby", "").split():
            assert one in ids, f"aria-describedby names {one}"


def _inside_label(node: Any) -> bool:
    while node is not None:
        if getattr(node, "name", "") == "label":
            return True
        node = node.parent
    return False
