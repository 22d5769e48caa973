"""A reader: a test client that signs people in, fills forms, and checks every page it opens."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
            guarded = self.client.application.config.get("WTF_CSRF_ENABLED", True)
            check_page(answer.get_data(as_text=True), self.language, guarded=guarded)


def place(answer: TestResponse) -> str:
    """Where a redirect leads, as a path on this site."""
    parts = urlsplit(answer.headers["Location"])
    return parts.path + (f"?{parts.query}" if parts.query else "")


def check_page(markup: str, language: str, *, guarded: bool = True) -> None:
    """A title, one h1, labelled inputs, a token in each POST form, nothing inline, the language,
    pictures with words, each id once.

    Without `guarded` forms need no token: the application under test was told to ask for none.
    """
    nodes = list(_elements(JustHTML(markup, sanitize=False).root))
    page: dict[str, list[Any]] = {}
    for node in nodes:
        page.setdefault(node.name, []).append(node)
    spoken = page["html"][0].attrs.get("lang")
    assert spoken == language, f"lang {spoken!r}"
    title = page["title"][0].to_text().strip() if page.get("title") else ""
    assert title.endswith("– Simpul"), f"title {title!r}"
    assert len(title) > len("– Simpul") + 3, f"title {title!r}"
    headings = page.get("h1", [])
    assert len(headings) == 1, f"{len(headings)} h1"
    ids = [node.attrs["id"] for node in nodes if "id" in node.attrs]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    assert not twice, f"ids twice: {twice}"
    for image in page.get("img", ()):
        assert "alt" in image.attrs, f"no alt: {image.attrs}"
    _check_inline(nodes, page)
    _check_labels(page, set(ids))
    if guarded:
        _check_tokens(page)


def _elements(root: Any) -> Iterator[Any]:
    """Every element of a page in its order: one walk instead of a search for each question."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not node.name.startswith(("#", "!")):
            yield node
        waiting.extend(reversed(node.children or ()))


def _check_inline(nodes: Sequence[Any], page: Mapping[str, Sequence[Any]]) -> None:
    assert not page.get("style"), "inline style"
    for script in page.get("script", ()):
        assert script.attrs.get("src"), "inline script"
    for node in nodes:
        found = [name for name in FORBIDDEN if name in node.attrs]
        assert not found, f"inline {found}"
    for link in page.get("a", ()):
        to = (link.attrs.get("href") or "").strip().lower()
        assert not to.startswith("javascript:"), "inline link"


def _check_tokens(page: Mapping[str, Sequence[Any]]) -> None:
    guarded = {
        id(form)
        for node in page.get("input", ())
        if node.attrs.get("name") == "csrf_token" and (form := _within(node, "form"))
    }
    for form in page.get("form", ()):
        if form.attrs.get("method", "get").lower() == "post":
            assert id(form) in guarded, "a POST form without its token"


def _check_labels(page: Mapping[str, Sequence[Any]], ids: set[str]) -> None:
    labelled = {node.attrs.get("for") for node in page.get("label", ())}
    for kind in ("input", "select", "textarea"):
        for node in page.get(kind, ()):
            if node.attrs.get("type") in ("hidden", "submit"):
                continue
            inside = _within(node, "label")
            assert inside or node.attrs.get("id") in labelled, f"no label: {node.attrs}"
            for one in (node.attrs.get("aria-describedby") or "").split():
                assert one in ids, f"aria-describedby names {one}"


def _within(node: Any, name: str) -> Any:
    """The nearest element of that name around a node, or None."""
    while node is not None:
        if getattr(node, "name", "") == name:
            return node
        node = node.parent
    return None
