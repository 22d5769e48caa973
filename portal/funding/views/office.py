"""What coordinators and auditors see of all money in their regions, and the rows behind it."""

from flask.typing import ResponseReturnValue

from portal import access
from portal.funding.views.behind import rows_page
from portal.funding.views.room import asked, room
from portal.funding.views.shown import page_of
from portal.web import page, requires


@room.get("/pipeline")
@requires(access.see_pipeline)
def pipeline() -> ResponseReturnValue:
    """From offers to spending: by region, stage and source; every figure leads to its rows."""
    return page("funding/pipeline.html", **page_of(asked(office=True)))


@room.get("/pipeline/rows/<figure>")
@requires(access.see_pipeline)
def pipeline_rows(figure: str) -> ResponseReturnValue:
    """The rows that sum to one of the pipeline's figures."""
    return rows_page(asked(office=True), figure)
