"""The figures of programmes, and the rows behind one figure, as files."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.assets import RUPIAH
from portal.funding import queries
from portal.funding.queries import Asked, Row
from portal.funding.rules import FIGURES
from portal.funding.views.behind import asked_asset, found_rows, named_donor, promise
from portal.funding.views.room import asked, check_figure, day, room
from portal.funding.views.shown import columns
from portal.ledger.title_rules import TITLES
from portal.money import plain
from portal.paging import CHUNK, every
from portal.vocabulary import STAGES
from portal.web import public, requires, session
from portal.web.filters import named, region_name
from portal.web.pages import translated
from portal.web.sheets import Column, check, listed

STAGE = named(STAGES)


@room.get("/pipeline.<form>")
@requires(access.see_pipeline)
def pipeline_sheet(form: str) -> Response:
    """Each programme of the pipeline with its figures, in whole rupiah."""
    return _programmes(form, asked(office=True))


@room.get("/funding.<form>")
@public
def sheet(form: str) -> Response:
    """Each public programme with its figures, in whole rupiah."""
    return _programmes(form, asked(office=False))


@room.get("/pipeline/rows/<figure>.<form>")
@requires(access.see_pipeline)
def pipeline_rows_sheet(figure: str, form: str) -> Response:
    """The rows behind a figure of the pipeline."""
    return _rows(form, asked(office=True), figure)


@room.get("/funding/rows/<figure>.<form>")
@public
def rows_sheet(figure: str, form: str) -> Response:
    """The rows behind a public figure."""
    return _rows(form, asked(office=False), figure)


def _programmes(form: str, one: Asked) -> Response:
    """A programme in each row; what came by way of a pooled fund stands in a column of its own."""
    check(form)
    book = queries.book(session(), one, day=day())
    shown = columns(one) if one.source else (*columns(one), "required", "open", "unspent")
    rows = [(work, book.amounts([work], one.source)) for work in book.works]
    titles: list[Column] = [
        (_("Judul program"), lambda row: row[0].title),
        (_("Pelaksana"), lambda row: row[0].owner),
        (_("Wilayah"), lambda row: region_name(row[0].region)),
        (_("Kode wilayah"), lambda row: row[0].region),
        (_("Tahap"), lambda row: STAGE(row[0].stage)),
    ]
    for figure in (name for name in FIGURES if name in shown):
        titles.append((f"{translated(TITLES[figure])} (Rp)", _amount(figure)))
    if not one.source:
        passed = book.passed_in
        titles.append((_("Masuk lewat dana bersama (Rp)"), lambda row: passed.get(row[0].key, 0)))
    return listed(form, _("pendanaan"), titles, rows)


def _amount(figure: str):  # type: ignore[no-untyped-def]  # a column's function of any row
    return lambda row: row[1][figure]


def _rows(form: str, one: Asked, figure: str) -> Response:
    check(form)
    check_figure(figure, one)
    asset = asked_asset()
    items = list(every(lambda number: found_rows(one, figure, asset, number, CHUNK)))
    unit = "Rp" if asset == RUPIAH else asset
    columns_: list[Column] = [
        (_("Judul program"), lambda row: _programme(row)[0]),
        (_("Pelaksana"), lambda row: _programme(row)[1]),
        (_("Kebutuhan"), _line),
        (_("Catatan"), _note),
        (f"{_('Jumlah')} ({unit})", lambda row: plain(row.sum, asset)),
    ]
    return listed(form, _("baris angka"), columns_, items)


def _programme(row: Row) -> tuple[str, str]:
    if one := promise(row):
        return one.programme.title, one.programme.organisation.name
    return (row.work.title, row.work.owner) if row.work else ("", "")


def _line(row: Row) -> str:
    line = row.course.pledge.requirement.description if row.course else row.line
    return line or str(_("Program seluruhnya"))


def _note(row: Row) -> str:
    if row.passed:
        return str(_("Lewat dana bersama, sudah dihitung di sana"))
    return (named_donor(row) or str(_("sebuah lembaga"))) if promise(row) else ""
