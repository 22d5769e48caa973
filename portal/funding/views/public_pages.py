"""What everybody may see of money: the nation, one region, and the rows behind each figure."""

from flask.typing import ResponseReturnValue

from portal.funding.views.behind import rows_page
from portal.funding.views.room import asked, room
from portal.funding.views.shown import page_of
from portal.web import page, public


@room.get("/funding")
@public
def national() -> ResponseReturnValue:
    """The figures of all public programmes by stage, source and province."""
    return page("funding/public.html", **page_of(asked(office=False, region="")))


@room.get("/regions/<code>")
@public
def region(code: str) -> ResponseReturnValue:
    """The same for one region."""
    return page("funding/public.html", **page_of(asked(office=False, region=code)))


@room.get("/funding/rows/<figure>")
@public
def rows(figure: str) -> ResponseReturnValue:
    """The rows that sum to one of the public figures."""
    return rows_page(asked(office=False), figure)
