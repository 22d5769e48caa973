"""The room's blueprint, its words, and what pages of figures show of open doubts."""

from collections.abc import Mapping

from flask import Blueprint
from sqlalchemy.orm import Session

from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.disputes.queries import Figure
from portal.disputes.rules import ASKED, FIGURES, OUTCOMES, SIDES, STATES
from portal.funding.queries import Asked
from portal.funding.views.room import sources
from portal.pledges.models import Pledge
from portal.programmes.models import Programme
from portal.vocabulary import STAGES
from portal.web import session
from portal.web.filters import named, region_name
from portal.web.pages import translated

room = Blueprint("disputes", __name__)
room.add_app_template_filter(named(FIGURES), "doubted_figure")
room.add_app_template_filter(named(STATES), "dispute_state")
room.add_app_template_filter(named(OUTCOMES), "dispute_outcome")
room.add_app_template_filter(named(SIDES), "dispute_side")
room.add_app_template_filter(named(ASKED), "dispute_asked")


def dispute(session: Session, public_id: str) -> Dispute:
    """The doubt of an address."""
    return queries.need(session, public_id)


@room.app_template_global()
def doubts_of_programme(programme: Programme) -> Mapping[Figure, str]:
    """The open doubts about a programme's figures."""
    return queries.of_programme(session(), programme)


@room.app_template_global()
def doubts_of_pledge(pledge: Pledge) -> Mapping[str, str]:
    """The open doubts about a pledge's figures."""
    return queries.of_pledge(session(), pledge)


@room.app_template_global()
def doubts_of_funding(asked: Asked) -> Mapping[tuple[str, str], str]:
    """The open doubts about figures over many programmes, as the page asks for them."""
    return queries.of_funding(
        session(),
        public=asked.public,
        region=asked.region,
        stage=asked.stage,
        source=asked.source,
    )


@room.app_template_global()
def doubt_of_row(transfer: str) -> str:
    """The open doubt about one row of the ledger; '' for none."""
    return queries.of_row(session(), transfer)


@room.app_template_global()
def doubted_place(held: Dispute) -> str:
    """Where a doubted figure stands, in a line."""
    if held.programme:
        parts = [held.programme.title]
        if held.place == "pledge" and held.pledge:
            parts.append(held.pledge.reference)
        elif held.requirement:
            parts.append(held.requirement.description)
        return " · ".join(parts)
    parts = [region_name(held.region_code or "")]
    if held.stage:
        parts.append(translated(STAGES[held.stage]))
    if held.source:
        parts.append(sources(office=held.place == "pipeline").get(held.source, held.source))
    return " · ".join(parts)
