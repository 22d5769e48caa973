"""*Angka ini salah*: one form for every figure, from each page that shows its rows."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access
from portal.audit.queries import Held
from portal.audit.queries import need as need_row
from portal.disputes import services
from portal.disputes.forms import DoubtForm
from portal.disputes.models import Dispute
from portal.disputes.rules import MOST_ROWS, Seen, SeenRow
from portal.disputes.services import About
from portal.disputes.views.room import room
from portal.errors import N_, Invalid, NotFound, TooMany
from portal.funding.queries import Asked, Row
from portal.funding.views.behind import asked_asset as asked_unit
from portal.funding.views.behind import found_rows, promise, total_of
from portal.funding.views.room import asked, check_figure, rows_address
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.pledges import queries as pledges
from portal.pledges.models import Pledge
from portal.pledges.queries import Traced
from portal.pledges.rules import today
from portal.pledges.views.behind import figured
from portal.pledges.views.room import programme as programme_of
from portal.pledges.views.showing import asked_asset, traced
from portal.web import actor, moment, page, parts, public, requires, say, see_other, session
from portal.web.requests import network

EMPTY = N_("Terlalu banyak laporan. Coba lagi nanti.")


@room.route("/programmes/<slug>/rows/<figure>/dispute", methods=["GET", "POST"])
@public
def programme(slug: str, figure: str) -> ResponseReturnValue:
    """A figure of a programme, or of one of its lines."""
    found = programme_of(session(), slug)
    key = request.args.get("requirement", "")
    line = next((one for one in found.requirements if one.public_id == key), None)
    if key and line is None:
        raise NotFound
    asset = asked_asset(found, key)
    behind = traced(found, figure, key, asset)
    seen = Seen(sum(one.sum for one in behind), [_traced(one) for one in behind])
    told: dict[str, Any] = {"requirement": key or None, "asset": request.args.get("asset") or None}
    back = url_for("pledges.rows", slug=slug, figure=figure, **told)
    about = About("programme", figure, asset, programme=found, line=line)
    return _form(about, seen, back)


@room.route("/pledges/<reference>/rows/<figure>/dispute", methods=["GET", "POST"])
@requires(access.see_pledge, figured)
def pledge(found: Pledge) -> ResponseReturnValue:
    """A figure of one pledge."""
    figure = str((request.view_args or {})["figure"])
    course = pledges.course_of(session(), found, today(moment()))
    rows = pledges.counted(ledger.rows_of_pledge(session(), found.public_id), course.flows, figure)
    seen = Seen(
        pledges.amounts(course.flows)[figure],
        [_of_ledger(one.row, one.sum) for one in rows],
    )
    back = url_for("pledges.pledge_rows", reference=found.reference, figure=figure)
    about = About(
        "pledge",
        figure,
        found.asset,
        programme=found.programme,
        line=found.requirement,
        pledge=found,
    )
    return _form(about, seen, back)


@room.route("/funding/rows/<figure>/dispute", methods=["GET", "POST"])
@public
def funding(figure: str) -> ResponseReturnValue:
    """A figure over many programmes, as everybody sees it."""
    return _over_many(asked(office=False), figure)


@room.route("/pipeline/rows/<figure>/dispute", methods=["GET", "POST"])
@requires(access.see_pipeline)
def pipeline(figure: str) -> ResponseReturnValue:
    """The same as whoever watches over a region sees it."""
    return _over_many(asked(office=True), figure)


@room.route("/ledger/rows/<public_id>/dispute", methods=["GET", "POST"])
@requires(access.read_journal, need_row)
def row(held: Held) -> ResponseReturnValue:
    """One row of the ledger."""
    one, line = held.row, held.requirement
    about = About(
        "row",
        "row",
        one.asset,
        programme=line.programme,
        line=line,
        pledge=_pledge_of(session(), one),
        transfer=one.public_id,
    )
    seen = Seen(one.amount, [_of_ledger(one, one.amount)])
    return _form(about, seen, url_for("audit.record", public_id=one.public_id))


def _over_many(one: Asked, figure: str) -> ResponseReturnValue:
    check_figure(figure, one)
    asset = asked_unit()
    found = found_rows(one, figure, asset, 1, per_page=MOST_ROWS)
    seen = Seen(total_of(one, figure, asset), _of_many(found.items), found.total)
    about = About(
        "funding" if one.public else "pipeline",
        figure,
        asset,
        region=one.region or None,
        stage=one.stage,
        source=one.source,
    )
    return _form(about, seen, rows_address(one, figure, asset=request.args.get("asset", "")))


def _form(about: About, seen: Seen, back: str) -> ResponseReturnValue:
    """Show the form, or keep what it says."""
    form = DoubtForm()
    if actor().signed_in:
        del form.reply_to
    form.expected.asset = about.asset
    if not form.sent:
        form.saw.data = str(seen.shown)

    def act() -> Dispute:
        _count()
        return services.doubt(
            session(),
            about,
            seen,
            text=form.text.data or "",
            expected=form.expected.data,
            saw=_number(form.saw.data),
            reply_to=form.reply_to.data or "" if form.reply_to else "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    made = form.attempt(act)
    if made and made.opened_by:
        say("good", _("Terima kasih. Koordinator memeriksanya dalam 5 hari kerja."))
        return see_other("disputes.one", public_id=made.public_id)
    if made:
        return see_other("disputes.answer", public_id=made.public_id)
    form.saw.data = str(seen.shown)  # whoever sends again has seen the figure of now
    return page("disputes/new.html", form, about=about, seen=seen, back=back)


def _count() -> None:
    """Count one doubt from this network; beyond the limit the form says so and keeps its words."""
    try:
        parts().counters.hit("dispute_address", network())
    except TooMany as refusal:
        raise Invalid(**{"": refusal.words or EMPTY}) from None


def _number(text: str | None) -> int | None:
    bare = (text or "").removeprefix("-")
    short = bare.isascii() and bare.isdecimal() and len(bare) < 20
    return int(text or "") if short else None


def _traced(one: Traced) -> SeenRow:
    if one.transfer:
        return _of_ledger(one.transfer, one.sum)
    if one.pledge:
        return SeenRow("pledge", one.pledge.public_id, one.sum)
    return SeenRow("line", one.line.public_id if one.line else "", one.sum)


def _of_ledger(one: Transfer, amount: int) -> SeenRow:
    return SeenRow("transfer", one.public_id, amount, one.hash)


def _of_many(rows: Sequence[Row]) -> list[SeenRow]:
    promised = [(one, promise(one)) for one in rows]
    return [
        SeenRow("pledge", held.public_id, one.sum) if held else SeenRow("line", one.key, one.sum)
        for one, held in promised
    ]


def _pledge_of(session: Session, one: Transfer) -> Pledge | None:
    """The pledge that a row of the ledger belongs to, if any."""
    return session.scalar(select(Pledge).where(Pledge.public_id == one.pledge))
