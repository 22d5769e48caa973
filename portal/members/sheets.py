"""Who acts for an organisation, as a file for its members."""

from flask import Response
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.members import queries
from portal.members.views import room
from portal.web import requires, session
from portal.web.filters import named
from portal.web.sheets import Column, asked_form, formless, listed

ROLE = named(vocabulary.MEMBER_ROLES)


@room.get("/my/organisations/<slug>/members.<form>")
@requires(access.edit_organisation, formless(own))
def sheet(organisation: Organisation) -> Response:
    """Everybody who acts for the organisation, the longest first."""
    columns: list[Column] = [
        (_("Email"), lambda seat: seat.user.email),
        (_("Peran"), lambda seat: ROLE(seat.membership.role)),
        (_("Sejak"), lambda seat: seat.membership.since),
    ]
    found = queries.seats(session(), organisation)
    return listed(asked_form(), _("pengelola lembaga"), columns, found)
