"""What every answer carries, in development and in production."""

from collections.abc import Iterator

import pytest

from portal.db import Database, now
from portal.settings import Settings
from tests.browse import TOKEN, Browser
from tests.cast import MEMBER, PASSWORD
from tests.make import World
from tests.site import Site

BASE = "https://simpul.contoh.example"


@pytest.fixture
def production(sqlite_database: Database, settings: Settings) -> Iterator[Site]:
    """The portal as it stands behind a proxy with TLS."""
    strict = settings.model_copy(
        update={
            "env": "production",
            "base_url": BASE,
            "trusted_proxies": 1,
        }
    )
    site = Site(World(sqlite_database, now=now()), strict)
    yield site
    site.close()


def proxied(site: Site) -> Browser:
    """A browser that comes through the proxy."""
    browser = site.visitor()
    browser.client.environ_base |= {
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "203.0.113.7",
        "HTTP_HOST": "simpul.contoh.example",
    }
    return browser


@pytest.mark.parametrize(
    "path", ["/", "/none", "/static/portal.css", "/api/v1/regions", "/sign-in", "/dashboard"]
)
def test_safety_headers_are_on_every_answer(site: Site, path: str) -> None:
    answer = site.visitor().client.get(path)
    answer.close()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_are_compressed_and_never_kept(site: Site) -> None:
    answer = site.visitor().client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) < 9_000


def test_static_files_are_kept_by_their_mark(site: Site) -> None:
    text = site.visitor().text("/")
    path = text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = site.visitor().client.get(path)
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()


def test_production_keeps_its_cookies_to_https(production: Site) -> None:
    browser = proxied(production)
    page = browser.client.get("/sign-in", base_url=BASE)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    given = dict(TOKEN.findall(page.get_data(as_text=True)))
    given |= {"email": MEMBER.email, "password": PASSWORD}
    own = {"Referer": f"{BASE}/sign-in", "Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    answer = browser.client.post("/sign-in", data=given, headers=own, base_url=BASE)
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(one.startswith("__Host-masuk=") for one in cookies)
    for one in cookies:
        assert "Secure" in one, one
        assert "HttpOnly" in one, one
        assert "SameSite=Lax" in one, one


def test_a_post_from_elsewhere_is_refused(production: Site) -> None:
    browser = proxied(production)
    page = browser.client.get("/sign-in", base_url=BASE)
    given = dict(TOKEN.findall(page.get_data(as_text=True)))
    given |= {"email": MEMBER.email, "password": PASSWORD}
    own = {"Referer": "https://evil.example/"}
    assert (
        browser.client.post("/sign-in", data=given, headers=own, base_url=BASE).status_code == 400
    )


def test_a_foreign_host_is_refused(production: Site) -> None:
    answer = production.visitor().client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_a_spoofed_address_does_not_move_the_limit(site: Site) -> None:
    client = site.visitor().client
    page = client.get("/sign-in").get_data(as_text=True)
    given = dict(TOKEN.findall(page)) | {"email": MEMBER.email, "password": "salah salah salah"}
    codes = [
        client.post(
            "/sign-in", data=given, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        ).status_code
        for number in range(12)
    ]
    assert codes[-1] == 429
