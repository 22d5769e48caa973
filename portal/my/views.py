"""An organisation's own page for its members: its state, its programmes, what to do next."""

from flask.typing import ResponseReturnValue

from portal import access
from portal.accounts.queries import members
from portal.directory.branches import parent_of
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.directory.rules import OPEN, is_listed, may_edit
from portal.my import branch_pages, resource_pages, room_pages
from portal.my.desk import room
from portal.programmes import queries
from portal.registration.queries import of_organisation
from portal.web import page, requires, session

__all__ = ["branch_pages", "resource_pages", "room", "room_pages"]


@room.get("/my/organisations/<slug>")
@requires(access.edit_organisation, own)
def organisation(one: Organisation) -> ResponseReturnValue:
    """Where the organisation stands and what its members can do."""
    return page(
        "my/organisation.html",
        one=one,
        is_open=one.status in OPEN,
        is_public=is_listed(one.status),
        editable=may_edit(one.status, identity=False) and one.status not in OPEN,
        above=parent_of(session(), one),
        submission=of_organisation(session(), one.id),
        programmes=queries.of_organisation(session(), one.id),
        members=len(members(session(), one.id)),
    )
