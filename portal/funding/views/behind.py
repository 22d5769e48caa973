"""The rows behind a figure over many programmes, with the sum line that equals it."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.access import see_pledge
from portal.assets import CURRENCIES, RUPIAH, UNITS
from portal.funding import queries
from portal.funding.queries import Asked, Row, within
from portal.funding.rules import HOW
from portal.funding.views.room import address, check_figure, day, rows_address, sources
from portal.paging import Paged
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.passing_rules import PASS_ON_WITHIN
from portal.pledges.queries import donor_name
from portal.pledges.queries.passing import kept_too_long
from portal.web import actor, page, page_number, session
from portal.web.filters import know_regions
from portal.web.pages import translated

PER_PAGE = 50
# Told by pledges even where no source was asked for: each has a day and somebody to ask.
PLEDGED = frozenset({"offered", "due", "overdue"})


def by_pledge(asked: Asked, figure: str) -> bool:
    """Whether a figure's rows are pledges; otherwise they are lines of programmes."""
    return bool(asked.source) or (not asked.public and figure in PLEDGED)


def asked_asset() -> str:
    """The asset that the address names; rupiah for anything unknown."""
    asset = request.args.get("asset", RUPIAH)
    return asset if asset in CURRENCIES or asset in UNITS else RUPIAH


def rows_page(asked: Asked, figure: str) -> ResponseReturnValue:
    """The page of a figure's rows; their sum is worked out apart from them."""
    check_figure(figure, asked)
    asset = asked_asset()
    total = total_of(asked, figure, asset)
    found = found_rows(asked, figure, asset, page_number())
    know_regions({one.work.region for one in found.items if one.work})
    told = {"asset": "" if asset == RUPIAH else asset}
    # Money that lies in a fund is late, and no part of the sum: it arrived.
    waits = figure == "overdue" and asset == RUPIAH and not asked.source
    return page(
        "funding/rows.html",
        asked=asked,
        figure=figure,
        asset=asset,
        how=translated(HOW[figure]),
        total=total,
        found=found,
        shown=sum(one.sum for one in found.items),
        name=named_donor,
        known=known,
        own_rows=own_rows,
        funds=kept_too_long(session(), day(), *within(asked)) if waits else [],
        within=PASS_ON_WITHIN.days,
        back=address(asked),
        choices=sources(office=not asked.public),
        turn=lambda number: rows_address(asked, figure, page=str(number), **told),
        sheet=lambda form: rows_address(asked, figure, form, **told),
    )


def total_of(asked: Asked, figure: str, asset: str) -> int:
    """The figure as the overview shows it."""
    book = queries.grouped(session(), asked, day=day())
    return book.amounts(book.works, asked.source, asset)[figure]


def found_rows(
    asked: Asked, figure: str, asset: str, number: int, per_page: int = PER_PAGE
) -> Paged[Row]:
    """One page of a figure's rows."""
    if by_pledge(asked, figure):
        return queries.of_pledges(
            session(), asked, figure, number, day=day(), asset=asset, per_page=per_page
        )
    rows: Sequence[Row] = queries.lines(session(), asked, figure, day=day(), asset=asset)
    last = max(1, -(-len(rows) // per_page))
    number = min(number, last)
    return Paged(rows[(number - 1) * per_page : number * per_page], len(rows), number, per_page)


def named_donor(row: Row) -> str:
    """The donor of a row's pledge, as far as this reader may know it; '' for an unnamed one."""
    one = promise(row)
    return (donor_name(actor(), one) or "") if one else ""


def known(row: Row) -> bool:
    """Whether this reader may open a row's pledge."""
    one = promise(row)
    return one is not None and see_pledge(actor(), one.scope)


def promise(row: Row) -> Pledge | ProgrammeOffer | None:
    """The pledge that a row is about, or the offer to a programme; None for a line."""
    return row.course.pledge if row.course else row.offer


def own_rows(row: Row, figure: str, asset: str) -> str:
    """Where a programme's own rows of the figure stand; '' where this reader has no such page."""
    if row.work is None or row.passed or not row.work.public:
        return ""
    return url_for(
        "pledges.rows",
        slug=row.work.slug,
        figure=figure,
        requirement=row.key or None,
        asset=None if asset == RUPIAH else asset,
    )


def told(row: Row) -> Any:
    """The pledge or the programme that a row is about."""
    return promise(row) or row.work
