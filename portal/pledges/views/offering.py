"""Offering: the form, the page that reads it back, and what both sides do with an offer."""

from collections.abc import Callable
from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.assets import RUPIAH
from portal.directory.models import Organisation
from portal.permits.queries import on_file
from portal.pledges import queries, services
from portal.pledges.forms import OfferForm, PressForm, ReasonForm
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.pledges.services import Offer, own_asset
from portal.pledges.views.reading_back import checked, confirmed, giver_of, sent
from portal.pledges.views.room import alike, asked_line, bar, lines_of, pledge, programme, room
from portal.programmes.labels import in_asset
from portal.programmes.models import Programme, Requirement
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import day

OFFER_STANDS = timedelta(days=14)
LONGEST_SUM = 15  # digits


@room.route("/programmes/<slug>/pledge", methods=["GET", "POST"])
@requires(access.offer_pledge, programme)
def offer(programme: Programme) -> ResponseReturnValue:
    """Ask what is offered, read it back in digits and words, then send it."""
    now = today(moment())
    lines = lines_of(programme)
    wanted = request.form.get("requirement") or asked_line(lines)
    line = next((one for one in lines if one.public_id == wanted), None)
    funding = queries.funding(session(), [programme.id], today=now)[programme.id]
    if line is None and request.method == "GET" and len({own_asset(one) for one in lines}) > 1:
        return page("pledges/choose.html", programme=programme, lines=lines, funding=funding)
    lines = alike(line, lines)
    asset = own_asset(lines[0]) if lines else RUPIAH
    donors = [
        one for one in queries.donors(session(), actor()) if one.id != programme.organisation_id
    ]
    form = OfferForm(
        requirement=asked_line(lines), valid_until=now + OFFER_STANDS, amount=_planned(asset)
    )
    form.measured(asset)
    form.offered_by(donors, on_file(session(), programme, [one.id for one in donors], now))
    figures = {one.id: funding.of(one) for one in lines}
    form.requirement.offer(
        [(line.public_id, line.description, _small(line, figures[line.id].unmet)) for line in lines]
    )
    answer = _sent(form, lines, donors) if form.sent and donors and lines else None
    if answer is not None:
        return answer
    chosen = next((line for line in lines if line.public_id == form.requirement.data), None)
    return page(
        "pledges/offer.html",
        form,
        programme=programme,
        donors=donors,
        lines=lines,
        chosen=chosen,
        figures=figures[chosen.id] if chosen else None,
        bar=bar,
        asset=asset,
    )


def _planned(asset: str) -> int | None:
    """The sum of a draft that becomes an offer, as its link says it; rupiah alone are planned."""
    text = request.args.get("amount", "")
    known = text.isascii() and text.isdecimal() and len(text) <= LONGEST_SUM
    return int(text) or None if known and asset == RUPIAH else None


def _small(line: Requirement, unmet: int) -> str:
    sum_ = (
        _("Kurang %(sum)s", sum=in_asset(unmet, own_asset(line))) if unmet else _("Sudah terpenuhi")
    )
    return f"{sum_} · {_('sebelum %(day)s', day=day(line.needed_by))}"


def _sent(
    form: OfferForm, lines: list[Requirement], donors: list[Organisation]
) -> ResponseReturnValue | None:
    """Answer a button: one more row, back to the form (None), the check page, or send."""
    told = checked(form, lines[0].programme, lambda: giver_of(form, donors))
    if told is None:
        return None
    line = next(one for one in lines if one.public_id == form.requirement.data)
    donor = giver_of(form, donors)
    if confirmed(form):
        made = sent(services.offer, form, line, donor, told)
        return see_other("pledges.pledge", reference=made.reference) if made else None
    return _check_page(form, line, donor, told)


def _check_page(
    form: OfferForm, line: Requirement, donor: Organisation, told: Offer
) -> ResponseReturnValue:
    programme = line.programme
    found = queries.funding(session(), [programme.id], today=today(moment()))[programme.id]
    figures = found.of(line)
    return page(
        "pledges/check.html",
        form,
        programme=programme,
        line=line,
        donor=donor,
        told=told,
        figures=figures,
        drawn=bar(figures, told.amount if told.asset == own_asset(line) else 0),
        asset=told.asset,
        own=own_asset(line),
    )


@room.route("/pledges/<reference>/accept", methods=["GET", "POST"])
@requires(access.answer_pledge, pledge)
def accept(pledge: Pledge) -> ResponseReturnValue:
    """Say once more what is promised, then make it a commitment."""
    form = PressForm()
    course = queries.course_of(session(), pledge, today(moment()))
    if not form.sent and "accept" not in course.possible("owner"):
        return over(pledge)
    done = form.attempt(
        lambda: services.accept(
            session(), pledge, token=form.token.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Penawaran diterima. Jumlahnya kini tercatat sebagai komitmen."))
        return see_other("pledges.pledge", reference=done.reference)
    return page("pledges/accept.html", form, pledge=pledge, course=course)


@room.route("/pledges/<reference>/decline", methods=["GET", "POST"])
@requires(access.answer_pledge, pledge)
def decline(pledge: Pledge) -> ResponseReturnValue:
    """Answer an offer with no, and say why."""
    return _with_reason(pledge, "decline", "owner", services.decline, _("Jawaban terkirim."))


@room.route("/pledges/<reference>/withdraw", methods=["GET", "POST"])
@requires(access.withdraw_pledge, pledge)
def withdraw(pledge: Pledge) -> ResponseReturnValue:
    """Take an offer back, and say why."""
    return _with_reason(pledge, "withdraw", "donor", services.withdraw, _("Penawaran ditarik."))


def _with_reason(
    pledge: Pledge, act: str, side: str, service: Callable[..., Pledge], done: str
) -> ResponseReturnValue:
    form = ReasonForm()
    course = queries.course_of(session(), pledge, today(moment()))
    if not form.sent and act not in course.possible(side):
        return over(pledge)
    changed = form.attempt(
        lambda: service(
            session(),
            pledge,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if changed:
        say("good", done)
        return see_other("pledges.pledge", reference=changed.reference)
    return page("pledges/reason.html", form, pledge=pledge, course=course, act=act)


def over(pledge: Pledge) -> ResponseReturnValue:
    """Say that a step is possible no longer, and show where the pledge stands."""
    say("", _("Langkah itu tidak lagi mungkin. Ini keadaan terbarunya."))
    return see_other("pledges.pledge", reference=pledge.reference)
