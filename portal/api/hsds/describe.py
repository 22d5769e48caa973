"""The interface described in OpenAPI 3.1, for whoever asks `/` where its description is."""

from typing import Any

from flask import url_for

LIST = ("search", "page", "per_page", "format")
_FILTERS = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full")
PATHS: dict[str, tuple[str, ...]] = {
    "/": (),
    "/services": (*LIST, *_FILTERS, "minimal"),
    "/services/{id}": (),
    "/organizations": (*LIST, "full", "full_service", "taxonomy_term_id", "taxonomy_id"),
    "/organizations/{id}": ("full_service",),
    "/service_at_locations": (*LIST, *_FILTERS, "postcode", "near", "proximity"),
    "/service_at_locations/{id}": (),
    "/taxonomies": LIST,
    "/taxonomies/{id}": (),
    "/taxonomy_terms": (*LIST, "taxonomy_id", "top_only", "parent_id"),
    "/taxonomy_terms/{id}": (),
}
ABOUT = {
    "postcode": "Official code of a region, e.g. 36.73: no postal codes are kept",
    "near": "latitude,longitude in degrees",
    "proximity": "Metres from there; 10000 when it is left out",
    "format": "json, or ndjson for every row without pages",
}


def document() -> dict[str, Any]:
    """The description, with this portal's own address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Simpul: HSDS",
            "version": "3.0",
            "description": "Human Services Data Specification 3.0, read-only, public facts only.",
        },
        "servers": [{"url": url_for("hsds.front", _external=True).rstrip("/")}],
        "paths": {path: _path(path, names) for path, names in PATHS.items()},
    }


def _path(path: str, names: tuple[str, ...]) -> dict[str, Any]:
    given: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "query",
            "description": ABOUT.get(name, "As in HSDS 3.0"),
            "schema": {"type": "string"},
        }
        for name in names
    ]
    if "{id}" in path:
        where = {"name": "id", "in": "path", "required": True}
        given.append(where | {"schema": {"type": "string", "format": "uuid"}})
    content = {"application/json": {"schema": {"type": "object"}}}
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    return {
        "get": {
            "parameters": given,
            "responses": {
                "200": {"description": "Found", "content": content},
                "4XX": {"description": "RFC 9457 problem document", "content": problem},
            },
        }
    }
