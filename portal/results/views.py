"""Pages of results: targets as rows of a form, a report, its correction, and all reports."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.results import queries, services
from portal.results.forms import ExpectedForm, ReportForm
from portal.results.models import ResultReport
from portal.web import actor, moment, page, page_number, public, requires, say, see_other, session

room = Blueprint("results", __name__)


@room.route("/programmes/<slug>/results", methods=["GET", "POST"])
@requires(access.edit_programme, programmes.need)
def expected(programme: Programme) -> ResponseReturnValue:
    """Write what the programme wants to achieve."""
    form = ExpectedForm(version=programme.version)
    if not form.sent:
        form.rows.show(queries.expected_of(session(), programme))
    if request.form.get("add"):
        form.rows.add()
    else:
        saved = form.attempt(
            lambda: services.save_expected(
                session(),
                programme,
                form.rows.data,
                version=form.version.data,
                reason=form.reason.data or "",
                by=actor(),
                now=moment(),
            )
        )
        if saved:
            say("good", _("Hasil yang diharapkan tersimpan."))
            draft = saved.status == "draft" and saved.requirements
            return see_other(
                "programmes.publish" if draft else "programme_pages.programme", slug=saved.slug
            )
    if form.status == 409:
        form.version.data = programme.version
    return page("results/expected.html", form, programme=programme)


@room.get("/programmes/<slug>/reports")
@public
def reports(slug: str) -> ResponseReturnValue:
    """Every report of a programme with its numbers; corrected ones stay beside the new."""
    programme = programmes.readable(session(), slug, actor())
    found = queries.reports(session(), programme, page_number())
    return page(
        "results/reports.html",
        programme=programme,
        progress=queries.progress(session(), programme),
        found=found,
        corrected=queries.corrections(session(), found.items),
        member=access.record_results(actor(), programme.scope),
    )


@room.route("/programmes/<slug>/reports/new", methods=["GET", "POST"])
@requires(access.record_results, programmes.need)
def report(programme: Programme) -> ResponseReturnValue:
    """Record what was achieved."""
    return _report(ReportForm(), programme, None)


@room.route("/programmes/<slug>/reports/<report>/correct", methods=["GET", "POST"])
@requires(access.record_results, queries.need_report)
def correct(report: ResultReport) -> ResponseReturnValue:
    """Record a report that stands in for an earlier one."""
    form = ReportForm(first_day=report.first_day, last_day=report.last_day, words=report.words)
    return _report(form, report.programme, report)


def _report(
    form: ReportForm, programme: Programme, corrects: ResultReport | None
) -> ResponseReturnValue:
    results = queries.expected_of(session(), programme)
    keys = {one.id: one.public_id for one in results}
    held = corrects.values if corrects else []
    form.values.offer(results, {keys[one.result_id]: one.value for one in held})
    made = form.attempt(
        lambda: services.report(
            session(),
            programme,
            form.period(),
            form.values.data,
            words=form.words.data or "",
            corrects=corrects,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Laporan tersimpan. Semua orang dapat membacanya."))
        return see_other("results.reports", slug=programme.slug)
    return page("results/report.html", form, programme=programme, corrects=corrects)
