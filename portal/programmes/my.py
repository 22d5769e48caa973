"""An organisation's own page for its members: its state, its programmes, what to do next."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import access
from portal.accounts.queries import members
from portal.directory.models import Organisation
from portal.directory.rules import OPEN, is_listed
from portal.errors import NotFound
from portal.programmes import queries
from portal.registration.queries import of_organisation
from portal.web import page, requires, session

room = Blueprint("my", __name__)


def own(session: Session, slug: str) -> Organisation:
    """The organisation of an address or, before it has one, of a public id; raises NotFound."""
    organisation = session.scalar(
        select(Organisation).where(or_(Organisation.slug == slug, Organisation.public_id == slug))
    )
    if organisation is None:
        raise NotFound
    return organisation


@room.get("/my/organisations/<slug>")
@requires(access.edit_organisation, own)
def organisation(one: Organisation) -> ResponseReturnValue:
    """Where the organisation stands and what its members can do."""
    return page(
        "programmes/my.html",
        one=one,
        is_open=one.status in OPEN,
        is_public=is_listed(one.status),
        submission=of_organisation(session(), one.id),
        programmes=queries.of_organisation(session(), one.id),
        members=len(members(session(), one.id)),
    )
