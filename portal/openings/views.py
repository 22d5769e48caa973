"""Who opened an organisation's closed contacts, for its members."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.openings import queries
from portal.openings.rules import READ_PURPOSES
from portal.regions.queries import timezone
from portal.web import page, page_number, requires, session
from portal.web.filters import know_regions

room = Blueprint("openings", __name__)


@room.get("/my/organisations/<slug>/views")
@requires(access.edit_organisation, own)
def views(organisation: Organisation) -> ResponseReturnValue:
    """When somebody looked, as what and for whom, and why; never a private address."""
    found = queries.of_organisation(session(), organisation, page_number())
    know_regions(one.mandate for one in found.items)
    address = organisation.slug or organisation.public_id
    return page(
        "openings/views.html",
        one=organisation,
        found=found,
        purposes=READ_PURPOSES,
        hours=timezone(session(), organisation.region_code),
        turn=lambda number: url_for("openings.views", slug=address, page=number),
        sheet=lambda form: url_for("openings.sheet", slug=address, form=form),
    )
