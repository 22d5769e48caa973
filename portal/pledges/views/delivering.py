"""Money on its way: the donor says sent, the owner says received, somebody second confirms."""

from collections.abc import Callable, Mapping

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.assets import RUPIAH, is_currency
from portal.pledges import queries, services
from portal.pledges.asset_forms import measure
from portal.pledges.delivery_rules import Word, confirm_fault
from portal.pledges.forms import ReasonForm, SpendForm, WordForm
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.pledges.services import Said, own_asset
from portal.pledges.views.filled import asked_day, asked_sum, fill
from portal.pledges.views.room import (
    Held,
    alike,
    asked_line,
    delivery,
    lines_of,
    pledge,
    programme,
    room,
    transfer,
)
from portal.programmes.labels import in_asset
from portal.programmes.models import Programme
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.pages import translated


@room.route("/pledges/<reference>/send", methods=["GET", "POST"])
@requires(access.report_sent, pledge)
def send(pledge: Pledge) -> ResponseReturnValue:
    """The donor reports a transfer."""
    return _new(pledge, "send", "donor", services.report_sent)


@room.route("/pledges/<reference>/receive", methods=["GET", "POST"])
@requires(access.state_received, pledge)
def receive(pledge: Pledge) -> ResponseReturnValue:
    """The owner records a transfer that the donor did not report."""
    return _new(pledge, "receive", "owner", services.state_received)


