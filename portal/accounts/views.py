"""Pages for accounts: sign up, confirm, sign in and out, a new password, one's own sign-ins."""

import secrets

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal import access
from portal.accounts import forms, links, queries, services
from portal.accounts.models import User
from portal.accounts.rules import SIGN_IN_STAYS, device, fingerprint, tidy_email
from portal.errors import N_, Invalid, TooMany
from portal.web import actor, moment, page, parts, public, requires, say, see_other, session
from portal.web.filters import language
from portal.web.headers import safe_next
from portal.web.requests import network, sign_in_cookie

room = Blueprint("accounts", __name__)
KNOWN = "kenal"  # the cookie of a device on which somebody has signed in before
KNOWN_LASTS = 400 * 24 * 3600
ONWARD_MOST = 300  # as much as a letter keeps
NEITHER = N_("Email atau kata sandi belum cocok. Periksa keduanya, lalu coba lagi.")


@room.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Make an account; the answer is the same for an address that has one."""
    form, onward = forms.SignUpForm(), _onward()
    if form.sent:
        parts().counters.hit("sign_up_address", network())

    def act() -> User:
        _mail_limits(form.email.data or "")
        return services.sign_up(
            session(),
            email=form.email.data or "",
            password=form.password.data or "",
            language=language(),
            onward=onward,
            now=moment(),
        )

    if form.attempt(act):
        return see_other("accounts.sent", next=onward or None)
    return page("accounts/sign_up.html", form, onward=onward)


@room.get("/account/sent")
@public
def sent() -> ResponseReturnValue:
    """Say that a letter is on its way, whoever asked."""
    return page("accounts/sent.html", onward=_onward())


@room.route("/account/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """A page with one button: opening a link must not do anything by itself."""
    user = links.read(session(), parts().settings.signing_key(), token, "confirm")
    form, onward = forms.EmptyForm(), _onward()
    if form.attempt(lambda: services.confirm(session(), user, now=moment())):
        say("good", _("Email Anda sudah dikonfirmasi. Silakan masuk."))
        return see_other("accounts.sign_in", next=onward or None)
    return page("accounts/confirm.html", form, onward=onward)


@room.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in. The error never says which half was wrong."""
    form, onward = forms.SignInForm(), _onward()

    def act() -> tuple[User, str]:
        user = _proved(tidy_email(form.email.data or ""), form.password.data or "")
        agent = device(request.headers.get("User-Agent", ""))
        stay = bool(form.stay.data)
        return user, services.sign_in(session(), user, device=agent, stay=stay, now=moment())

    if done := form.attempt(act):
        user, token = done
        answer = redirect(onward or url_for("home.dashboard"), code=303)
        _set_cookie(answer, sign_in_cookie(), token, SIGN_IN_STAYS if form.stay.data else None)
        _remember_device(answer, user)
        return answer
    return page("accounts/sign_in.html", form, onward=onward)


def _proved(email: str, password: str) -> User:
    """The account; counts failures so that guessing ends, and the owner's own device goes on."""
    counters = parts().counters
    mine = _known_device().get(fingerprint(email)[:16], "")
    name = "sign_in_known_device" if mine else "sign_in_account"
    key = f"{email}:{mine}"
    counters.check(name, key)
    counters.check("sign_in_address", network())
    user = services.check_password(session(), email, password)
    if user is None:
        counters.hit(name, key)
        counters.hit("sign_in_address", network())
        raise Invalid(password=NEITHER)
    counters.forget(name, key)
    return user


@room.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this sign-in on the server, and clean the browser."""
    services.end(session(), request.cookies.get(sign_in_cookie(), ""), now=moment())
    answer = see_other("home.front")
    answer.delete_cookie(sign_in_cookie(), secure=parts().settings.production)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@room.route("/account/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Ask for a link to set a new password; the answer tells nothing about the address."""
    form, onward = forms.ForgotForm(), _onward()

    def act() -> bool:
        _mail_limits(form.email.data or "")
        return services.ask_reset(session(), form.email.data or "", onward=onward, now=moment())

    if form.attempt(act):
        return see_other("accounts.sent", next=onward or None)
    return page("accounts/forgot.html", form, onward=onward)


@room.route("/account/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a link from a letter; it also confirms the address."""
    user = links.read(session(), parts().settings.signing_key(), token, "reset")
    form, onward = forms.PasswordForm(), _onward()

    def act() -> User:
        services.confirm(session(), user, now=moment())
        return services.set_password(session(), user, form.password.data or "", now=moment())

    if form.attempt(act):
        say("good", _("Kata sandi baru tersimpan. Silakan masuk."))
        return see_other("accounts.sign_in", next=onward or None)
    return page("accounts/reset.html", form, onward=onward)


@room.route("/account", methods=["GET", "POST"])
@requires(access.manage_account)
def settings() -> ResponseReturnValue:
    """One's own account: language, and where it is signed in."""
    form = forms.LanguageForm(language=actor().language or "id")

    def act() -> str:
        return services.set_language(session(), form.language.data or "id", by=actor())

    if chosen := form.attempt(act):
        say("good", _("Tersimpan."))
        answer = see_other("accounts.settings")
        _set_cookie(answer, "bahasa", chosen, SIGN_IN_STAYS)
        return answer
    rows = queries.open_sign_ins(session(), actor().id, moment())
    return page("accounts/settings.html", form, sign_ins=rows)


@room.post("/account/end-all")
@requires(access.manage_account)
def end_all() -> ResponseReturnValue:
    """End every sign-in, this one too."""
    services.end_all(session(), by=actor(), now=moment())
    say("good", _("Anda sudah keluar dari semua perangkat. Silakan masuk lagi."))
    answer = see_other("accounts.sign_in")
    answer.delete_cookie(sign_in_cookie(), secure=parts().settings.production)
    return answer


def _onward() -> str:
    """The page of this site that somebody came for, before an account stood in the way."""
    target = safe_next(request.values.get("next", ""))
    return target if len(target) <= ONWARD_MOST else ""


def _mail_limits(email: str) -> None:
    parts().counters.hit("mail_address", network())
    try:
        parts().counters.hit("mail_account", tidy_email(email))
    except TooMany as refusal:
        raise Invalid(email=refusal.words or NEITHER) from None


def _set_cookie(answer: Response, name: str, value: str, lasts: object = None) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=lasts,  # type: ignore[arg-type]  # a timedelta or None
        httponly=True,
        secure=parts().settings.production,
        samesite="Lax",
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(parts().settings.signing_key(), salt="portal.known-device")


def _known_device() -> dict[str, str]:
    """Hashed address → this device's own number, for addresses that signed in here before."""
    try:
        held = _signer().loads(request.cookies.get(KNOWN, ""), max_age=KNOWN_LASTS)
    except BadData:
        return {}
    return held if isinstance(held, dict) else {}


def _remember_device(answer: Response, user: User) -> None:
    held = dict(list(_known_device().items())[-4:])
    held.setdefault(fingerprint(user.email)[:16], secrets.token_urlsafe(9))
    answer.set_cookie(
        KNOWN,
        _signer().dumps(held),
        max_age=KNOWN_LASTS,
        httponly=True,
        secure=parts().settings.production,
        samesite="Lax",
    )
