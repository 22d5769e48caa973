"""The doubts of a region: what waits for a decision, what was decided; as a page and a file."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.disputes.rules import FIGURES, OUTCOMES, STATES
from portal.disputes.views.room import doubted_place, room
from portal.paging import CHUNK, every
from portal.pledges.rules import today
from portal.programmes.labels import in_asset
from portal.regions.day_rules import working_days
from portal.web import actor, moment, page, page_number, requires, session
from portal.web.filters import know_regions, named, region_name
from portal.web.sheets import Column, listed

FIGURE, OUTCOME, STATE = named(FIGURES), named(OUTCOMES), named(STATES)


def _asked_decided() -> bool:
    return request.args.get("state") == "decided"


@room.get("/review/disputes")
@requires(access.see_disputes)
def listing() -> ResponseReturnValue:
    """What waits within the reader's mandates, the oldest first, or what was decided."""
    decided = _asked_decided()
    found = queries.in_reach(session(), actor(), decided=decided, page=page_number())
    know_regions({one.region for one in found.items if one.region})
    told = "decided" if decided else None
    return page(
        "disputes/listing.html",
        found=found,
        decided=decided,
        left={one.id: days_left(one) for one in found.items},
        turn=lambda number: url_for("disputes.listing", state=told, page=number),
        sheet=lambda form: url_for("disputes.sheet", state=told, form=form),
    )


def days_left(one: Dispute) -> int:
    """Working days that remain for the decision; negative when the day has passed."""
    return working_days(today(moment()), one.answer_by)


@room.get("/review/disputes.<form>")
@requires(access.see_disputes)
def sheet(form: str) -> Response:
    """The same list as a file; never how somebody is reached."""
    decided = _asked_decided()
    rows = every(
        lambda number: queries.in_reach(
            session(), actor(), decided=decided, page=number, per_page=CHUNK
        )
    )
    columns: list[Column] = [
        (_("Angka"), lambda one: FIGURE(one.figure)),
        (_("Tempatnya"), doubted_place),
        (_("Wilayah"), lambda one: region_name(one.region)),
        (_("Yang tampil"), lambda one: in_asset(one.shown, one.asset)),
        (_("Yang diharapkan"), _expected),
        (_("Apa yang salah"), lambda one: one.text),
        (_("Dipertanyakan"), lambda one: one.opened_at),
        (_("Batas keputusan"), lambda one: one.answer_by),
        (_("Keadaan"), lambda one: STATE(one.state)),
    ]
    if decided:
        columns += [
            (_("Alasan"), lambda one: one.decision.reason),
            (_("Diputuskan"), lambda one: one.decision.at),
        ]
    return listed(form, _("angka yang dipertanyakan"), columns, rows)


def _expected(one: Dispute) -> str:
    return in_asset(one.expected, one.asset) if one.expected is not None else ""