def _new(
    pledge: Pledge, act: str, side: str, service: Callable[..., Delivery]
) -> ResponseReturnValue:
    course = queries.course_of(session(), pledge, today(moment()))
    awaited = course.to_send
    hint = min(awaited[1], course.free) if awaited and course.free > 0 else None
    form = WordForm(amount=hint, outcome="other")
    form.measured(pledge.asset)
    form.outcome.offer([("other", _("Jumlah lain"))])
    form.outcome.data = "other"
    fill(form, None)
    if not form.sent and act not in course.possible(side):
        say("", _("Tidak ada komitmen yang masih ditunggu pada janji ini."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return _word(form, pledge, None, None, act, service)


@room.route("/deliveries/<public_id>/send", methods=["GET", "POST"])
@requires(access.report_sent, delivery)
def send_again(delivery: Delivery) -> ResponseReturnValue:
    """The donor corrects its word, or joins what the owner recorded."""
    hearing = queries.hearing_of(delivery)
    return _again(delivery, hearing.recipient, hearing.donor, "send", services.report_sent)


@room.route("/deliveries/<public_id>/receive", methods=["GET", "POST"])
@requires(access.state_received, delivery)
def receive_again(delivery: Delivery) -> ResponseReturnValue:
    """The owner says what arrived of what the donor reported, or corrects its word."""
    hearing = queries.hearing_of(delivery)
    return _again(delivery, hearing.other, hearing.recipient, "receive", services.state_received)


@room.route("/deliveries/<public_id>/confirm", methods=["GET", "POST"])
@requires(access.confirm_received, delivery)
def confirm(delivery: Delivery) -> ResponseReturnValue:
    """Somebody second says what arrived, when the donor reported nothing."""
    hearing = queries.hearing_of(delivery)

    def service(_session: object, _pledge: Pledge, said: Said, **told: object) -> Delivery:
        told.pop("delivery")
        return services.confirm_received(session(), delivery, said, **told)  # type: ignore[arg-type]

    side = "recipient" if delivery.scope.owner in actor().memberships else "coordinator"
    fault = confirm_fault(hearing, actor().id, side)
    return _again(
        delivery,
        hearing.recipient,
        None,
        "confirm",
        service,
        fault=translated(fault) if fault else "",
    )


def _again(
    delivery: Delivery,
    theirs: Word | None,
    ours: Word | None,
    act: str,
    service: Callable[..., Delivery],
    *,
    fault: str = "",
) -> ResponseReturnValue:
    if delivery.transfer is not None:
        fault = _("Penyaluran ini sudah dihitung.")
    elif delivery.kind != "receipt":
        fault = _("Ini pengembalian. Nyatakan pada halaman janjinya.")
    form = WordForm(happened_on=ours.happened_on if ours else None)
    form.measured(delivery.pledge.asset)
    form.outcome.offer(_outcomes(theirs, act, delivery.pledge.asset))
    fill(form, theirs)
    if not form.sent and fault:
        say("", fault)
        return see_other("pledges.pledge", reference=delivery.pledge.reference)
    return _word(form, delivery.pledge, delivery, theirs, act, service)


def _outcomes(theirs: Word | None, act: str, asset: str) -> list[tuple[str, str]]:
    choices = [("other", _("Jumlah lain"))]
    if theirs and theirs.amount:
        choices.insert(0, ("same", _("Sama: %(sum)s", sum=in_asset(theirs.amount, asset))))
    if act == "send":
        choices.append(("none", _("Tidak jadi dikirim")))
    elif act == "receive":
        choices.append(("none", _("Belum ada yang sampai")))
    return choices


def _word(
    form: WordForm,
    pledge: Pledge,
    delivery: Delivery | None,
    theirs: Word | None,
    act: str,
    service: Callable[..., Delivery],
) -> ResponseReturnValue:
    said = form.attempt(
        lambda: service(
            session(),
            pledge,
            form.said(theirs.amount if theirs else None),
            delivery=delivery,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if said:
        say("good", _told(said))
        course = queries.course_of(session(), said.pledge, today(moment()))
        asks = "pledges.difference" if act == "send" and course.difference else "pledges.pledge"
        return see_other(asks, reference=said.pledge.reference)
    course = queries.course_of(session(), pledge, today(moment()))
    return page(
        "pledges/word.html",
        form,
        pledge=pledge,
        course=course,
        delivery=delivery,
        hearing=queries.hearing_of(delivery) if delivery else None,
        theirs=theirs,
        act=act,
    )


def _told(delivery: Delivery) -> str:
    status = queries.hearing_of(delivery).status
    words = {
        "counted": _("Kedua pernyataan sama. Jumlahnya sudah dihitung sebagai diterima."),
        "differs": _("Pernyataan tersimpan. Kedua jumlah berbeda, jadi belum dihitung."),
        "nothing": _("Pernyataan tersimpan. Tidak ada yang dihitung."),
        "awaits_second": _("Pernyataan tersimpan. Menunggu orang kedua menyebut jumlah yang sama."),
        "awaits_coordinator": _(
            "Pernyataan tersimpan. Jumlahnya di atas batas, jadi menunggu koordinator."
        ),
    }
    saved = _("Pernyataan tersimpan. Menunggu penerima menyebut jumlah yang sama.")
    return str(words.get(status, saved))


@room.route("/programmes/<slug>/spend", methods=["GET", "POST"])
@requires(access.record_spending, programme)
def spend(programme: Programme) -> ResponseReturnValue:
    """The owner records what the money of a line was used for."""
    lines = lines_of(programme)
    wanted = request.form.get("requirement") or asked_line(lines)
    line = next((one for one in lines if one.public_id == wanted), None)
    lines = alike(line, lines)
    form = SpendForm(
        requirement=asked_line(lines),
        currency=request.args.get("currency"),
        amount=asked_sum(),
        spent_on=asked_day(),
    )
    unspent = queries.unspent(session(), programme.public_id)
    asset = own_asset(lines[0]) if lines else RUPIAH
    others = _beside(unspent)
    if asset == RUPIAH and others:
        asset = form.ask_currency([RUPIAH, *others])
        form.amount.label.text = _("Jumlah yang dipakai")
    measure(form.amount, asset, _("Jumlah yang dipakai"))
    left = {one.public_id: unspent.get((one.public_id, own_asset(one)), 0) for one in lines}
    form.requirement.offer(
        [
            (
                line.public_id,
                line.description,
                _("Belum dipakai %(sum)s", sum=in_asset(left[line.public_id], own_asset(line))),
            )
            for line in lines
        ]
    )
    made = form.attempt(
        lambda: services.record_spending(
            session(),
            next(line for line in lines if line.public_id == form.requirement.data),
            amount=form.amount.data,
            spent_on=form.spent_on.data,
            description=form.description.data or "",
            asset=asset,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Realisasi tercatat."))
        shown = None if made.asset == RUPIAH else made.asset
        return see_other("pledges.rows", slug=programme.slug, figure="spent", asset=shown)
    held = [(left[one.public_id], own_asset(one)) for one in lines]
    if lines and lines[0].kind == "cash":
        held += [(rest, code) for code, rest in others.items()]
    return page(
        "pledges/spend.html", form, programme=programme, held=_per_asset(held), others=list(others)
    )


def _beside(unspent: Mapping[tuple[str, str], int]) -> Mapping[str, int]:
    """What of a programme's money in other currencies is not used yet, by currency."""
    sums: dict[str, int] = {}
    for (_line, asset), rest in sorted(unspent.items(), key=lambda one: one[0][1]):
        if is_currency(asset) and asset != RUPIAH:
            sums[asset] = sums.get(asset, 0) + rest
    return {asset: rest for asset, rest in sums.items() if rest}


def _per_asset(held: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """What is left per asset: sums of two assets are never added."""
    assets = dict.fromkeys(asset for _, asset in held)
    return [(sum(amount for amount, at in held if at == asset), asset) for asset in assets]


@room.route("/transfers/<public_id>/reverse", methods=["GET", "POST"])
@requires(access.reverse_transfer, transfer)
def reverse(held: Held) -> ResponseReturnValue:
    """Take back a receipt or spending that was recorded wrongly, and say why."""
    form = ReasonForm()
    row = held.transfer
    done = form.attempt(
        lambda: services.reverse(
            session(),
            row,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    programme = held.requirement.programme
    if done:
        say("good", _("Catatan dibatalkan. Baris lamanya tetap tersimpan."))
        figure = "spent" if row.kind == "spend" else "received"
        asset = None if row.asset == RUPIAH else row.asset
        return see_other("pledges.rows", slug=programme.slug, figure=figure, asset=asset)
    return page("pledges/reverse.html", form, row=row, line=held.requirement, programme=programme)
