"""An organisation's own page for its members: its state, its programmes, what to do next."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal import access
from portal.accounts.queries import members
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.directory.rules import OPEN, is_listed
from portal.programmes import queries
from portal.registration.queries import of_organisation
from portal.web import page, requires, session

room = Blueprint("my", __name__)


@room.get("/my/organisations/<slug>")
@requires(access.edit_organisation, own)
def organisation(one: Organisation) -> ResponseReturnValue:
    """Where the organisation stands and what its members can do."""
    return page(
        "my/organisation.html",
        one=one,
        is_open=one.status in OPEN,
        is_public=is_listed(one.status),
        submission=of_organisation(session(), one.id),
        programmes=queries.of_organisation(session(), one.id),
        members=len(members(session(), one.id)),
    )
