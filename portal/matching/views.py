"""Pages of matches: what a donor cares about, what fits it, who fits a programme, what is bare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TypeVar

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import Role
from portal.directory import labels
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.errors import Invalid, Words
from portal.matching import queries, rules, services
from portal.matching.forms import FocusForm
from portal.matching.models import DonorFocus
from portal.matching.queries import Lacking
from portal.matching.rules import Cares
from portal.matching.wording import month_names, why, why_donor
from portal.paging import PER_PAGE, nearest
from portal.pledges.rules import today
from portal.programmes.labels import counted
from portal.programmes.models import Programme
from portal.programmes.queries import need
from portal.programmes.regions import choices, chosen
from portal.sheets import Row
from portal.vocabulary import RESOURCE_KINDS
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import know_regions, named, region_name
from portal.web.sheets import check, download

room = Blueprint("matching", __name__)
T = TypeVar("T")
KIND = named(RESOURCE_KINDS)


@room.get("/matching")
@requires(access.manage_account)
def start() -> ResponseReturnValue:
    """My organisations: what each gives to, and what fits it."""
    return page("matching/start.html", rows=queries.own_focuses(session(), actor()))


@room.route("/matching/<slug>/focus", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def focus(organisation: Organisation) -> ResponseReturnValue:
    """Say what the organisation gives to."""
    held = queries.focus_of(session(), organisation)
    form = _form(organisation, held)
    saved = form.attempt(
        lambda: services.save(
            session(),
            organisation,
            _cares(form),
            findable=bool(form.findable.data),
            version=form.version.data,
            by=actor(),
            now=moment(),
        ),
        lambda: _faults(form),
    )
    if saved:
        say("good", _("Tersimpan. Ini program yang cocok."))
        return see_other("matching.programmes", slug=organisation.slug)
    if form.status == 409:
        form.version.data = held.version if held else 0
    return page(
        "matching/focus.html",
        form,
        one=organisation,
        stage_of={code: label.stage for code, label in labels.specialities().items()},
        places={row[0]: place for place, row in enumerate(form.specialities.iter_choices())},
    )


def _form(organisation: Organisation, held: DonorFocus | None) -> FocusForm:
    given = asdict(held.cares) if held else {}
    form = FocusForm(
        **given,
        findable=held.findable if held else False,
        version=held.version if held else 0,
    )
    ticked = form.specialities.data or ()
    known = [
        (code, labels.name(code))
        for code, label in labels.specialities().items()
        if not label.retired or code in ticked
    ]
    near = held.regions if held else ()
    form.offer(known, choices(session(), organisation.region_code, near))
    return form


def _cares(form: FocusForm) -> Cares:
    typed = form.elsewhere.data or ""
    return Cares(
        stages=tuple(form.stages.data or ()),
        specialities=tuple(form.specialities.data or ()),
        regions=chosen(session(), form.regions.data or (), typed),
        nationwide=bool(form.nationwide.data),
        kinds=tuple(form.kinds.data or ()),
        sources=tuple(form.sources.data or ()),
        months=tuple(form.months.data or ()),
    )


def _faults(form: FocusForm) -> Mapping[str, Words]:
    """What the rules say of a form that is wrong in its shape already."""
    try:
        return rules.faults(_cares(form))
    except Invalid as fault:
        return fault.fields


@room.get("/matching/<slug>/programmes")
@requires(access.edit_organisation, own)
def programmes(organisation: Organisation) -> ResponseReturnValue:
    """The programmes and lines that fit what the organisation gives to, the best first."""
    held = queries.focus_of(session(), organisation)
    rows, more = queries.supported(session(), held, today=_today()) if held else ([], False)
    shown, number, last = _turned(rows)
    know_regions(held.regions if held else ())
    know_regions(area.region_code for row in shown for area in row.programme.coverage)
    return page(
        "matching/programmes.html",
        one=organisation,
        focus=held,
        months=month_names(held.months) if held else [],
        total=len(rows),
        rows=[(row, why(row)) for row in shown],
        more=more,
        number=number,
        last=last,
        turn=lambda n: url_for("matching.programmes", slug=organisation.slug, page=n),
    )


@room.get("/matching/programmes/<slug>/supporters")
@requires(access.edit_programme, need)
def supporters(programme: Programme) -> ResponseReturnValue:
    """Donors and holders of resources that fit what a programme lacks, the best first."""
    rows = queries.matches(session(), programme, today=_today())
    shown, number, last = _turned(rows)
    know_regions(row.organisation.region_code for row in shown)
    know_regions(area.region_code for area in programme.coverage)
    return page(
        "matching/supporters.html",
        programme=programme,
        total=len(rows),
        rows=[(row, why_donor(row)) for row in shown],
        number=number,
        last=last,
        turn=lambda n: url_for("matching.supporters", slug=programme.slug, page=n),
    )


@room.get("/matching/needs")
@requires(access.see_queue)
def needs() -> ResponseReturnValue:
    """Needs in the coordinator's regions for which nobody is known."""
    found = queries.uncovered(session(), actor().regions(Role.COORDINATOR), today=_today())
    shown, number, last = _turned(found.lines)
    _know(shown)
    return page(
        "matching/needs.html",
        codes=actor().regions(Role.COORDINATOR),
        found=found,
        rows=shown,
        number=number,
        last=last,
        turn=lambda n: url_for("matching.needs", page=n),
        sheet=lambda form: url_for("matching.needs_sheet", form=form),
    )


@room.get("/matching/needs.<form>")
@requires(access.see_queue)
def needs_sheet(form: str) -> Response:
    """The same list as a file."""
    check(form)
    found = queries.uncovered(session(), actor().regions(Role.COORDINATOR), today=_today())
    _know(found.lines)
    head = [
        _("Kebutuhan"),
        _("Jenis"),
        _("Belum terpenuhi"),
        _("Belum terpenuhi (rupiah)"),
        _("Dibutuhkan sebelum"),
        _("Judul program"),
        _("Pemilik program"),
        _("Wilayah"),
    ]
    return download(form, _("kebutuhan"), head, list(_rows(found.lines)))


def _rows(lines: Sequence[Lacking]) -> Iterator[Row]:
    for one in lines:
        line = one.line
        yield [
            line.description,
            KIND(line.kind),
            None if line.kind == "cash" else counted(one.figures.unmet, line.unit),
            one.figures.unmet if line.kind == "cash" else None,
            line.needed_by,
            one.programme.title,
            one.programme.organisation.name,
            "; ".join(region_name(code) for code in one.need.regions),
        ]


def _know(lines: Sequence[Lacking]) -> None:
    know_regions(code for one in lines for code in one.need.regions)


def _today() -> date:
    return today(moment())


def _turned(rows: Sequence[T]) -> tuple[Sequence[T], int, int]:
    """The rows of the page that is asked for, its number, and the last one's."""
    number = nearest(page_number(), len(rows))
    last = max(1, -(-len(rows) // PER_PAGE))
    return rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, last
