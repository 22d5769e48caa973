"""A release that the owner proposes: its form, the page where the donor answers, the answers."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.pledges import queries, services
from portal.pledges.asset_forms import measure
from portal.pledges.forms import ProposeForm, WhyForm
from portal.pledges.models import Pledge
from portal.pledges.release_models import ReleaseProposal
from portal.pledges.rules import today
from portal.pledges.views.offering import over
from portal.pledges.views.room import pledge, proposal, room
from portal.web import PortalForm, actor, moment, page, requires, say, see_other, session


@room.route("/pledges/<reference>/propose-release", methods=["GET", "POST"])
@requires(access.propose_release, pledge)
def propose_release(pledge: Pledge) -> ResponseReturnValue:
    """Ask the donor to give up a part of what it has not sent, and say why."""
    course = queries.course_of(session(), pledge, today(moment()))
    form = ProposeForm(amount=max(0, course.free) or None)
    measure(form.amount, pledge.asset, _("Jumlah yang diusulkan dilepas"))
    asked = queries.proposed(session(), [pledge.id]).get(pledge.id)
    waits = asked is not None and queries.proposal_state(asked, course) == "open"
    possible = "propose_release" in course.possible("owner") and course.free > 0
    if not form.sent and (waits or not possible):
        return over(pledge)
    made = form.attempt(
        lambda: services.propose_release(
            session(),
            pledge,
            amount=form.amount.data,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Usulan terkirim. Donatur mendapat surat."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return page("pledges/propose_release.html", form, pledge=pledge, course=course)


@room.get("/release-proposals/<public_id>")
@requires(access.see_pledge, proposal)
def release_proposal(proposal: ReleaseProposal) -> ResponseReturnValue:
    """What is proposed and why, what would be left, and the answer."""
    return _show(proposal)


@room.post("/release-proposals/<public_id>/agree")
@requires(access.answer_release, proposal)
def agree_release(proposal: ReleaseProposal) -> ResponseReturnValue:
    """The donor says yes."""
    form = PortalForm()
    if form.attempt(lambda: services.agree_release(session(), proposal, by=actor(), now=moment())):
        say("good", _("Komitmen dilepas. Pemilik program mendapat kabar."))
        return see_other("pledges.pledge", reference=proposal.pledge.reference)
    return _show(queries.proposal(session(), proposal.public_id), form)


@room.post("/release-proposals/<public_id>/refuse")
@requires(access.answer_release, proposal)
def refuse_release(proposal: ReleaseProposal) -> ResponseReturnValue:
    """The donor says no, and why."""
    return _ended(proposal, services.refuse_release)


@room.post("/release-proposals/<public_id>/withdraw")
@requires(access.propose_release, proposal)
def withdraw_release(proposal: ReleaseProposal) -> ResponseReturnValue:
    """The owner takes it back."""
    return _ended(proposal, services.withdraw_release)


def _ended(held: ReleaseProposal, act: Callable[..., ReleaseProposal]) -> ResponseReturnValue:
    form = WhyForm()
    done = form.attempt(
        lambda: act(session(), held, reason=form.reason.data or "", by=actor(), now=moment())
    )
    if done:
        say("good", _("Tersimpan. Pihak lain mendapat kabar."))
        return see_other("pledges.pledge", reference=held.pledge.reference)
    return _show(queries.proposal(session(), held.public_id), form)


def _show(held: ReleaseProposal, form: PortalForm | None = None) -> ResponseReturnValue:
    by, pledge = actor(), held.pledge
    course = queries.course_of(session(), pledge, today(moment()))
    state = queries.proposal_state(held, course)
    answers = access.answer_release(by, held.scope) and by.id != held.by
    act = ""
    if state == "open" and answers:
        act = "pledges.refuse_release"
    elif state == "open" and access.propose_release(by, held.scope):
        act = "pledges.withdraw_release"
    return page(
        "pledges/release_proposal.html",
        form,
        held=held,
        pledge=pledge,
        course=course,
        state=state,
        answers=state == "open" and answers,
        act=url_for(act, public_id=held.public_id) if act else "",
        why=form if isinstance(form, WhyForm) else WhyForm(formdata=None),
    )
