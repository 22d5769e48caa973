"""What somebody asked for, as a file; the contacts themselves are another one."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.contact_lists import queries
from portal.contact_lists.rules import STATES
from portal.contact_lists.views import room, standing
from portal.web import actor, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, listed, place

STATE = named(STATES)


@room.get("/contact-lists.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """One's own requests for closed contacts, the newest first, and what became of each."""
    columns: list[Column] = [
        *place(lambda one: one.region_code),
        (_("Untuk apa"), lambda one: one.reason),
        (_("Diminta"), lambda one: one.asked_at),
        (_("Keadaan"), lambda one: STATE(standing(one))),
        (_("Diputuskan"), lambda one: one.decided_at),
        (_("Alasan"), lambda one: one.answer),
        (_("Berapa kali diunduh"), lambda one: one.downloads),
    ]
    return listed(
        form,
        _("permintaan kontak tertutup"),
        columns,
        queries.of_actor(session(), actor()),
        seat=lambda one: one.region_code,
    )
