"""Pages: suggest an organisation, a coordinator's suggestions, an invitation, a poster."""

import segno
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer

from portal import access
from portal.discovery import forms, queries, services
from portal.discovery.models import RegistrationLink, Suggestion
from portal.discovery.rules import LINK_STATES, STATES, dark_path
from portal.errors import N_, NotFound
from portal.regions.models import Region
from portal.regions.queries import find
from portal.registration.desk import seat_groups
from portal.web import (
    actor,
    moment,
    page,
    page_number,
    parts,
    public,
    requires,
    say,
    see_other,
    session,
)
from portal.web.requests import network

room = Blueprint("discovery", __name__)
GONE = N_("Tautan undangan ini tidak utuh. Salin lagi seluruhnya, atau minta yang baru.")


@room.route("/suggest", methods=["GET", "POST"])
@public
def suggest() -> ResponseReturnValue:
    """Tell of an organisation that is missing here."""
    own = [(one.id, one.name) for one in queries.recommenders(session(), actor())]
    wanted = {"region": request.args.get("region", "")}
    form = forms.SuggestForm(seat_groups(), forms.own_choices(own) if own else [], data=wanted)

    def act() -> Suggestion:
        parts().counters.hit("suggest_address", network())
        chosen = form.organisation.data if "organisation" in form else ""
        return services.suggest(
            session(),
            name=form.name.data or "",
            region=form.region.data,
            reach=form.reach.data or "",
            why=form.why.data or "",
            organisation=int(chosen) if chosen else None,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return see_other("discovery.suggested")
    return page("discovery/suggest.html", form)


@room.get("/suggest/sent")
@public
def suggested() -> ResponseReturnValue:
    """Say thanks, and what happens next."""
    return page("discovery/suggested.html")


def asked_state() -> str:
    """The state of suggestions that the address asks for."""
    asked = request.args.get("state", "")
    return asked if asked in STATES else "waiting"


@room.get("/review/suggestions")
@requires(access.see_queue)
def suggestions() -> ResponseReturnValue:
    """What was suggested within the coordinator's mandate."""
    state = asked_state()
    return page(
        "discovery/suggestions.html",
        state=state,
        states=STATES,
        links=LINK_STATES,
        found=queries.suggestions(session(), actor(), state, page_number()),
        counts=queries.counts(session(), actor()),
        now=moment(),
        turn=lambda number: url_for("discovery.suggestions", state=state, page=number),
        sheet=lambda form: url_for("discovery.sheet", state=state, form=form),
    )


@room.route("/review/suggestions/<public_id>", methods=["GET", "POST"])
@requires(access.review_suggestion, queries.need)
def suggestion(one: Suggestion) -> ResponseReturnValue:
    """One suggestion with what resembles it; the form dismisses it."""
    form = forms.DismissForm()

    def act() -> Suggestion:
        return services.dismiss(
            session(), one, reason=form.reason.data or "", by=actor(), now=moment()
        )

    if form.attempt(act):
        say("good", _("Usulan dikesampingkan."))
        return see_other("discovery.suggestions")
    return _show(one, form)


@room.post("/review/suggestions/<public_id>/contact")
@requires(access.review_suggestion, queries.need)
def contact(one: Suggestion) -> ResponseReturnValue:
    """Note who looks, then show how to reach whom the suggestion names."""
    reach = services.open_reach(session(), one, by=actor(), now=moment())
    session().flush()
    return _show(one, forms.DismissForm(formdata=None), reach=reach)


@room.route("/review/suggestions/<public_id>/invite", methods=["GET", "POST"])
@requires(access.review_suggestion, queries.need)
def invite(one: Suggestion) -> ResponseReturnValue:
    """Make a link that invites the organisation to register."""
    data = {"name": one.name, "region": one.region_code, "kind": "community_group"}
    form = forms.InviteForm(seat_groups(), data=data)

    def act() -> str:
        return services.invite(
            session(),
            one,
            name=form.name.data or "",
            kind=form.kind.data,
            region=form.region.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Tautan undangan sudah jadi. Kirimkan kepada lembaganya."))
        return see_other("discovery.suggestion", public_id=one.public_id)
    return page("discovery/invite.html", form, one=one)


@room.post("/review/suggestions/<public_id>/revoke")
@requires(access.review_suggestion, queries.need)
def revoke(one: Suggestion) -> ResponseReturnValue:
    """Make the suggestion's link useless."""
    if one.link is None:
        raise NotFound
    services.revoke(session(), one.link, by=actor(), now=moment())
    say("good", _("Tautan undangan dicabut."))
    return see_other("discovery.suggestion", public_id=one.public_id)


@room.route("/invited/<token>", methods=["GET", "POST"])
@public
def invited(token: str) -> ResponseReturnValue:
    """Where an invitation link leads: one button that begins the registration."""
    link = _link(token)
    form = forms.StartForm()
    if form.sent and not actor().signed_in:
        return see_other("discovery.invited", token=token)
    made = form.attempt(
        lambda: services.use(session(), link, token=form.token.data or "", by=actor(), now=moment())
    )
    if made:
        say("good", _("Rancangan tersimpan. Anda dapat berhenti dan melanjutkan kapan saja."))
        return see_other("registration.tasklist", public_id=made)
    mine = link.organisation if link.organisation_id in actor().memberships else None
    return page("discovery/invited.html", form, link=link, state=link.state_at(moment()), mine=mine)


@room.get("/regions/<code>/poster")
@public
def poster(code: str) -> ResponseReturnValue:
    """A page to print and hang up: what Simpul is, and a QR code that leads to registration."""
    region = _region(code)
    address = f"{parts().settings.base_url}{url_for('registration.new', region=region.code)}"
    made = segno.make(address, error="m", micro=False)
    short = f"{parts().settings.base_url}{url_for('discovery.short', code=region.code)}"
    return page(
        "discovery/poster.html",
        region=region,
        path=dark_path(tuple(made.matrix)),
        size=len(made.matrix),
        short=short.split("://", 1)[-1],
    )


@room.get("/d/<code>")
@public
def short(code: str) -> ResponseReturnValue:
    """The poster's short address: on to registration with the region chosen."""
    return redirect(url_for("registration.new", region=_region(code).code), code=303)


def _region(code: str) -> Region:
    region = find(session(), code)
    if region is None or region.level == "district":
        raise NotFound
    return region


def _show(one: Suggestion, form: forms.DismissForm, *, reach: str = "") -> ResponseReturnValue:
    return page(
        "discovery/suggestion.html",
        form,
        one=one,
        reach=reach,
        alike=queries.alike(session(), one),
        state=one.link.state_at(moment()) if one.link else "",
        address=_address_of(one.link) if one.link else "",
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(parts().settings.signing_key(), salt="portal.discovery")


def _address_of(link: RegistrationLink) -> str:
    token = _signer().dumps(link.public_id)
    path = url_for("discovery.invited", token=token)
    return f"{parts().settings.base_url}{path}"


def _link(token: str) -> RegistrationLink:
    try:
        found = queries.link(session(), str(_signer().loads(token)))
    except BadData:
        found = None
    if found is None:
        raise NotFound(GONE)
    return found
