"""Money above the commitment, and money that goes back: what each side says of it."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.pledges import queries, services
from portal.pledges.asset_forms import measure
from portal.pledges.forms import IncreaseForm, WordForm
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.pledges.views.room import delivery, pledge, room
from portal.programmes.labels import in_asset
from portal.web import actor, moment, page, requires, say, see_other, session


@room.route("/pledges/<reference>/refund", methods=["GET", "POST"])
@requires(access.state_refund, pledge)
def refund(pledge: Pledge) -> ResponseReturnValue:
    """The owner says that it gave money back."""
    course = queries.course_of(session(), pledge, today(moment()))
    most = services.refundable(session(), course)
    form = WordForm(amount=course.flows.overpaid or None, outcome="other")
    measure(form.amount, pledge.asset, _("Jumlah"))
    if not form.sent and most <= 0:
        say("", _("Tidak ada uang dari janji ini yang dapat dikembalikan."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return _word(form, pledge, None, "give_back", most)


@room.route("/deliveries/<public_id>/refund", methods=["GET", "POST"])
@requires(access.state_refund, delivery)
def refund_again(delivery: Delivery) -> ResponseReturnValue:
    """The owner corrects what it said to have given back."""
    return _again(delivery, "give_back")


@room.route("/deliveries/<public_id>/refund/confirm", methods=["GET", "POST"])
@requires(access.confirm_refund, delivery)
def confirm_refund(delivery: Delivery) -> ResponseReturnValue:
    """The donor says what came back; a coordinator where the donor does not answer."""
    return _again(delivery, "state_back")


def _again(delivery: Delivery, act: str) -> ResponseReturnValue:
    if delivery.kind != "refund" or delivery.transfer is not None:
        say("", _("Pengembalian ini tidak menunggu pernyataan."))
        return see_other("pledges.pledge", reference=delivery.pledge.reference)
    hearing = queries.hearing_of(delivery)
    course = queries.course_of(session(), delivery.pledge, today(moment()))
    most = services.refundable(session(), course) + hearing.under_way
    form = WordForm()
    measure(form.amount, delivery.pledge.asset, _("Jumlah"))
    return _word(form, delivery.pledge, delivery, act, most)


def _word(
    form: WordForm, pledge: Pledge, delivery: Delivery | None, act: str, most: int
) -> ResponseReturnValue:
    hearing = queries.hearing_of(delivery) if delivery else None
    theirs = None
    if hearing:
        theirs = hearing.recipient if act == "state_back" else hearing.other
    form.outcome.offer(_outcomes(theirs.amount if theirs else 0, pledge, delivery))
    if delivery is None:
        form.outcome.data = "other"

    def send() -> Delivery:
        said = form.said(theirs.amount if theirs else None)
        told: dict[str, Any] = {"token": form.token.data or "", "by": actor(), "now": moment()}
        if act == "state_back" and delivery is not None:
            return services.confirm_refund(session(), delivery, said, **told)
        return services.state_refund(session(), pledge, said, delivery=delivery, **told)

    done = form.attempt(send)
    if done:
        counted = done.transfer is not None
        say("good", _("Pengembalian dihitung.") if counted else _("Pernyataan tersimpan."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return page(
        "pledges/refund.html", form, pledge=pledge, delivery=delivery, theirs=theirs, act=act,
        most=most,
    )  # fmt: skip


def _outcomes(theirs: int, pledge: Pledge, delivery: Delivery | None) -> list[tuple[str, str]]:
    choices = [("other", _("Jumlah lain"))]
    if theirs:
        choices.insert(0, ("same", _("Sama: %(sum)s", sum=in_asset(theirs, pledge.asset))))
    if delivery is not None:
        choices.append(("none", _("Tidak ada yang kembali")))
    return choices


@room.route("/pledges/<reference>/increase", methods=["GET", "POST"])
@requires(access.increase_pledge, pledge)
def increase(pledge: Pledge) -> ResponseReturnValue:
    """The donor says that what it overpaid is meant: it becomes commitment."""
    course = queries.course_of(session(), pledge, today(moment()))
    form = IncreaseForm(amount=course.flows.overpaid or None)
    measure(form.amount, pledge.asset, _("Jumlah yang menjadi komitmen"))
    if not form.sent and not course.overpaid:
        say("", _("Tidak ada kelebihan yang dapat dijadikan komitmen."))
        return see_other("pledges.pledge", reference=pledge.reference)
    done = form.attempt(
        lambda: services.increase(
            session(),
            pledge,
            amount=form.amount.data,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Komitmen bertambah. Kelebihannya kini bagian dari komitmen."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return page("pledges/increase.html", form, pledge=pledge, course=course)
