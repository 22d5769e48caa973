"""Accounts through their pages: sign up, confirm, sign in, forget, and what strangers learn."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portal.accounts import links
from portal.accounts.queries import by_email
from portal.letters import Letter
from tests.browse import place
from tests.cast import MEMBER, PASSWORD
from tests.site import Site

NEW = "baru@contoh.example"
SIGN_UP = {"email": NEW, "password": "kuda biru makan awan", "consent": "y"}


def link(site: Site, email: str, purpose: str) -> str:
    with site.world.database.reading() as session:
        user = by_email(session, email)
        assert user is not None
        return links.make(site.settings.signing_key(), user, purpose)


def letters(site: Site) -> list[str]:
    with site.world.database.reading() as session:
        return list(session.scalars(select(Letter.kind).order_by(Letter.id)))


def test_a_newcomer_signs_up_confirms_and_signs_in(site: Site) -> None:
    browser = site.visitor()
    assert place(browser.submit("/sign-up", SIGN_UP)) == "/account/sent"
    given = {"email": NEW, "password": SIGN_UP["password"]}
    assert browser.submit("/sign-in", given).status_code == 422, "not before the address is proved"
    page = f"/account/confirm/{link(site, NEW, 'confirm')}"
    browser.get(page)
    assert browser.submit("/sign-in", given).status_code == 422, "opening the link does nothing"
    assert place(browser.submit(page)) == "/sign-in"
    assert place(browser.submit("/sign-in", given)) == "/dashboard"
    browser.get(page, status=404)


def test_sign_up_answers_the_same_for_a_known_address(site: Site) -> None:
    one = site.visitor().submit("/sign-up", SIGN_UP)
    two = site.visitor().submit("/sign-up", SIGN_UP | {"email": MEMBER.email})
    assert (one.status_code, place(one)) == (two.status_code, place(two))
    assert letters(site) == ["confirm", "already_registered"]


@pytest.mark.parametrize(
    "target",
    ["//elsewhere.example/x", "https://elsewhere.example", "/\\elsewhere", "/" + "x" * 300],
)
def test_nobody_is_led_elsewhere(site: Site, target: str) -> None:
    browser = site.visitor()
    path = f"/sign-up?{urlencode({'next': target})}"
    assert "elsewhere" not in browser.text(path).split("<main", 1)[1]
    assert place(browser.submit(path, SIGN_UP)) == "/account/sent"
    with site.world.database.reading() as session:
        assert session.scalars(select(Letter.onward)).all() == [""]


def test_a_known_address_is_led_on_as_a_new_one_is(site: Site) -> None:
    path = "/sign-up?next=/register"
    places = []
    for email in (NEW, MEMBER.email):
        places.append(place(site.visitor().submit(path, SIGN_UP | {"email": email})))
    assert places == ["/account/sent?next=/register"] * 2
    assert 'href="/sign-in?next=/register"' in site.visitor().text(places[0])
    forgotten = "/account/forgot?next=/register"
    site.visitor().submit(forgotten, {"email": MEMBER.email})
    with site.world.database.reading() as session:
        assert session.scalars(select(Letter.onward)).all() == ["/register"] * 3
    reset = f"/account/reset/{link(site, MEMBER.email, 'reset')}?next=/register"
    given = {"password": "gunung laut angin pasir"}
    assert place(site.visitor().submit(reset, given)) == "/sign-in?next=/register"


def test_a_later_sign_up_takes_an_unproved_address_back(site: Site) -> None:
    site.visitor().submit("/sign-up", SIGN_UP | {"password": "sandi milik orang jahat"})
    stolen = link(site, NEW, "confirm")
    site.visitor().submit("/sign-up", SIGN_UP)
    site.visitor().get(f"/account/confirm/{stolen}", status=404)


def test_errors_keep_what_was_typed_and_stand_beside_the_field(site: Site) -> None:
    answer = site.visitor().submit("/sign-up", {"email": "salah", "password": "pendek"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="salah"' in text
    assert "Tulis email seperti nama@lembaga.id." in text
    assert "Centang persetujuan" in text
    assert "Perlu diperbaiki:" in text.split("</title>")[0]
    assert "pendek" not in text, "a password is never sent back"


def test_weak_passwords_are_refused(site: Site) -> None:
    for weak in ("pendek", "simpul123456", "aaaaaaaaaaaaaa", "baru12345678"):
        answer = site.visitor().submit("/sign-up", SIGN_UP | {"password": weak})
        assert answer.status_code == 422, weak


def test_a_new_password_ends_every_sign_in(site: Site) -> None:
    browser = site.as_(MEMBER)
    assert (
        place(site.visitor().submit("/account/forgot", {"email": MEMBER.email})) == "/account/sent"
    )
    page = f"/account/reset/{link(site, MEMBER.email, 'reset')}"
    other = site.visitor()
    assert other.submit(page, {"password": "simpul123456"}).status_code == 422
    assert place(other.submit(page, {"password": "gunung laut angin pasir"})) == "/sign-in"
    assert place(browser.get("/dashboard", status=303)).startswith("/sign-in?next=")
    other.get(page, status=404)
    given = {"email": MEMBER.email, "password": PASSWORD}
    assert site.visitor().submit("/sign-in", given).status_code == 422


def test_guessing_ends_and_the_owner_on_a_known_device_still_enters(site: Site) -> None:
    known = site.visitor().sign_in(MEMBER)
    known.submit("/dashboard", to="/sign-out")
    guesser = site.visitor()
    wrong = {"email": MEMBER.email, "password": "salah salah salah"}
    codes = [guesser.submit("/sign-in", wrong).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert guesser.submit("/sign-in", wrong | {"password": PASSWORD}).status_code == 429
    known.sign_in(MEMBER)


def test_signing_out_ends_the_token_on_the_server(site: Site) -> None:
    browser = site.visitor().sign_in(MEMBER)
    held = browser.client.get_cookie("masuk")
    assert held is not None
    answer = browser.submit("/dashboard", to="/sign-out")
    assert "Clear-Site-Data" in answer.headers
    browser.client.set_cookie("masuk", held.value)
    browser.get("/dashboard", status=303)


def test_sign_in_leads_on_only_within_this_site(site: Site) -> None:
    for target, expected in {
        "/programmes?stage=recovery": "/programmes?stage=recovery",
        "//evil.example/": "/dashboard",
        "https://evil.example/": "/dashboard",
        "/\\evil.example": "/dashboard",
        "/a\nb": "/dashboard",
    }.items():
        browser = site.visitor()
        given = {"email": MEMBER.email, "password": PASSWORD, "next": target}
        assert place(browser.submit("/sign-in", given)) == expected, target


def test_language_follows_the_cookie_and_returns_to_the_page(site: Site) -> None:
    browser = site.visitor()
    assert place(browser.get("/language/en?next=/sign-in", status=303)) == "/sign-in"
    browser.language = "en"
    assert "Sign in" in browser.text("/sign-in")


def test_leaving_is_one_link_and_forgets(site: Site) -> None:
    browser = site.visitor().sign_in(MEMBER)
    answer = browser.client.get("/exit")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"]
    browser.get("/dashboard", status=303)
