"""The addresses of HSDS 3.0 (openreferral/specification, `schema/openapi.json`)."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from sqlalchemy import Select

from portal.api.hsds import queries, shapes, terms
from portal.api.hsds.asked import Asked, read
from portal.api.hsds.describe import document
from portal.api.hsds.known import know
from portal.api.hsds.queries import Site, Terms
from portal.api.hsds.terms import Json
from portal.directory.models import Organisation, Service
from portal.errors import NotFound
from portal.paging import nearest
from portal.web import public, session, streamed

room = Blueprint("hsds", __name__, url_prefix="/api/hsds")
CHUNK = 200
Shape = Callable[[Sequence[Any]], list[Json]]


@room.get("/")
@public
def front() -> Response:
    """Which version and profile this is."""
    return jsonify(
        version="3.0",
        profile="https://docs.openreferral.org/en/3.0/hsds/",
        openapi_url=url_for("hsds.openapi", _external=True),
    )


@room.get("/openapi.json")
@public
def openapi() -> Response:
    """This interface, described for programs."""
    return jsonify(document())


@room.get("/organizations")
@public
def organizations() -> Response:
    """Listed organisations."""
    asked, known = read(request.args), terms.all_terms(session())

    def shape(rows: Sequence[Any]) -> list[Json]:
        found = [row[0] for row in rows]
        more = know(session(), known, found)
        held = "full" if asked.full_service else "line" if asked.full else ""
        whole = asked.full or asked.full_service
        return [shapes.organisation(one, more, full=whole, services=held) for one in found]

    return _answer(asked, queries.organisations(asked, known), shape)


@room.get("/organizations/<public_id>")
@public
def organization(public_id: str) -> Response:
    """One listed organisation with its services."""
    asked, known = read(request.args), terms.all_terms(session())
    query = queries.organisations(Asked(), known).where(Organisation.public_id == public_id)
    one = session().scalar(query)
    if one is None:
        raise NotFound
    held = "full" if asked.full_service else "line"
    more = know(session(), known, [one])
    return jsonify(shapes.organisation(one, more, full=True, services=held))


@room.get("/services")
@public
def services() -> Response:
    """Services of listed organisations."""
    asked, known = read(request.args), terms.all_terms(session())

    def shape(rows: Sequence[Any]) -> list[Json]:
        return _services([row[0] for row in rows], asked, known)

    return _answer(asked, queries.services(asked, known), shape, everything=asked.minimal)


def _services(found: Sequence[Service], asked: Asked, known: Terms) -> list[Json]:
    owners = queries.owners(session(), found)
    if asked.minimal:
        return [shapes.line((one, owners[one.organisation_id])) for one in found]
    more = know(session(), known, owners.values())
    return [
        shapes.service(one, owners[one.organisation_id], more, full=asked.full) for one in found
    ]


@room.get("/services/<public_id>")
@public
def service(public_id: str) -> Response:
    """One service of a listed organisation, in full."""
    known = terms.all_terms(session())
    query = queries.services(Asked(), known).where(Service.public_id == public_id)
    one = session().scalar(query)
    if one is None:
        raise NotFound
    return jsonify(_services([one], Asked(full=True), known)[0])


@room.get("/service_at_locations")
@public
def service_at_locations() -> Response:
    """Services at places; `near` or `postcode` (a region's code) with `proximity` in metres."""
    asked, known = read(request.args), terms.all_terms(session())

    def shape(rows: Sequence[Any]) -> list[Json]:
        return _sites([Site(*row) for row in rows], known, full=asked.full)

    return _answer(asked, queries.sites(session(), asked, known), shape)


def _sites(found: Sequence[Site], known: Terms, *, full: bool) -> list[Json]:
    owners = queries.owners(session(), [one.service for one in found])
    more = know(session(), known, owners.values())
    told = []
    for one in found:
        owner = owners[one.service.organisation_id]
        if full:
            told.append(shapes.at_location(one.service, one.location, owner, more))
        else:
            told.append(shapes.at_location_line(one.service, one.location, owner))
    return told


@room.get("/service_at_locations/<public_id>")
@public
def service_at_location(public_id: str) -> Response:
    """One service at a place."""
    one = queries.site_of(session(), public_id)
    if one is None:
        raise NotFound
    return jsonify(_sites([one], terms.all_terms(session()), full=True)[0])


@room.get("/taxonomies")
@public
def taxonomies() -> Response:
    """The lists by which things are described."""
    asked = read(request.args)
    return _list(asked, _searched(asked, terms.taxonomies()))


@room.get("/taxonomies/<public_id>")
@public
def taxonomy(public_id: str) -> Response:
    """One list."""
    return _one(public_id, terms.taxonomies())


@room.get("/taxonomy_terms")
@public
def taxonomy_terms() -> Response:
    """The entries of the lists."""
    asked = read(request.args)
    found = [one.shape() for one in terms.all_terms(session()).values()]
    if asked.taxonomy:
        found = [one for one in found if one["taxonomy_id"] == asked.taxonomy]
    if asked.parent:
        found = [one for one in found if one.get("parent_id") == asked.parent]
    if asked.top_only:
        found = [one for one in found if "parent_id" not in one]
    return _list(asked, _searched(asked, found))


@room.get("/taxonomy_terms/<public_id>")
@public
def taxonomy_term(public_id: str) -> Response:
    """One entry of a list."""
    return _one(public_id, [one.shape() for one in terms.all_terms(session()).values()])


def _one(public_id: str, found: Sequence[Json]) -> Response:
    for one in found:
        if one["id"] == public_id:
            return jsonify(one)
    raise NotFound


def _searched(asked: Asked, found: Sequence[Json]) -> list[Json]:
    return [
        one
        for one in found
        if all(word in f"{one['name']} {one['description']}".lower() for word in asked.words)
    ]


def _list(asked: Asked, found: Sequence[Json]) -> Response:
    if asked.stream:
        return _lines(iter(found))
    page = nearest(asked.page, len(found), asked.per_page)
    start = (page - 1) * asked.per_page
    return _envelope(found[start : start + asked.per_page], len(found), page, asked.per_page)


def _answer(
    asked: Asked, query: Select[Any], shape: Shape, *, everything: bool = False
) -> Response:
    """One page of a query, or every row as lines; `everything` puts all rows on one page."""
    if asked.stream:
        return _lines(_stream(query, shape))
    total = queries.count(session(), query)
    size = max(1, total) if everything else asked.per_page
    page = nearest(asked.page, total, size)
    rows = session().execute(query.offset((page - 1) * size).limit(size)).all()
    return _envelope(shape(rows), total, page, size)


def _stream(query: Select[Any], shape: Shape) -> Iterator[Json]:
    start = 0
    while rows := session().execute(query.offset(start).limit(CHUNK)).all():
        yield from shape(rows)
        start += CHUNK


def _lines(found: Iterator[Json]) -> Response:
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in found)
    return streamed(lines, "application/x-ndjson; charset=utf-8")


def _envelope(contents: Sequence[Json], total: int, page: int, per_page: int) -> Response:
    pages = max(1, -(-total // per_page))
    return jsonify(
        total_items=total,
        total_pages=pages,
        page_number=page,
        size=len(contents),
        first_page=page == 1,
        last_page=page == pages,
        empty=not contents,
        contents=list(contents),
    )
