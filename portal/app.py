"""Where the parts meet: the one place that knows every room."""

import hashlib
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import indexing, schema
from portal.access import VISITOR, Actor
from portal.accounts import queries
from portal.accounts import views as accounts
from portal.admin import sheets as admin_sheets
from portal.admin import views as admin
from portal.agreements import views as agreements
from portal.api import views as api
from portal.api.hsds import views as hsds
from portal.audit import views as audit
from portal.bank import views as bank
from portal.changes import views as changes
from portal.claims import sheets as claims_sheets
from portal.claims import views as claims
from portal.contact_lists import sheets as contact_lists_sheets
from portal.contact_lists import views as contact_lists
from portal.counters import Counters
from portal.db import Database
from portal.directory import labels
from portal.directory.number_rules import phone
from portal.discovery import sheets as discovery_sheets
from portal.discovery import views as discovery
from portal.disputes import views as disputes
from portal.duplicates import sheets as duplicates_sheets
from portal.duplicates import views as duplicates
from portal.evidence import views as evidence
from portal.exchange import views as exchange
from portal.finder import profile
from portal.finder import programmes as programme_pages
from portal.finder import sheets as finder_sheets
from portal.finder import views as finder
from portal.flows import views as flows
from portal.freshness import sheets as freshness_sheets
from portal.freshness import views as freshness
from portal.funding import views as funding
from portal.holds import views as holds
from portal.home import views as home
from portal.importing import entry_pages as importing
from portal.importing import sheets as importing_sheets
from portal.matching import views as matching
from portal.members import sheets as members_sheets
from portal.members import views as members
from portal.merging import sheets as merging_sheets
from portal.merging import views as merging
from portal.missed import views as missed
from portal.my import views as my
from portal.offers import sheets as offers_sheets
from portal.offers import views as offers
from portal.openings import sheets as openings_sheets
from portal.openings import views as openings
from portal.partners import views as partners
from portal.permits import views as permits
from portal.plans import views as plans
from portal.pledges import views as pledges
from portal.programme_partners import views as programme_partners
from portal.programmes import views as programmes
from portal.proofs import views as proofs
from portal.regions.queries import Number, channels
from portal.registration import views as registration
from portal.reminders import views as reminders
from portal.reports import sheets as reports_sheets
from portal.reports import views as reports
from portal.results import views as results
from portal.searches import views as searches
from portal.settings import LOOPBACK, Settings
from portal.shortlists import views as shortlists
from portal.slips import views as slips
from portal.statements import views as statements
from portal.updates import views as updates
from portal.verification import sheets as verification_sheets
from portal.verification import views as verification
from portal.web import access, bulk, faults, filters, headers, requests, uploads, wording
from portal.web.requests import Parts, Portal

HERE = Path(__file__).parent
# Files of lists: their routes stand in the blueprints of their rooms.
SHEETS = (
    admin_sheets,
    claims_sheets,
    contact_lists_sheets,
    discovery_sheets,
    duplicates_sheets,
    finder_sheets,
    freshness_sheets,
    importing_sheets,
    members_sheets,
    merging_sheets,
    offers_sheets,
    openings_sheets,
    reports_sheets,
    verification_sheets,
)
ROOMS: tuple[Blueprint, ...] = (
    home.room,
    finder.room,
    profile.room,
    programme_pages.room,
    partners.room,
    funding.room,
    audit.room,
    disputes.room,
    matching.room,
    plans.room,
    searches.room,
    api.room,
    hsds.room,
    contact_lists.room,
    shortlists.room,
    missed.room,
    exchange.room,
    statements.room,
    flows.room,
    bank.room,
    pledges.room,
    offers.room,
    proofs.room,
    agreements.room,
    reminders.room,
    programmes.room,
    results.room,
    programme_partners.room,
    updates.room,
    holds.room,
    permits.room,
    my.room,
    freshness.room,
    openings.room,
    reports.room,
    importing.room,
    duplicates.room,
    merging.room,
    changes.room,
    members.room,
    discovery.room,
    claims.room,
    slips.room,
    verification.room,
    registration.room,
    evidence.room,
    admin.room,
    accounts.room,
)


def create_app(settings: Settings, *, check_schema: bool = True) -> Portal:
    """The application for these settings.

    Raises SchemaError when the database is not ready or a guard is missing, and RuntimeError
    when a route does not say who may come.
    """
    app = Portal("portal", static_folder=None, template_folder=str(folder("templates")))
    _configure(app, settings)
    database = Database(settings.database)
    if check_schema:
        with database.reading() as session:
            schema.check(session.connection())
    counters = Counters.open(settings.database, settings.data_dir)
    app.extensions["portal"] = Parts(settings, database, counters, _who)
    app.extensions["index"] = indexing.of(settings)
    app.request_class = uploads.Incoming
    headers.install(app)
    bulk.install(app)  # before the first look at a form
    uploads.install(app)
    forms = CSRFProtect(app)
    Babel(app, default_locale=settings.locale, locale_selector=_language)
    wording.install(app)
    faults.install(app)
    filters.install(app)
    labels.install(app)
    app.teardown_request(requests.close)
    app.add_url_rule("/static/<path:name>", "static", access.public(_static))
    for room in ROOMS:
        app.register_blueprint(room)
    for view in app.view_functions.values():
        if getattr(view, "one_click", False):
            forms.exempt(view)
    _globals(app)
    access.refuse_unguarded(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    return app


def folder(name: str) -> Path:
    """Templates or static files: packaged beside this file, or the checkout's own folder."""
    packaged = HERE / name
    return packaged if packaged.is_dir() else HERE.parent / name


def _configure(app: Portal, settings: Settings) -> None:
    hosts = [urlsplit(settings.base_url).hostname or ""]
    if not settings.production:
        hosts += LOOPBACK
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        SESSION_COOKIE_NAME="__Host-simpul" if settings.production else "simpul",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the browser stays open: nothing typed is lost
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=hosts,
        BABEL_TRANSLATION_DIRECTORIES=str(HERE / "translations"),
        PREFERRED_URL_SCHEME=urlsplit(settings.base_url).scheme,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    log = logging.getLogger("portal")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)


def _who(session: Session, token: str, now: datetime) -> Actor:
    found = queries.by_token(session, token, now)
    return queries.actor_of(session, found[0], now) if found else VISITOR


def _language() -> str:
    chosen = request.cookies.get("bahasa", "")
    if chosen in ("id", "en"):
        return chosen
    known = g.get("actor")
    return (known.language if known else "") or requests.parts().settings.locale


def _static(name: str) -> ResponseReturnValue:
    answer = send_from_directory(folder("static"), name)
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    )
    return answer


@lru_cache
def _mark(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def static_url(name: str) -> str:
    """The address of a static file; it changes with the file, so it can be kept for ever."""
    path = folder("static") / name
    return url_for("static", name=name, v=_mark(path, path.stat().st_mtime))


def _channels() -> Sequence[Number]:
    try:
        return channels(requests.session())
    except SQLAlchemyError:
        return []  # the page about a lost database still names the two numbers that matter


def _here() -> str:
    return request.full_path if request.query_string else request.path


def _globals(app: Flask) -> None:
    app.jinja_env.globals.update(
        static=static_url,
        actor=requests.actor,
        demo=headers.demo,
        noindex=headers.noindex,
        channels=_channels,
        here=_here,
    )
    app.jinja_env.filters["wa"] = lambda value: phone(value) or value
