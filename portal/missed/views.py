"""The coordinators' page of what was looked for and not found, and the same as a file."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.missed import queries
from portal.missed.queries import Missing
from portal.sheets import Row
from portal.web import actor, page, parts, requires
from portal.web.filters import know_regions, region_name
from portal.web.sheets import check, download

room = Blueprint("missed", __name__)


@room.get("/review/missed")
@requires(access.see_queue)
def listing() -> ResponseReturnValue:
    """What people looked for in my region and nobody offers."""
    found = _found()
    return page(
        "missed/listing.html",
        found=found,
        sheet=lambda form: url_for("missed.sheet", form=form),
    )


@room.get("/review/missed.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """The same list as a file."""
    check(form)
    head = [_("Yang dicari"), _("Kode wilayah"), _("Wilayah"), _("Berapa kali"), _("Sejak")]
    return download(form, _("yang belum ada"), head, list(_rows(_found())))


def _found() -> list[Missing]:
    found = queries.listing(parts().counters, actor())
    know_regions(one.region for one in found)
    return found


def _rows(found: Sequence[Missing]) -> Iterator[Row]:
    for one in found:
        yield [one.words, one.region or None, region_name(one.region), one.count, one.since]
