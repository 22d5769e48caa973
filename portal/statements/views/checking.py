"""Whether a printed paper is genuine: for everybody who holds it, and its file for both sides."""

from flask import Response
from flask.typing import ResponseReturnValue

from portal import access
from portal.directory.rules import is_listed
from portal.pledges.queries import donor_name
from portal.programmes.queries import is_public
from portal.statements import queries
from portal.statements.models import Printed
from portal.statements.views.room import room
from portal.web import actor, page, parts, public, requires, session
from portal.web.requests import network


@room.get("/s/<number>")
@public
def check(number: str) -> ResponseReturnValue:
    """Whether a paper of that number was made here, and what it says as far as that is public."""
    parts().counters.hit("paper_address", network())
    paper = queries.find(session(), number)
    if paper is None:
        answer = page("statements/unknown.html", number=number[:24])
        answer.status_code = 404
        return answer
    mine = access.see_pledge(actor(), paper.scope)
    return page(
        "statements/check.html",
        paper=paper,
        mine=mine,
        name=paper.organisation.name if mine else _public_name(paper),
        programme=_programme(paper, mine=mine),
        corrected=queries.corrected(session(), paper),
    )


def _public_name(paper: Printed) -> str | None:
    """The donor's name for this reader; None where it asked to stay unnamed."""
    if paper.pledge is not None:
        return donor_name(actor(), paper.pledge)
    hidden = queries.anonymous(session(), paper.organisation_id)
    listed = is_listed(paper.organisation.status)
    return paper.organisation.name if listed and not hidden else None


def _programme(paper: Printed, *, mine: bool) -> str | None:
    """The programme's title, where this reader may know it."""
    if paper.pledge is None:
        return None
    programme = paper.pledge.programme
    return programme.title if mine or is_public(programme) else None


@room.get("/s/<number>/pdf")
@requires(access.see_pledge, queries.by_number)
def file(paper: Printed) -> Response:
    """The paper as it was made, byte for byte."""
    answer = Response(paper.file, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{paper.number}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
