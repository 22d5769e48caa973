"""A reported flow becomes a figure: the coordinator's form, and the owner's word on it."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.assets import RUPIAH
from portal.errors import Conflict, NotFound
from portal.flows import queries, services
from portal.flows.forms import AdoptForm, DecideForm
from portal.flows.models import FlowAdoption, ReportedFlow
from portal.flows.rules.adopting import KINDS, Proposal, fit, kinds, sum_of
from portal.flows.views.room import room
from portal.pledges.asset_forms import sources
from portal.pledges.forms import WhyForm
from portal.pledges.rules import today
from portal.programmes.labels import in_asset
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.pages import translated


def adoption_of(session: Session, public_id: str) -> FlowAdoption:
    """The adoption of an address."""
    return queries.adoption(session, public_id)


@room.route("/flows/<public_id>/adopt", methods=["GET", "POST"])
@requires(access.adopt_flow)
def adopt(public_id: str) -> ResponseReturnValue:
    """Say where a flow belongs: first whose it is and for what, then what becomes of it."""
    flow = queries.need(session(), public_id)
    amount, asset = sum_of(flow.original, flow.currency, flow.usd)
    if not fit(counted=flow.counted, in_kind=flow.in_kind, amount=amount):
        raise NotFound
    name = request.args.get("name", flow.giver)[:300]
    donors = queries.donors_alike(session(), name)
    lines = queries.lines_here(session(), actor())
    donor = next((one for one in donors if one.public_id == request.args.get("donor")), None)
    line = next((one for one in lines if one.public_id == request.args.get("requirement")), None)
    form = AdoptForm()
    told: dict[str, Any] = {
        "flow": flow,
        "sum": in_asset(amount, asset),
        "asset": asset,
        "name": name,
        "donors": donors,
        "lines": lines,
        "donor": donor,
        "line": line,
        "asked": "requirement" in request.args,
    }
    if donor is None or line is None:
        if form.sent:
            raise Conflict
        return page("flows/adopt.html", **told)
    waiting = {
        one.pledge.public_id: one
        for one in queries.commitments(session(), line, donor, asset, today(moment()))
    }
    _offer(form, flow, asset, waiting)
    made = form.attempt(
        lambda: services.propose(
            session(),
            flow,
            line,
            donor,
            _said(form),
            into=waiting[form.into.data].pledge if form.into.data else None,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Tersimpan. Pemilik program diminta menyatakan hal yang sama."))
        return see_other("flows.adoption", public_id=made.public_id)
    return page("flows/adopt.html", form, **told)


def _offer(form: AdoptForm, flow: ReportedFlow, asset: str, waiting: dict[str, Any]) -> None:
    form.kind.offer([(one, translated(KINDS[one])) for one in kinds(flow.status)])
    form.source.offer({title: rows for title, rows in sources(()).items() if rows})
    form.into.offer(
        [
            (key, one.pledge.reference, _("Masih ditunggu %(sum)s", sum=in_asset(one.free, asset)))
            for key, one in waiting.items()
        ]
    )
    if not form.sent:
        form.kind.data, form.source.data = flow.status, "international"
        form.rate_on.data = flow.happened_on
    form.rate.label.text = _("Berapa rupiah untuk 1 %(currency)s?", currency=asset)
    if asset != RUPIAH:
        form.rate.optional = form.rate_on.optional = form.rate_source.optional = False
        form.rate.missing = _("Tulis kursnya dengan angka, misalnya 15.789,25.")
        form.rate_on.missing = _("Isi tanggal kursnya, paling lambat hari ini.")
        form.rate_source.missing = _("Tulis siapa yang menyebut kurs ini.")


def _said(form: AdoptForm) -> Proposal:
    source, _dot, level = (form.source.data or "").partition(".")
    return Proposal(
        kind=form.kind.data or "",
        due_on=form.due_on.data,
        funds=source,
        budget_level=level,
        rate=form.rate.data,
        rate_on=form.rate_on.data,
        rate_source=form.rate_source.data or "",
    )


@room.get("/adoptions/<public_id>")
@requires(access.see_adoption, adoption_of)
def adoption(held: FlowAdoption) -> ResponseReturnValue:
    """What the source reports, what a coordinator said of it, and where it stands."""
    return _show(held)


@room.post("/adoptions/<public_id>/confirm")
@requires(access.confirm_adoption, adoption_of)
def confirm_adoption(held: FlowAdoption) -> ResponseReturnValue:
    """The owner says the same."""
    form = DecideForm()
    if form.attempt(lambda: services.confirm(session(), held, by=actor(), now=moment())):
        say("good", _("Tersimpan. Uangnya masuk angka program ini."))
        return see_other("flows.adoption", public_id=held.public_id)
    return _show(queries.adoption(session(), held.public_id), form)


@room.post("/adoptions/<public_id>/refuse")
@requires(access.confirm_adoption, adoption_of)
def refuse_adoption(held: FlowAdoption) -> ResponseReturnValue:
    """The owner says that it is not so."""
    return _ended(held, services.refuse)


@room.post("/adoptions/<public_id>/withdraw")
@requires(access.adopt_flow, adoption_of)
def withdraw_adoption(held: FlowAdoption) -> ResponseReturnValue:
    """A coordinator takes the proposal back."""
    return _ended(held, services.withdraw)


@room.post("/adoptions/<public_id>/undo")
@requires(access.undo_adoption, adoption_of)
def undo_adoption(held: FlowAdoption) -> ResponseReturnValue:
    """The owner takes back what was adopted."""
    return _ended(held, services.undo)


def _ended(held: FlowAdoption, act: Callable[..., FlowAdoption]) -> ResponseReturnValue:
    form = WhyForm()
    done = form.attempt(
        lambda: act(session(), held, reason=form.reason.data or "", by=actor(), now=moment())
    )
    if done:
        say("good", _("Tersimpan. Yang lain mendapat kabar."))
        return see_other("flows.adoption", public_id=held.public_id)
    return _show(queries.adoption(session(), held.public_id), form)


def _show(held: FlowAdoption, form: DecideForm | WhyForm | None = None) -> ResponseReturnValue:
    by, scope = actor(), held.scope
    proposed, confirmed = held.state == "proposed", held.state == "confirmed"
    confirms = access.confirm_adoption(by, scope) and by.id != held.proposed_by
    act = ""
    if proposed and access.confirm_adoption(by, scope):
        act = "flows.refuse_adoption"
    elif proposed and access.adopt_flow(by, scope):
        act = "flows.withdraw_adoption"
    elif confirmed and access.undo_adoption(by, scope):
        act = "flows.undo_adoption"
    reason = form if isinstance(form, WhyForm) else WhyForm(formdata=None)
    return page(
        "flows/adoption.html",
        form,
        held=held,
        flow=held.flow,
        sum=in_asset(held.amount, held.asset),
        confirms=proposed and confirms,
        act=url_for(act, public_id=held.public_id) if act else "",
        ends={"flows.refuse_adoption": "refuse", "flows.withdraw_adoption": "withdraw"}.get(
            act, "undo"
        ),
        reason=reason,
        knows_pledge=bool(held.pledge and access.see_pledge(by, held.pledge.scope)),
    )
