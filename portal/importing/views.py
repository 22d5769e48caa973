"""Pages of imports: bring a file, see what would come of it, correct it, take it in."""

import csv
import io
from collections.abc import Mapping

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.errors import NotAllowed, NotFound
from portal.importing import blanks, column_rules, queries, services, shown
from portal.importing.forms import AnswersForm, BringForm, answers, keyed
from portal.importing.models import ImportRun
from portal.importing.rules import STATE_WORDS, ready
from portal.sheets import harmless
from portal.vocabulary import KINDS
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.bulk import takes_sheet
from portal.web.pages import translated

room = Blueprint("importing", __name__)
# How often a page that waits looks again, in seconds; browsers do it without any script.
AGAIN = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own(session: Session, public_id: str) -> ImportRun:
    """A run of whoever asks; raises NotFound, or NotAllowed when somebody else brought it."""
    run = queries.need(session, public_id)
    if run.account_id is None or run.account_id != actor().user_id:
        raise NotAllowed
    return run


@room.route("/review/imports", methods=["GET", "POST"])
@takes_sheet
@requires(access.import_entries)
def imports() -> ResponseReturnValue:
    """Bring a file; below it what was brought before."""
    form = BringForm()
    made = form.attempt(
        lambda: services.bring(
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
        return see_other("importing.run", public_id=made)
    return page(
        "importing/imports.html",
        form,
        runs=queries.recent(session(), actor()),
        state_words=STATE_WORDS,
        sheet=lambda form: url_for("importing.sheet", form=form),
    )


@room.get("/review/imports/template.<ending>")
@requires(access.import_entries)
def blank(ending: str) -> ResponseReturnValue:
    """An empty file to fill in."""
    if ending == "csv":
        return _file(blanks.as_csv(), "text/csv; charset=utf-8", "simpul-lembaga.csv")
    if ending != "xlsx":
        raise NotFound
    lines = [translated(words) for words in blanks.HELP]
    body = blanks.as_xlsx(_("Petunjuk"), lines, blanks.kind_names())
    return _file(body, XLSX, "simpul-lembaga.xlsx")


@room.get("/review/imports/<public_id>")
@requires(access.import_entries, own)
def run(found: ImportRun) -> ResponseReturnValue:
    """How far it is; when it was tried out, what would come of it; at the end, what came."""
    return _show(found, AnswersForm(formdata=None))


@room.post("/review/imports/<public_id>/columns")
@requires(access.import_entries, own)
def columns(found: ImportRun) -> ResponseReturnValue:
    """Correct what columns, types and places mean; then the rows are tried out again."""
    form = AnswersForm()
    done = form.attempt(
        lambda: services.match(
            session(),
            found,
            fields=shown.places(answers(request.form, "column.")),
            kinds=answers(request.form, "kind."),
            regions=answers(request.form, "region."),
            by=actor(),
        )
    )
    if done:
        return see_other("importing.run", public_id=done.public_id)
    return _show(queries.need(session(), found.public_id), form)


@room.post("/review/imports/<public_id>/choices")
@requires(access.import_entries, own)
def choices(found: ImportRun) -> ResponseReturnValue:
    """Keep what was said of rows that resemble an entry."""
    form = AnswersForm()
    if form.attempt(lambda: _choose(found)):
        say("good", _("Pilihan tersimpan."))
        return see_other("importing.run", public_id=found.public_id, show="look_alike")
    return _show(queries.need(session(), found.public_id), form)


@room.post("/review/imports/<public_id>/begin")
@requires(access.import_entries, own)
def begin(found: ImportRun) -> ResponseReturnValue:
    """Keep the choices on the page, and let the worker take the ready rows in."""
    form = AnswersForm()

    def act() -> ImportRun:
        if found.state == "checked":
            _choose(found)
        return services.begin(session(), found, by=actor(), now=moment())

    if done := form.attempt(act):
        return see_other("importing.run", public_id=done.public_id)
    return _show(queries.need(session(), found.public_id), form)


@room.post("/review/imports/<public_id>/discard")
@requires(access.import_entries, own)
def discard(found: ImportRun) -> ResponseReturnValue:
    """Forget a file that was not taken in."""
    form = AnswersForm()
    if form.attempt(lambda: services.discard(session(), found, by=actor())):
        say("good", _("Berkas itu sudah dihapus. Tidak ada yang dimasukkan."))
        return see_other("importing.imports")
    return _show(queries.need(session(), found.public_id), form)


@room.get("/review/imports/<public_id>/faults.csv")
@requires(access.import_entries, own)
def faults(found: ImportRun) -> ResponseReturnValue:
    """The rows that cannot go in, with their reasons, to be corrected in a spreadsheet."""
    made = io.StringIO()
    writer = csv.writer(made)
    for sheet, held in found.columns.items():
        kept = [place for place, one in enumerate(held) if not one["refused"]]
        writer.writerow([_("Baris"), _("Alasan"), *(harmless(held[p]["title"]) for p in kept)])
        for row in queries.faulty(session(), found):
            if row.sheet == sheet:
                reasons = " ".join(shown.reason(one) for one in row.reasons)
                cells = [harmless(shown.cell(one)) for one in shown.chosen(row.cells, kept)]
                writer.writerow([row.number, harmless(reasons), *cells])
    return _file(made.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "perbaiki.csv")


def _choose(found: ImportRun) -> ImportRun:
    return services.choose(session(), found, keyed(answers(request.form, "choice.")), by=actor())


def _show(found: ImportRun, form: AnswersForm) -> ResponseReturnValue:
    if found.state in ("checking", "importing"):
        answer = page("importing/progress.html", form, run=found, share=_share(found))
        answer.headers["Refresh"] = str(AGAIN)
        return answer
    counts = queries.counts(session(), found) if found.state == "checked" else found.counts
    view = asked_view(counts)
    paged = queries.shown(session(), found, view, page_number())
    return page(
        "importing/preview.html" if found.state == "checked" else "importing/done.html",
        form,
        run=found,
        counts=counts,
        ready=ready(counts),
        view=view,
        views=shown.views(counts, found.rows),
        paged=paged,
        targets=queries.targets(session(), paged.items),
        kinds=shown.kinds(session(), found) if found.state == "checked" else (),
        all_kinds=KINDS,
        regions=queries.asked_regions(session(), found) if found.state == "checked" else (),
        fields=column_rules.FIELDS,
        refusals=column_rules.REFUSED,
        told=shown,
        turn=lambda number: url_for(
            "importing.run", public_id=found.public_id, show=view, page=number
        ),
        sheet=lambda form: url_for(
            "importing.rows_sheet", public_id=found.public_id, show=view, form=form
        ),
    )


def asked_view(counts: Mapping[str, int]) -> str:
    """Which rows the address asks for; without a word, those that need a look, or all."""
    view = request.args.get("show", "")
    if view in queries.VIEWS:
        return view
    return "needed" if any(counts.get(one) for one in queries.NEEDED) else "all"


def _share(found: ImportRun) -> int:
    """How much of the work is done, in percent."""
    done, of = found.checked, found.rows
    if found.state == "importing":
        done, of = found.written, ready(found.counts) or found.rows
    return min(100, round(100 * done / max(1, of)))


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
