"""The forum's report of a quarter in one click: as a page, as a file, and on paper."""

from collections.abc import Iterable, Iterator

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.funding.queries import Asked
from portal.funding.rules import Moved, Quarter
from portal.funding.views.paper import paper_of
from portal.funding.views.reported import Part, Report, donor, report_of, written
from portal.funding.views.room import asked, day, room
from portal.printing import pdf
from portal.sheets import Row
from portal.web import page, requires
from portal.web.sheets import check, download

MOST_QUARTERS = 8


def quarter() -> Quarter:
    """The quarter that the address names; the present one otherwise."""
    return Quarter.read(request.args.get("quarter", ""), day())


@room.get("/pipeline/report")
@requires(access.see_pipeline)
def report() -> ResponseReturnValue:
    """What was promised, came, was spent and achieved in a quarter; and what is overdue."""
    one = asked(office=True).but(stage="", source="")
    chosen = quarter()
    return page(
        "funding/report.html",
        report=report_of(one, chosen),
        asked=one,
        quarters=_quarters(),
        donor=donor,
        written=written,
        sheet=lambda form: _address("funding.report_sheet", one, chosen, form=form),
        paper=_address("funding.report_paper", one, chosen),
    )


@room.get("/pipeline/report.<form>")
@requires(access.see_pipeline)
def report_sheet(form: str) -> Response:
    """The same report as rows of a spreadsheet, in whole rupiah."""
    check(form)
    made = report_of(asked(office=True).but(stage="", source=""), quarter())
    name = _("laporan triwulan %(code)s", code=made.quarter.code)
    return download(form, name, _head(), list(_rows(made)))


@room.get("/pipeline/report.pdf")
@requires(access.see_pipeline)
def report_paper() -> Response:
    """The same report on paper."""
    one = asked(office=True).but(stage="", source="")
    made = report_of(one, quarter())
    answer = Response(pdf(paper_of(made, one)), content_type="application/pdf")
    file = f"simpul-{_('laporan triwulan %(code)s', code=made.quarter.code)}.pdf".replace(" ", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def _address(endpoint: str, one: Asked, chosen: Quarter, **told: str) -> str:
    return url_for(endpoint, quarter=chosen.code, region=one.region or None, **told)  # type: ignore[arg-type]  # parts of an address


def _quarters() -> list[Quarter]:
    """The quarters to choose from, the present one first."""
    found = [Quarter.of(day())]
    while len(found) < MOST_QUARTERS:
        found.append(found[-1].before)
    return found


def _head() -> list[str]:
    return [
        _("Bagian"),
        _("Rincian"),
        _("Keterangan"),
        _("Dijanjikan (Rp)"),
        _("Diterima (Rp)"),
        _("Dipakai (Rp)"),
        _("Terlambat (Rp)"),
        _("Tercapai"),
    ]


def _rows(made: Report) -> Iterator[Row]:
    yield _row(_("Seluruhnya"), Part(_("Triwulan ini"), made.within))
    yield _row(_("Seluruhnya"), Part(_("Sejak awal"), made.whole))
    for title, parts in (
        (_("Menurut tahap"), made.stages),
        (_("Menurut sumber dana"), made.sources),
        (_("Menurut wilayah"), made.regions),
        (_("Menurut program"), made.programmes),
    ):
        yield from _section(title, parts)
    for asset, *sums in made.beside:
        told = _("dijanjikan %(a)s, diterima %(b)s, dipakai %(c)s", a=sums[0], b=sums[1], c=sums[2])
        yield [_("Barang, jasa, dan mata uang lain"), asset, told, None, None, None, None, None]
    for late in made.late:
        programme = late.pledge.programme.title
        yield [_("Terlambat"), programme, donor(late.pledge), None, None, None, late.sum, None]
    for one in made.achieved:
        reached = f"{one.indicator} ({one.unit})"
        yield [_("Hasil"), one.programme, reached, None, None, None, None, one.within]


def _section(title: str, parts: Iterable[Part]) -> Iterator[Row]:
    return (_row(title, part) for part in parts)


def _row(title: str, part: Part) -> Row:
    moved: Moved = part.moved
    sums = (moved.promised, moved.came, moved.spent)
    return [title, part.name, part.note, *sums, None, None]
