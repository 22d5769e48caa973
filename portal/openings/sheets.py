"""Who opened an organisation's closed contacts, as a file for its members."""

from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.openings import queries
from portal.openings.rules import READ_PURPOSES
from portal.openings.views import room
from portal.paging import CHUNK, every
from portal.web import requires, session
from portal.web.filters import named, region_name
from portal.web.sheets import Column, asked_form, formless, listed

PURPOSE = named(READ_PURPOSES)


@room.get("/my/organisations/<slug>/views.<form>")
@requires(access.edit_organisation, formless(own))
def sheet(organisation: Organisation) -> Response:
    """When somebody looked, as what and for whom, and why, the newest first."""
    found = every(
        lambda page: queries.of_organisation(session(), organisation, page, per_page=CHUNK)
    )
    columns: list[Column] = [
        (_("Waktu (WIB)"), lambda look: look.at),
        (_("Siapa"), who),
        (_("Untuk apa"), why),
        (_("Catatan"), lambda look: look.note),
    ]
    return listed(
        asked_form(), _("siapa membuka kontak"), columns, found, seat=lambda look: look.mandate
    )


def who(look: Any) -> str:
    """As what somebody looked; never a private address."""
    if look.standing == "coordinator":
        place = region_name(look.mandate) if look.mandate else ""
        return str(_("Koordinator %(place)s", place=place) if place else _("Koordinator"))
    if look.standing == "member":
        return str(_("Pengelola lembaga Anda"))
    return look.organisation or str(_("Lembaga terverifikasi"))


def why(look: Any) -> str:
    """For what somebody looked."""
    return str(_("Memeriksa pendaftaran")) if look.review else PURPOSE(look.purpose)
