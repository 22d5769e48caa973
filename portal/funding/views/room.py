"""The room's blueprint, what an address asks, and where each figure leads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from portal.access import Actor, Role
from portal.errors import N_, NotFound
from portal.funding.queries import Asked
from portal.funding.rules import (
    BY_PLEDGE,
    FIGURES,
    HOW,
    OFFICE_ONLY,
    UNSAID,
    source_code,
)
from portal.ledger.title_rules import TITLES
from portal.pledges.rules import today
from portal.regions import queries as regions
from portal.vocabulary import BUDGET_LEVELS, SOURCES, STAGES
from portal.web import actor, moment, session
from portal.web.filters import named
from portal.web.pages import translated

room = Blueprint("funding", __name__)
room.add_app_template_filter(named(TITLES), "figure_name")
room.add_app_template_filter(named(HOW), "figure_how")
# The roles whose holders look after the money of a region.
ROLES = (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
UNSAID_WORDS = N_("Sumber tidak disebut")


def day() -> date:
    """The day by which offers stand and instalments are due."""
    return today(moment())


def reach(by: Actor) -> tuple[str | None, ...]:
    """The regions whose money somebody looks after; None stands for the nation."""
    return tuple(dict.fromkeys(code for role in ROLES for code in by.regions(role)))


def asked(*, office: bool, region: str | None = None) -> Asked:
    """What the address asks; raises NotFound for a region that does not exist."""
    code = request.args.get("region", "") if region is None else region
    if code and regions.find(session(), code) is None:
        raise NotFound
    stage, source = request.args.get("stage", ""), request.args.get("source", "")
    return Asked(
        region=code,
        stage=stage if stage in STAGES else "",
        source=source if source in sources(office=office) else "",
        reach=reach(actor()) if office else (),
    )


def sources(*, office: bool) -> Mapping[str, str]:
    """The sources to choose from, with their words; a public budget also by its level."""
    found = {code: translated(words) for code, words in SOURCES.items()}
    for level, words in BUDGET_LEVELS.items():
        found[source_code("public_budget", level)] = translated(words)
    if not office:
        found[UNSAID] = translated(UNSAID_WORDS)
    return found


def check_figure(figure: str, one: Asked) -> None:
    """Raise NotFound for a figure that there is not, for this reader or of one source."""
    known = BY_PLEDGE if one.source else FIGURES
    if figure not in known or (one.public and figure in OFFICE_ONLY):
        raise NotFound


def address(one: Asked) -> str:
    """The page of a question."""
    told = one.address()
    if not one.public:
        return url_for("funding.pipeline", **told)
    if code := told.pop("region", ""):
        return url_for("funding.region", code=code, **told)
    return url_for("funding.national", **told)


def sheet_address(one: Asked, form: str) -> str:
    """The programmes of a question with their figures, as a file."""
    endpoint = "funding.sheet" if one.public else "funding.pipeline_sheet"
    return url_for(endpoint, form=form, **one.address())


def rows_address(one: Asked, figure: str, form: str = "", **told: str) -> str:
    """The rows behind a figure, as a page or as a file."""
    endpoint = "funding.rows" if one.public else "funding.pipeline_rows"
    values: dict[str, Any] = {
        "figure": figure,
        **one.address(),
        **{k: v for k, v in told.items() if v},
    }
    if form:
        return url_for(f"{endpoint}_sheet", form=form, **values)
    return url_for(endpoint, **values)
