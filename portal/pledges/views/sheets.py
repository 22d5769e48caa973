"""The pledges that somebody may see as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.access import Actor
from portal.paging import CHUNK, every
from portal.pledges import queries
from portal.pledges.queries import Course
from portal.pledges.rules import STATES, today
from portal.pledges.views.room import room
from portal.sheets import Row
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import check, download

STATE, SOURCE = named(STATES), named(vocabulary.SOURCES)


@room.get("/pledges.<form>")
@requires(access.offer_pledge)
def sheet(form: str) -> Response:
    """The pledges that my organisations give and receive, the newest first."""
    check(form)
    day = today(moment())
    rows = every(lambda page: queries.mine(session(), actor(), page, today=day, per_page=CHUNK))
    return download(form, _("janji dukungan"), head(), told((row.course for row in rows), actor()))


def head() -> list[str]:
    """The titles of a pledge's columns; sums are whole rupiah."""
    return [
        _("Kode"),
        _("Program"),
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
    ]


def told(courses: Iterable[Course], reader: Actor | None) -> Iterator[Row]:
    """Each pledge in one row; a donor whom the reader may not know stays unnamed.

    No reader: the command line, which reads everything.
    """
    for course in courses:
        one: Any = course.pledge
        part = course.next_part if course.open > 0 else None
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
            one.amount,
            course.flows.committed,
            course.flows.received,
            course.open,
            part.due_on if part else None,
            _("ya") if course.overdue else _("tidak"),
        ]
