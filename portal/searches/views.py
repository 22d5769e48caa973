"""Pages of saved searches: keep one, see what is new, stop its letters, drop it."""

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.errors import N_, Invalid
from portal.finder.facets import chips
from portal.finder.found import index
from portal.finder.request import Asked, read
from portal.searches import links, queries, services
from portal.searches.forms import KeptForm, SaveForm, SureForm
from portal.searches.models import SavedSearch
from portal.searches.rules import tidy
from portal.searches.work import answers, asked_of
from portal.web import (
    actor,
    moment,
    one_click,
    page,
    parts,
    public,
    requires,
    say,
    see_other,
    session,
)
from portal.web.filters import know_regions
from search.index import SearchUnavailable

room = Blueprint("searches", __name__)


def told(asked: Asked) -> str:
    """A search in words: what was typed, and its filters."""
    words = [label for label, _address in chips(asked, session(), "")]
    return " · ".join([f"“{asked.text}”", *words] if asked.text else words)


@room.get("/account/searches")
@requires(access.save_search)
def listing() -> ResponseReturnValue:
    """The searches that I keep."""
    found = queries.of_actor(session(), actor())
    rows = [(one, told(asked_of(one.asked))) for one in found]
    return page("searches/listing.html", rows=rows)


@room.route("/account/searches/new", methods=["GET", "POST"])
@requires(access.save_search)
def new() -> ResponseReturnValue:
    """Keep the search of this address: its words and filters, not where somebody stands."""
    asked = read(request.args)
    kept = tidy(asked.pairs())
    form = SaveForm().offer()
    if not form.sent:
        form.name.data = told(asked).replace("“", "").replace("”", "")[:100]
        form.every.data = "week"
    made = form.attempt(lambda: _save(form, kept))
    if made:
        say("good", _("Pencarian tersimpan."))
        return see_other("searches.listing")
    return page("searches/new.html", form, told=told(asked), back=_address(asked))


def _save(form: SaveForm, kept: str) -> SavedSearch:
    return services.save(
        session(),
        name=form.name.data or "",
        asked=kept,
        every=form.every.data or "",
        found=_found(kept),
        token=form.token.data or "",
        by=actor(),
        now=moment(),
    )


def _found(kept: str) -> Sequence[str] | None:
    """What answers the search today; None while the engine is away, Invalid when too much does."""
    if not kept:
        return ()
    try:
        found = answers(index(), kept)
    except SearchUnavailable:
        return None
    if found is None:
        words = N_("Pencarian ini menemukan lebih dari 1.000 lembaga. Persempit dahulu.")
        raise Invalid(**{"": words})
    return found


def _address(asked: Asked) -> str:
    return asked.address(url_for("finder.organisations"), near=None)


@room.route("/account/searches/<public_id>", methods=["GET", "POST"])
@requires(access.see_saved_search, queries.need)
def one(saved: SavedSearch) -> ResponseReturnValue:
    """What was new at the last letter, the whole search, and how often letters come."""
    form = KeptForm(obj=saved).offer()
    done = form.attempt(
        lambda: services.change(
            session(), saved, name=form.name.data or "", every=form.every.data or "", by=actor()
        )
    )
    if done:
        say("good", _("Tersimpan."))
        return see_other("searches.one", public_id=saved.public_id)
    news = queries.news(session(), saved)
    know_regions(row.region_code for row in news)
    asked = asked_of(saved.asked)
    return page(
        "searches/one.html", form, saved=saved, news=news, told=told(asked), where=_address(asked)
    )


@room.route("/account/searches/<public_id>/remove", methods=["GET", "POST"])
@requires(access.see_saved_search, queries.need)
def remove(saved: SavedSearch) -> ResponseReturnValue:
    """Drop it? The page asks, its button does it."""
    form = SureForm()
    if form.attempt(lambda: services.remove(session(), saved, by=actor())):
        say("good", _("Pencarian dihapus."))
        return see_other("searches.listing")
    return page("searches/remove.html", form, saved=saved)


@room.route("/searches/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """The link in a letter: one button, no sign-in, and no more letters about this search."""
    saved = links.read(session(), parts().settings.signing_key(), token)
    form = SureForm()
    if form.attempt(lambda: services.stop(session(), saved)):
        say("good", _("Anda tidak lagi menerima surat tentang pencarian ini."))
        return see_other("searches.stop", token=token)
    return page("searches/stop.html", form, over=saved.every == "none")


@room.route("/searches/stop/<token>/once", methods=["GET", "POST"])
@public
@one_click
def once(token: str) -> ResponseReturnValue:
    """The button of a mail program (RFC 8058); whoever opens its address gets the page above."""
    saved = links.read(session(), parts().settings.signing_key(), token)
    if request.form.get("List-Unsubscribe") != "One-Click":
        return see_other("searches.stop", token=token)
    services.stop(session(), saved)
    return page("searches/stop.html", over=True)
