"""The suggestions of a mandate as a file."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.discovery import queries
from portal.discovery.rules import LINK_STATES, STATES
from portal.discovery.views import asked_state, room
from portal.paging import CHUNK, every
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, listed, place

STATE, LINK = named(STATES), named(LINK_STATES)


@room.get("/review/suggestions.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """The suggestions of one state; how to reach somebody opens by a recorded press only."""
    state = asked_state()
    found = every(lambda page: queries.suggestions(session(), actor(), state, page, per_page=CHUNK))
    columns: list[Column] = [
        (_("Lembaga"), lambda one: one.name),
        *place(lambda one: one.region_code),
        (_("Direkomendasikan oleh"), lambda one: one.recommender and one.recommender.name),
        (_("Diusulkan"), lambda one: one.made_at),
        (_("Keadaan"), lambda one: STATE(one.state)),
        (_("Tautan undangan"), lambda one: one.link and LINK(one.link.state_at(moment()))),
    ]
    return listed(form, _("usulan lembaga"), columns, found, seat=lambda one: one.region_code)
