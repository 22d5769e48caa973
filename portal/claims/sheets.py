"""The claims of a mandate as a file."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.claims import queries
from portal.claims.rules import STATES
from portal.claims.views import asked_decided, room
from portal.paging import CHUNK, every
from portal.web import actor, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, entry, listed

STATE = named(STATES)


@room.get("/review/claims.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """The claims that wait, or the decided ones; who claims stands on each claim's own page."""
    waiting = not asked_decided()
    found = every(
        lambda page: queries.queue(session(), actor(), waiting=waiting, page=page, per_page=CHUNK)
    )
    columns: list[Column] = [
        *entry(lambda one: one.organisation),
        (_("Peran"), lambda one: one.role),
        (_("Dikirim"), lambda one: one.made_at),
        (_("Keadaan"), lambda one: STATE(one.state)),
        (_("Diputuskan"), lambda one: one.decided_at),
    ]
    return listed(
        form, _("klaim lembaga"), columns, found, seat=lambda one: one.organisation.region_code
    )
