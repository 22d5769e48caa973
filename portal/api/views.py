"""The public JSON interface, version 1: read-only, no sign-in, only what everybody may see."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.api import money, shapes
from portal.api.openapi import DOCUMENT
from portal.directory.branches import branches_of, parent_of
from portal.directory.models import Organisation
from portal.directory.queries import going_on
from portal.directory.rules import LISTED
from portal.errors import NotFound
from portal.finder.distance import located
from portal.finder.found import find, find_programmes, parts
from portal.finder.request import PROGRAMMES, Asked, read
from portal.funding.queries import Asked as Question
from portal.funding.queries import grouped
from portal.permits.queries import on_file
from portal.pledges.queries import funding
from portal.pledges.rules import today
from portal.programme_partners.queries import named
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.regions import queries as regions
from portal.regions.rules import is_code
from portal.results.queries import progress
from portal.updates.queries import latest
from portal.vocabulary import STAGES
from portal.web import moment, public, session
from search.results import Results

# So many news of a programme are told, the newest first.
MOST_UPDATES = 10

room = Blueprint("api", __name__, url_prefix="/api/v1")


@room.get("/organisations")
@public
def organisations() -> Response:
    """The same search as the page's, with the same parameters."""
    asked, _origin = located(session(), read(request.args))
    found = find(session(), asked)
    parts(session(), [row.organisation for row in found.rows])
    return jsonify(
        **_envelope(asked, found.total, found.results),
        items=[shapes.organisation_line(row.organisation) for row in found.rows],
    )


@room.get("/organisations/<public_id>")
@public
def organisation(public_id: str) -> ResponseReturnValue:
    """One listed organisation; an entry that was merged leads to the one that goes on."""
    one = session().scalar(
        select(Organisation).where(Organisation.public_id == public_id).options(selectinload("*"))
    )
    if one is not None and one.merged_into_id is not None:
        heir = going_on(session(), one)
        if heir is None or heir.status not in LISTED:
            raise NotFound
        return redirect(url_for("api.organisation", public_id=heir.public_id), code=301)
    if one is None or one.status not in LISTED:
        raise NotFound
    above, below = parent_of(session(), one), branches_of(session(), one)
    return jsonify(shapes.organisation_whole(one, above, below))


@room.get("/programmes")
@public
def listing() -> Response:
    """The programmes that can be supported, with their figures: the same search as the page's."""
    asked = read(request.args, PROGRAMMES)
    found = find_programmes(session(), asked)
    known = funding(session(), [one.id for one in found.rows], today=today(moment()))
    return jsonify(
        **_envelope(asked, found.total, found.results),
        items=[shapes.programme_line(one, known[one.id]) for one in found.rows],
    )


def _envelope(asked: Asked, total: int, results: Results) -> dict[str, Any]:
    """What every list says of itself before its items."""
    return {
        "query": {"q": asked.text, "sort": asked.sort.value}
        | {name: list(values) for name, values in asked.filters.items()},
        "total": total,
        "page": asked.page,
        "per_page": asked.per_page,
        "engine": results.engine,
        "took_ms": round(results.took_ms, 2),
        "relaxed": results.relaxed,
        "facets": shapes.facet_values(session(), asked, results),
    }


@room.get("/programmes/<public_id>")
@public
def programme(public_id: str) -> Response:
    """One public programme, line by line."""
    one = _programme(session(), public_id)
    day = today(moment())
    known = funding(session(), [one.id], today=day)
    told = shapes.programme_whole(
        one,
        known[one.id],
        progress(session(), one),
        named(session(), [one.id]).get(one.id, []),
        latest(session(), one, MOST_UPDATES),
        on_file(session(), one, (), day),
    )
    return jsonify(told)


def _programme(session: Session, public_id: str) -> Programme:
    one = session.scalar(
        select(Programme)
        .join(Programme.organisation)
        .where(Programme.public_id == public_id, programmes.public())
    )
    if one is None:
        raise NotFound
    return one


@room.get("/funding")
@public
def funding_overview() -> Response:
    """The figures of all public programmes, or those of a region or a stage."""
    region, stage = request.args.get("region", ""), request.args.get("stage", "")
    if region and (not is_code(region) or regions.find(session(), region) is None):
        raise NotFound
    if stage and stage not in STAGES:
        raise NotFound
    asked, day = Question(region=region, stage=stage), today(moment())
    return jsonify(money.overview(grouped(session(), asked, day=day), asked, day))


@room.get("/regions")
@public
def listed_regions() -> Response:
    """The provinces, or the regions right below `parent`."""
    parent = request.args.get("parent", "")
    if parent and (not is_code(parent) or regions.find(session(), parent) is None):
        raise NotFound
    rows = regions.children(session(), parent) if parent else regions.provinces(session())
    return jsonify(items=[shapes.region(one) for one in rows], total=len(rows))


@room.get("/openapi.json")
@public
def openapi() -> Response:
    """This interface, described for programs."""
    document: dict[str, Any] = DOCUMENT
    return jsonify(document)
