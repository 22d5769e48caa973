"""The pledges that somebody may see, and the rows behind a figure, as files."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.access import Actor
from portal.assets import RUPIAH
from portal.money import plain
from portal.paging import CHUNK, every
from portal.pledges import queries
from portal.pledges.queries import Course, Traced
from portal.pledges.rules import ROW_KINDS, STATES, today
from portal.pledges.views.room import programme, room
from portal.pledges.views.showing import asked_asset, traced
from portal.programmes.labels import unit_of
from portal.sheets import Row
from portal.web import actor, moment, public, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, check, download, listed

STATE, SOURCE, ROW = named(STATES), named(vocabulary.SOURCES), named(ROW_KINDS)


@room.get("/pledges.<form>")
@requires(access.offer_pledge)
def sheet(form: str) -> Response:
    """The pledges that my organisations give and receive, the newest first."""
    check(form)
    day = today(moment())
    rows = every(lambda page: queries.mine(session(), actor(), page, today=day, per_page=CHUNK))
    return download(form, _("janji dukungan"), head(), told((row.course for row in rows), actor()))


@room.get("/programmes/<slug>/rows/<figure>.<form>")
@public
def rows_sheet(slug: str, figure: str, form: str) -> Response:
    """The rows that sum to one number of a programme, or of one of its lines."""
    found = programme(session(), slug)
    asset = asked_asset(found, request.args.get("requirement", ""))
    columns: list[Column] = [
        (_("Catatan"), lambda row: ROW(row.kind)),
        (_("Kebutuhan"), lambda row: row.line.description if row.line else _("Program seluruhnya")),
        (_("Dari"), lambda row: giver(row, found.organisation.name)),
        (_("Kode"), reference),
        (_("Tanggal"), lambda row: row.occurred_on),
        (
            _("Jumlah (%(unit)s)", unit="Rp" if asset == RUPIAH else unit_of(asset)),
            lambda row: plain(row.sum, asset),
        ),
    ]
    line = request.args.get("requirement", "")
    rows = traced(found, figure, line, asset)
    return listed(form, _("baris angka"), columns, rows)


def giver(row: Traced, owner: str) -> str:
    """From whom a row comes; a donor whom the reader may not know stays unnamed."""
    if row.pledge is None:
        return owner
    return queries.donor_name(actor(), row.pledge) or str(_("sebuah lembaga"))


def reference(row: Traced) -> str:
    """The code of a row's pledge, for those who may open it."""
    if row.pledge is None or not access.see_pledge(actor(), row.pledge.scope):
        return ""
    return row.pledge.reference


def head() -> list[str]:
    """The titles of a pledge's columns; sums in rupiah, then in what the row counts."""
    return [
        _("Kode"),
        _("Judul program"),
        _("Penerima"),
        _("Donatur"),
        _("Sumber dana"),
        _("Ditawarkan pada"),
        _("Berlaku sampai"),
        _("Keadaan"),
        _("Jumlah janji (Rp)"),
        _("Komitmen (Rp)"),
        _("Diterima (Rp)"),
        _("Masih ditunggu (Rp)"),
        _("Termin berikutnya"),
        _("Terlambat"),
        _("Satuan"),
        _("Jumlah janji dalam satuan"),
        _("Komitmen dalam satuan"),
        _("Diterima dalam satuan"),
        _("Masih ditunggu dalam satuan"),
        _("Estimasi nilai (Rp)"),
    ]


def told(courses: Iterable[Course], reader: Actor | None) -> Iterator[Row]:
    """Each pledge in one row; a donor whom the reader may not know stays unnamed.

    No reader: the command line, which reads everything.
    """
    for course in courses:
        one: Any = course.pledge
        part = course.next_part if course.open > 0 else None
        sums = (one.amount, course.flows.committed, course.flows.received, course.open)
        name = one.donor.name if reader is None else queries.donor_name(reader, one)
        yield [
            one.reference,
            one.programme.title,
            one.programme.organisation.name,
            name or _("sebuah lembaga"),
            SOURCE(one.source),
            one.offered_at,
            one.valid_until,
            STATE(course.state),
            *(sum_ if one.asset == RUPIAH else None for sum_ in sums),
            part.due_on if part else None,
            _("ya") if course.overdue else _("tidak"),
            unit_of(one.asset),
            *(plain(sum_, one.asset) for sum_ in sums),
            course.worth(one.amount),
        ]
