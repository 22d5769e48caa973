"""Pages of offers to whole programmes: a list, the form, one offer, its split, other endings."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.assets import RUPIAH
from portal.directory.models import Organisation
from portal.offers import services
from portal.offers.forms import SplitForm, WholeForm
from portal.permits.queries import on_file
from portal.pledges import queries
from portal.pledges.forms import ReasonForm
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.offer_rules import OPEN, STATES, weights
from portal.pledges.rules import today
from portal.pledges.views.reading_back import checked, confirmed, giver_of, sent
from portal.programmes.models import Programme
from portal.programmes.queries import readable
from portal.share_rules import shares
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import named

room = Blueprint("offers", __name__)
room.add_app_template_filter(named(STATES), "offer_state")
STANDS = timedelta(days=14)


def programme(session: Session, slug: str) -> Programme:
    """The programme of an address, when this reader may see it."""
    return readable(session, slug, actor())


def offer_of(session: Session, reference: str) -> ProgrammeOffer:
    """The offer of an address."""
    return queries.offer_by_reference(session, reference)


@room.get("/offers")
@requires(access.offer_pledge)
def mine() -> ResponseReturnValue:
    """The offers to whole programmes that my organisations make and get."""
    found = queries.my_offers(session(), actor(), page_number())
    return page("offers/mine.html", found=found, state=_state, side=_side)


def _state(held: ProgrammeOffer) -> str:
    return queries.offer_state(held, today(moment()))


def _side(held: ProgrammeOffer) -> str:
    return queries.side_of(actor(), held)


@room.route("/programmes/<slug>/offer", methods=["GET", "POST"])
@requires(access.offer_pledge, programme)
def make(programme: Programme) -> ResponseReturnValue:
    """Ask what is offered, read it back in digits and words, then send it."""
    now = today(moment())
    donors = [
        one for one in queries.donors(session(), actor()) if one.id != programme.organisation_id
    ]
    form = WholeForm(valid_until=now + STANDS)
    form.measured(RUPIAH)
    form.offered_by(donors, on_file(session(), programme, [one.id for one in donors], now))
    lines = services.cash_lines(programme)
    answer = _sent(form, programme, donors) if form.sent and donors and lines else None
    if answer is not None:
        return answer
    figures = queries.funding(session(), [programme.id], today=now)[programme.id]
    told = {"programme": programme, "donors": donors, "lines": lines, "figures": figures}
    return page("offers/make.html", form, **told)


def _sent(
    form: WholeForm, programme: Programme, donors: list[Organisation]
) -> ResponseReturnValue | None:
    """Answer a button: one more row, back to the form (None), the check page, or send."""
    told = checked(form, programme, lambda: giver_of(form, donors))
    if told is None:
        return None
    donor = giver_of(form, donors)
    if confirmed(form):
        made = sent(services.offer, form, programme, donor, told)
        return see_other("offers.offer", reference=made.reference) if made else None
    return page("offers/check.html", form, programme=programme, donor=donor, told=told)


@room.get("/offers/<reference>", endpoint="offer")
@requires(access.see_pledge, offer_of)
def show(held: ProgrammeOffer) -> ResponseReturnValue:
    """Where an offer stands, and the pledges that were made of it."""
    found = [one.pledge for one in held.parts]
    courses = {one.pledge.id: one for one in queries.courses(session(), found, today(moment()))}
    return page(
        "offers/offer.html",
        held=held,
        state=_state(held),
        side=_side(held),
        courses=courses,
        total=sum(one.amount for one in held.parts),
    )


@room.route("/offers/<reference>/accept", methods=["GET", "POST"])
@requires(access.answer_pledge, offer_of)
def accept(held: ProgrammeOffer) -> ResponseReturnValue:
    """Split the sum over lines, as proposed or otherwise; each part becomes a commitment."""
    if request.method == "GET" and _state(held) not in OPEN:
        return _over(held)
    form = SplitForm()
    lines = services.cash_lines(held.programme)
    found = queries.funding(session(), [held.programme_id], today=today(moment()))
    figures = {one.public_id: found[held.programme_id].of(one) for one in lines}
    unmet = [one.unmet for one in figures.values()]
    values = [one.required for one in figures.values()]
    proposed = shares(held.amount, weights(unmet, values)) if lines else ()
    form.parts.split(lines, held.asset, dict(zip(figures, proposed, strict=True)))
    done = form.attempt(
        lambda: services.accept(
            session(),
            held,
            form.parts.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Penawaran diterima. Setiap bagian kini tercatat sebagai komitmen."))
        return see_other("offers.offer", reference=done.reference)
    return page(
        "offers/accept.html", form, held=held, lines=lines, figures=figures, state=_state(held)
    )


@room.route("/offers/<reference>/decline", methods=["GET", "POST"])
@requires(access.answer_pledge, offer_of)
def decline(held: ProgrammeOffer) -> ResponseReturnValue:
    """Answer an offer with no, and say why."""
    return _with_reason(held, "decline", services.decline, _("Jawaban terkirim."))


@room.route("/offers/<reference>/withdraw", methods=["GET", "POST"])
@requires(access.withdraw_pledge, offer_of)
def withdraw(held: ProgrammeOffer) -> ResponseReturnValue:
    """Take an offer back, and say why."""
    return _with_reason(held, "withdraw", services.withdraw, _("Penawaran ditarik."))


def _with_reason(
    held: ProgrammeOffer, act: str, service: Callable[..., ProgrammeOffer], done: str
) -> ResponseReturnValue:
    if request.method == "GET" and _state(held) not in OPEN:
        return _over(held)
    form = ReasonForm()
    changed = form.attempt(
        lambda: service(
            session(),
            held,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if changed:
        say("good", done)
        return see_other("offers.offer", reference=changed.reference)
    return page("offers/reason.html", form, held=held, act=act, state=_state(held))


def _over(held: ProgrammeOffer) -> ResponseReturnValue:
    say("", _("Langkah itu tidak lagi mungkin. Ini keadaan terbarunya."))
    return see_other("offers.offer", reference=held.reference)
