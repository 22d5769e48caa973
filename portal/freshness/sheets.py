"""The list of what needs a new word as a file."""

from datetime import date
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.directory import labels
from portal.directory.models import Organisation
from portal.freshness import queries
from portal.freshness.views import room
from portal.paging import CHUNK, every
from portal.regions.rules import local_date
from portal.web import actor, moment, requires, session
from portal.web.sheets import STATUS, Column, entry, listed, yes


@room.get("/review/freshness.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """Everything within the mandate that is due soon, due or long overdue, the oldest first."""
    found = every(lambda page: queries.in_reach(session(), actor(), page, moment(), per_page=CHUNK))
    asked = {one.organisation_id: one for one in queries.questions(session(), actor())}
    return listed(
        form,
        _("kesegaran data"),
        columns(queries.jakarta(moment()), asked),
        found,
        seat=lambda row: row[1].region_code,
    )


def columns(today: date, asked: dict[int, Any]) -> list[Column]:
    """The columns of a row (age, entry); numbers are those that everybody may see."""

    def asked_on(row: Any) -> date | None:
        held = asked.get(row[1].id)
        return local_date(held.asked_at, queries.WIB) if held else None

    return [
        *entry(lambda row: row[1]),
        (_("Keadaan"), lambda row: STATUS(row[1].status)),
        (_("Layanan darurat"), lambda row: yes(row[0].age.crisis)),
        (_("Terakhir dinyatakan benar"), lambda row: row[0].age.since),
        (_("Perlu dikonfirmasi pada"), lambda row: row[0].age.due_on),
        (_("Sisa hari"), lambda row: row[0].age.left(today)),
        (_("Bolehkah disembunyikan? Ditanyakan pada"), asked_on),
        (_("Telepon dan WhatsApp umum"), lambda row: _numbers(row[1])),
    ]


def _numbers(one: Organisation) -> str:
    return "; ".join(
        labels.contact(row.value)
        for row in one.contacts
        if row.visibility == "public" and row.kind != "email"
    )
