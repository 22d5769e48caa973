"""Two sums that differ: both words beside each other, the talk about them, a coordinator's step."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.money import show
from portal.pledges import queries, services
from portal.pledges.forms import CommentForm, DecisionForm, LimitForm
from portal.pledges.models import Discrepancy
from portal.pledges.rules import today
from portal.pledges.views.room import discrepancy, room
from portal.regions.queries import names
from portal.web import actor, moment, page, page_number, requires, say, see_other, session


@room.get("/discrepancies")
@requires(access.see_queue)
def discrepancies() -> ResponseReturnValue:
    """What is open in a coordinator's regions."""
    found = queries.open_discrepancies(session(), actor(), page_number())
    hearings = {one.id: queries.hearing_of(one.delivery) for one in found.items}
    return page("pledges/discrepancies.html", found=found, hearings=hearings)


@room.get("/discrepancies/<public_id>", endpoint="discrepancy")
@requires(access.see_pledge, discrepancy)
def one(discrepancy: Discrepancy) -> ResponseReturnValue:
    """Both words, the talk, and the next step."""
    return _page(discrepancy, CommentForm(), DecisionForm())


@room.post("/discrepancies/<public_id>/comment")
@requires(access.comment_discrepancy, discrepancy)
def comment(discrepancy: Discrepancy) -> ResponseReturnValue:
    """Say something that both sides read."""
    form = CommentForm()
    done = form.attempt(
        lambda: services.comment(session(), discrepancy, form.text.data or "", **_told(form))
    )
    if done:
        say("good", _("Pesan tersimpan. Kedua pihak mendapat kabar."))
        return see_other("pledges.discrepancy", public_id=discrepancy.public_id)
    return _page(discrepancy, form, DecisionForm(formdata=None))


@room.post("/discrepancies/<public_id>/decide")
@requires(access.decide_discrepancy, discrepancy)
def decide(discrepancy: Discrepancy) -> ResponseReturnValue:
    """A coordinator asks one side, or both, to look again."""
    form = DecisionForm()
    done = form.attempt(
        lambda: services.decide(
            session(),
            discrepancy,
            asked=form.asked.data or "",
            text=form.text.data or "",
            due_on=form.due_on.data,
            **_told(form),
        )
    )
    if done:
        say("good", _("Permintaan terkirim. Kedua pihak mendapat kabar."))
        return see_other("pledges.discrepancy", public_id=discrepancy.public_id)
    return _page(discrepancy, CommentForm(formdata=None), form)


def _told(form: CommentForm) -> dict[str, Any]:
    return {"token": form.token.data or "", "by": actor(), "now": moment()}


def _page(held: Discrepancy, comments: CommentForm, decision: DecisionForm) -> ResponseReturnValue:
    scope = held.scope
    may_decide = access.decide_discrepancy(actor(), scope) and held.closed_at is None
    shown = decision if decision.status != 200 else comments
    return page(
        "pledges/discrepancy.html",
        shown,
        held=held,
        pledge=held.delivery.pledge,
        hearing=queries.hearing_of(held.delivery),
        course=queries.course_of(session(), held.delivery.pledge, today(moment())),
        side=queries.side_of(actor(), held.delivery.pledge),
        comments=comments if held.closed_at is None and _may_comment(held) else None,
        decision=decision if may_decide else None,
    )


def _may_comment(held: Discrepancy) -> bool:
    return access.comment_discrepancy(actor(), held.scope)


@room.route("/limits", methods=["GET", "POST"])
@requires(access.set_limit)
def limits() -> ResponseReturnValue:
    """Above which sum a coordinator says as well what arrived, in each of their regions."""
    held = queries.own_limits(session(), actor())
    named = names(session(), [code for code in held if code])
    form = LimitForm()
    form.region.offer(
        [
            (code or "nation", named[code] if code else _("Indonesia"), _limit(amount))
            for code, amount in held.items()
        ]
    )
    if len(held) == 1 and not form.region.data:
        form.region.data = next(iter(held)) or "nation"
    done = form.attempt(
        lambda: services.set_limit(
            session(),
            None if form.region.data == "nation" else form.region.data,
            form.amount.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Batas tersimpan. Berlaku untuk penerimaan yang dinyatakan mulai sekarang."))
        return see_other("pledges.limits")
    return page("pledges/limits.html", form)


def _limit(amount: int | None) -> str:
    now = _("Sekarang %(sum)s", sum=show(amount)) if amount else _("Sekarang tanpa batas")
    return str(now)
