"""Reading: my pledges, one pledge with its way, and the rows behind a programme's number."""

from collections.abc import Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal import access
from portal.assets import RUPIAH, is_asset
from portal.errors import NotFound
from portal.ledger import queries as ledger
from portal.ledger.rules import Figures
from portal.paging import Paged, nearest
from portal.pledges import queries
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries import Traced
from portal.pledges.queries.passing import ends
from portal.pledges.rules import today
from portal.pledges.services import own_asset
from portal.pledges.views.room import bar, delivery, pledge, programme, room
from portal.programmes.models import Programme
from portal.web import actor, moment, page, page_number, public, requires, session

PER_PAGE = 100
SHOWN = ("required", "offered", *queries.FIGURES, *queries.GAPS)


@room.get("/pledges")
@requires(access.offer_pledge)
def mine() -> ResponseReturnValue:
    """The pledges that my organisations give and receive."""
    found = queries.mine(session(), actor(), page_number(), today=today(moment()))
    return page("pledges/mine.html", found=found)


@room.get("/pledges/<reference>", endpoint="pledge")
@requires(access.see_pledge, pledge)
def show(pledge: Pledge) -> ResponseReturnValue:
    """Where a pledge stands, how it came there, and the one next step."""
    course = queries.course_of(session(), pledge, today(moment()))
    side = queries.side_of(actor(), pledge)
    asked = queries.proposed(session(), [pledge.id]).get(pledge.id)
    rows = ledger.rows_of_pledge(session(), pledge.public_id)
    reversed_rows = {row.reverses for row in rows if row.reverses}
    shown = Figures(
        required=pledge.amount,
        received=course.flows.received,
        open=course.open,
        unmet=pledge.amount - course.flows.received - course.open,
    )
    return page(
        "pledges/pledge.html",
        pledge=pledge,
        course=course,
        side=side,
        step=queries.next_step(course, side, actor().id, asked),
        proposal=asked,
        proposal_state=queries.proposal_state(asked, course) if asked else "",
        events=queries.timeline(session(), course),
        rows=rows,
        reversed=reversed_rows,
        drawn=bar(shown),
        open_by=_open_discrepancies(pledge),
        whole=queries.whole_of(session(), pledge),
    )


@room.get("/deliveries/<public_id>/handover")
@requires(access.see_pledge, delivery)
def handover(delivery: Delivery) -> ResponseReturnValue:
    """What was handed over, how many and in which state, as both sides say: to read and print."""
    hearing = queries.hearing_of(delivery)
    held = {one.id for one in hearing.words}
    words = [one for one in delivery.sayings if one.id in held]
    if not any(one.handover for one in words):
        raise NotFound
    return page("pledges/handover.html", delivery=delivery, hearing=hearing, words=words)


def _open_discrepancies(pledge: Pledge) -> dict[int, str]:
    """The open discrepancies of a pledge by the key of their delivery."""
    found = queries.discrepancies_of(session(), pledge)
    return {one.delivery_id: one.public_id for one in found if one.closed_at is None}


def traced(found: Programme, figure: str, line: str, asset: str) -> Sequence[Traced]:
    """The rows behind a figure of a programme, or of one of its lines; NotFound for no figure."""
    if figure not in SHOWN or not is_asset(asset):
        raise NotFound
    if figure in queries.GAPS:
        return queries.gaps(session(), found, figure, line=line, asset=asset)
    day = today(moment())
    return queries.behind(session(), found, figure, line=line, today=day, asset=asset)


def _paged(found: Programme, figure: str, line: str, asset: str) -> tuple[Paged[Traced], int]:
    """One page of the rows behind a figure, and what all of them come to."""
    if figure in queries.FIGURES and is_asset(asset):
        many, total = queries.weigh(session(), found, figure, line=line, asset=asset)
        number = nearest(page_number(), many, PER_PAGE)
        shown = queries.behind(
            session(),
            found,
            figure,
            line=line,
            today=today(moment()),
            asset=asset,
            most=PER_PAGE,
            start=(number - 1) * PER_PAGE,
        )
        return Paged(shown, many, number, PER_PAGE), total
    rows = traced(found, figure, line, asset)
    number = nearest(page_number(), len(rows), PER_PAGE)
    shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Paged(shown, len(rows), number, PER_PAGE), sum(one.sum for one in rows)


def asked_asset(found: Programme, line: str) -> str:
    """The asset that an address asks for: as it says, else the line's own, else rupiah."""
    own = next((own_asset(one) for one in found.requirements if one.public_id == line), RUPIAH)
    return request.args.get("asset", "") or own


@room.get("/programmes/<slug>/rows/<figure>")
@public
def rows(slug: str, figure: str) -> ResponseReturnValue:
    """The rows that sum to one number of a programme, or of one of its lines."""
    found = programme(session(), slug)
    line = request.args.get("requirement", "")
    asset = asked_asset(found, line)
    turned, total = _paged(found, figure, line, asset)
    behind = turned.items
    requirement = next((one for one in found.requirements if one.public_id == line), None)
    promised = [one.pledge for one in behind if one.pledge]
    names = {one.reference: queries.donor_name(actor(), one) for one in promised}
    known = {one.reference for one in promised if access.see_pledge(actor(), one.scope)}
    return page(
        "pledges/rows.html",
        programme=found,
        figure=figure,
        asset=asset,
        requirement=requirement,
        whole=line == queries.WHOLE,
        rows=behind,
        hops=ends(session(), [one.transfer for one in behind if one.transfer]),
        total=total,
        found=turned,
        names=names,
        known=known,
        audits=access.read_journal(actor(), found.scope),
        turn=lambda number: url_for(
            "pledges.rows",
            slug=slug,
            figure=figure,
            requirement=line or None,
            asset=None if asset == RUPIAH else asset,
            page=number,
        ),
        sheet=lambda form: url_for(
            "pledges.rows_sheet",
            slug=slug,
            figure=figure,
            requirement=line or None,
            asset=None if asset == RUPIAH else asset,
            form=form,
        ),
    )
