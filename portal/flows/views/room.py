"""Pages of reported flows: what others report, and a coordinator's file on its way in."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.errors import N_, NotAllowed, Words
from portal.flows import queries, services
from portal.flows.forms import DecideForm, FlowsForm
from portal.flows.models import FlowAdoption, FlowFile, ReportedFlow
from portal.flows.rules.adopting import KINDS, STATES, fit, sum_of
from portal.flows.rules.currencies import DOLLAR, shown
from portal.flows.rules.rows import STATUSES
from portal.paging import CHUNK, every
from portal.web import actor, moment, page, page_number, public, requires, say, see_other, session
from portal.web.bulk import takes_sheet
from portal.web.filters import named
from portal.web.pages import translated
from portal.web.sheets import Column, check, listed

room = Blueprint("flows", __name__)
room.add_app_template_filter(named(KINDS), "adopted_as")
room.add_app_template_filter(named(STATES), "adoption_state")
# A rate in hundredths of a rupiah, as people write it.
room.add_app_template_filter(lambda value: shown(value, DOLLAR)[4:], "hundredths")
STATUS_WORDS = {
    "pledge": N_("dijanjikan"),
    "commitment": N_("disepakati"),
    "paid": N_("dibayar"),
}
# Why a flow is in no sum.
ASIDE = {
    "Parked": N_("Menunggu dibagi; tidak dijumlahkan."),
    "internal": N_("Berpindah di dalam; tidak dijumlahkan."),
    "outgoing": N_("Keluar; tidak dijumlahkan."),
    "children": N_("Dirinci oleh aliran lain; tidak dijumlahkan."),
}


@room.get("/flows")
@public
def listing() -> ResponseReturnValue:
    """What others report, apart from our own figures, the newest first."""
    status = request.args.get("status", "")
    status = status if status in STATUSES else ""
    paged = queries.listed(session(), status=status, page=page_number())
    return page(
        "flows/listing.html",
        sums=queries.sums(session()),
        paged=paged,
        adopted=_here(paged.items),
        status=status,
        turn=lambda number: url_for("flows.listing", status=status or None, page=number),
        sheet=lambda form: url_for("flows.sheet", status=status or None, form=form),
        **_words(),
    )


@room.get("/flows.<form>")
@public
def sheet(form: str) -> Response:
    """The same list as a file, all its pages; sums as the source writes them."""
    check(form)
    status = request.args.get("status", "")
    columns: list[Column] = [
        (_("Sumber laporan"), lambda one: one.source),
        (_("Nomor aliran"), lambda one: one.number),
        (_("Status menurut sumber"), lambda one: one.status),
        (_("Jenis aliran"), lambda one: one.kind),
        (_("Tanggal"), lambda one: one.happened_on),
        (_("Dari"), lambda one: one.giver),
        (_("Kepada"), lambda one: one.taker),
        (_("Jumlah asal"), original),
        (_("Jumlah (USD menurut sumber)"), lambda one: shown(one.usd, DOLLAR)),
        (_("Dijumlahkan"), lambda one: _("ya") if one.counted and not here(one) else _("tidak")),
        (_("Masuk angka program"), lambda one: here(one) or ""),
        (_("Keterangan"), lambda one: one.description),
    ]
    rows = every(
        lambda number: queries.listed(session(), status=status, page=number, per_page=CHUNK)
    )
    titles = queries.titles_here(session())

    def here(one: ReportedFlow) -> str:
        return titles.get(one.id, "")

    return listed(form, _("laporan aliran dana"), columns, rows)


@room.get("/flows/<public_id>")
@public
def flow(public_id: str) -> ResponseReturnValue:
    """One flow as its source reports it, with what it said before."""
    found = queries.need(session(), public_id)
    amount, _asset = sum_of(found.original, found.currency, found.usd)
    held = queries.adopted(session(), [found]).get(found.id)
    may = not held and fit(counted=found.counted, in_kind=found.in_kind, amount=amount)
    scope = held.scope if held else None
    return page(
        "flows/flow.html",
        flow=found,
        past=queries.past(session(), found),
        stands=held if held and held.state == queries.CONFIRMED else None,
        held=held if scope and access.see_adoption(actor(), scope) else None,
        ended=_ended(found),
        adopts=may and access.adopt_flow(actor()),
        **_words(),
    )


def _ended(flow: ReportedFlow) -> list[FlowAdoption]:
    """How the flow was to become a figure and did not stay one, for those who may know."""
    if not actor().signed_in:
        return []
    found = queries.adoptions_of(session(), flow)
    return [one for one in found if not one.current and access.see_adoption(actor(), one.scope)]


def _here(flows: Sequence[ReportedFlow]) -> Mapping[int, FlowAdoption]:
    """Where some flows stand as figures, by their keys."""
    found = queries.adopted(session(), flows)
    return {key: one for key, one in found.items() if one.state == queries.CONFIRMED}


def own(session: Session, public_id: str) -> FlowFile:
    """A file of whoever asks; raises NotFound, or NotAllowed when somebody else brought it."""
    found = queries.need_file(session, public_id)
    if found.account_id != actor().user_id:
        raise NotAllowed
    return found


@room.route("/review/flows", methods=["GET", "POST"])
@takes_sheet
@requires(access.import_entries)
def bring() -> ResponseReturnValue:
    """Bring an export; below it what was brought before."""
    form = FlowsForm()
    made = form.attempt(
        lambda: services.stage(
            session(),
            form.file.data[1],
            file_name=form.file.data[0],
            source=form.source.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        return see_other("flows.preview", public_id=made)
    return page("flows/bring.html", form, files=queries.files(session(), actor()))


@room.get("/review/flows/<public_id>")
@requires(access.import_entries, own)
def preview(found: FlowFile) -> ResponseReturnValue:
    """What would come of a file, or what came of it."""
    return _show(found, DecideForm(formdata=None))


@room.post("/review/flows/<public_id>/take-in")
@requires(access.import_entries, own)
def take_in(found: FlowFile) -> ResponseReturnValue:
    """Take in every flow of a file."""
    form = DecideForm()
    if form.attempt(lambda: services.take_in(session(), found, by=actor(), now=moment())):
        say("good", _("Aliran dana dari berkas ini sudah masuk."))
        return see_other("flows.preview", public_id=found.public_id)
    return _show(queries.need_file(session(), found.public_id), form)


@room.post("/review/flows/<public_id>/discard")
@requires(access.import_entries, own)
def discard(found: FlowFile) -> ResponseReturnValue:
    """Forget a file that was not taken in."""
    form = DecideForm()
    if form.attempt(lambda: services.discard(session(), found, by=actor())):
        say("good", _("Berkas itu sudah dihapus. Tidak ada yang dimasukkan."))
        return see_other("flows.bring")
    return _show(queries.need_file(session(), found.public_id), form)


def _show(found: FlowFile, form: DecideForm) -> ResponseReturnValue:
    def reason(fault: Mapping[str, Any]) -> str:
        return translated(Words(fault["text"], fault["values"]))

    return page("flows/preview.html", form, file=found, reason=reason)


def original(one: ReportedFlow) -> str:
    """The original sum in its own currency, or '' where the source knows none."""
    return shown(one.original, one.currency) if one.original is not None else ""


def aside(one: ReportedFlow) -> Words | None:
    """Why a flow is in no sum; None for one that is."""
    if one.counted:
        return None
    return ASIDE["children"] if one.children else ASIDE.get(one.kind) or ASIDE[one.boundary]


def _words() -> dict[str, Any]:
    return {
        "status_words": STATUS_WORDS,
        "original": original,
        "aside": aside,
        "dollars": lambda amount: shown(amount, DOLLAR),
        "shown": shown,
        "statuses": STATUSES,
    }
