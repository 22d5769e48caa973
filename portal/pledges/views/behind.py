"""The rows that sum to a figure of one pledge."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import access
from portal.errors import NotFound
from portal.ledger import queries as ledger
from portal.pledges import queries
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.pledges.views.room import pledge, room
from portal.web import actor, moment, page, requires, session


def figured(session: Session, reference: str, figure: str) -> Pledge:
    """The pledge of an address that names one of its figures; raises NotFound."""
    if figure not in queries.OF_PLEDGE:
        raise NotFound
    return pledge(session, reference)


@room.get("/pledges/<reference>/rows/<figure>")
@requires(access.see_pledge, figured)
def pledge_rows(found: Pledge) -> ResponseReturnValue:
    """The rows of the ledger behind one figure of a pledge."""
    figure = str((request.view_args or {})["figure"])
    course = queries.course_of(session(), found, today(moment()))
    rows = ledger.rows_of_pledge(session(), found.public_id)
    counted = queries.counted(rows, course.flows, figure)
    return page(
        "pledges/own_rows.html",
        pledge=found,
        figure=figure,
        rows=counted,
        audits=access.read_journal(actor(), found.scope),
        total=queries.amounts(course.flows)[figure],
    )
