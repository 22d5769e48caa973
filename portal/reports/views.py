"""Pages about wrong data: the form on each profile, and the coordinator's answers."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import listed_by_slug, own
from portal.errors import N_, Invalid, TooMany
from portal.regions.queries import timezone
from portal.reports import queries, services
from portal.reports.forms import AnswerForm, ReportForm
from portal.reports.models import Report
from portal.reports.rules import OUTCOMES, PARTS
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
from portal.web.filters import know_regions
from portal.web.requests import network

room = Blueprint("reports", __name__)
EMPTY = N_("Terlalu banyak laporan. Coba lagi nanti.")


@room.route("/organisations/<slug>/report", methods=["GET", "POST"])
@public
def new(slug: str) -> ResponseReturnValue:
    """A short form for everybody: which part is wrong, and how."""
    found = listed_by_slug(session(), slug)
    form = ReportForm()

    def act() -> Report:
        _count()
        return services.report(
            session(),
            found,
            part=form.part.data,
            text=form.text.data or "",
            reply_to=form.reply_to.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Terima kasih. Koordinator memeriksa laporan Anda dalam 3 hari kerja."))
        return see_other("profile.organisation", slug=found.slug)
    return page("reports/new.html", form, one=found)


def _count() -> None:
    """Count one report from this network; beyond the limit the form says so and keeps its words."""
    try:
        parts().counters.hit("report_address", network())
    except TooMany as refusal:
        raise Invalid(**{"": refusal.words or EMPTY}) from None


def asked_answered() -> bool:
    """Whether the address asks for what was answered already."""
    return request.args.get("state") == "answered"


@room.get("/review/reports")
@requires(access.see_queue)
def listing() -> ResponseReturnValue:
    """What waits for an answer within the coordinator's mandate, or what was answered."""
    answered = asked_answered()
    found = queries.in_reach(session(), actor(), answered=answered, page=page_number())
    know_regions(one.organisation.region_code for one in found.items)
    state = "answered" if answered else None
    return page(
        "reports/listing.html",
        found=found,
        answered=answered,
        left={one.id: queries.days_left(one, moment()) for one in found.items},
        parts_of=PARTS,
        outcomes=OUTCOMES,
        turn=lambda number: url_for("reports.listing", state=state, page=number),
        sheet=lambda form: url_for("reports.sheet", state=state, form=form),
    )


@room.route("/review/reports/<public_id>", methods=["GET", "POST"])
@requires(access.review, queries.need)
def one(held: Report) -> ResponseReturnValue:
    """One report with what it is about, how to reach whoever sent it, and the answer."""
    form = AnswerForm()
    done = form.attempt(
        lambda: services.answer(
            session(),
            held,
            form.outcome.data,
            form.answer.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Jawaban Anda tercatat."))
        return see_other("reports.listing")
    return page(
        "reports/one.html",
        form,
        held=held,
        one=held.organisation,
        left=queries.days_left(held, moment()),
        parts_of=PARTS,
        outcomes=OUTCOMES,
        hours=timezone(session(), held.organisation.region_code),
    )


@room.get("/my/organisations/<slug>/reports")
@requires(access.edit_organisation, own)
def passed_on(organisation: Organisation) -> ResponseReturnValue:
    """What a coordinator passed on to the organisation."""
    found = queries.passed_on(session(), organisation, page_number())
    address = organisation.slug or organisation.public_id
    return page(
        "reports/passed_on.html",
        one=organisation,
        found=found,
        parts_of=PARTS,
        hours=timezone(session(), organisation.region_code),
        turn=lambda number: url_for("reports.passed_on", slug=address, page=number),
        sheet=lambda form: url_for("reports.passed_on_sheet", slug=address, form=form),
    )
