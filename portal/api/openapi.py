"""The interface described in OpenAPI 3.1, written beside the views that it describes."""

from typing import Any

from portal.api.schema_words import Schema, ref
from portal.api.schemas import SCHEMAS
from portal.finder.request import FILTERS, LISTS, MOST_PER_PAGE, PROGRAMMES
from search.query import FACETS, Sort

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "minimum": 1}
_ORDERS: Schema = {"enum": ["relevance", "name", "confirmed"]}
_ABOUT = {
    "speciality": "Codes of specialities",
    "region": "Official codes of regions that are served, e.g. 36.73",
}


def _parameter(name: str, about: str, schema: Schema = _TEXT) -> Schema:
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _facet(name: str) -> Schema:
    """A parameter that may be repeated: any of its values."""
    one: Schema = {"type": "string", "enum": list(LISTS[name])} if name in LISTS else _TEXT
    about = f"{_ABOUT.get(name, 'Codes')}; any of them"
    return _parameter(name, about, {"type": "array", "items": one})


def _get(summary: str, schema: str, *parameters: Schema, path: str = "") -> Schema:
    given = list(parameters)
    if path:
        given.append({"name": path, "in": "path", "required": True, "schema": _TEXT})
    return {
        "get": {
            "summary": summary,
            "parameters": given,
            "responses": {
                "200": {
                    "description": "Found",
                    "content": {"application/json": {"schema": ref(schema)}},
                },
                "4XX": {"$ref": "#/components/responses/Problem"},
                "5XX": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


_PAGE = _parameter("page", "From 1", _WHOLE)

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Simpul",
        "version": "1",
        "description": "Read-only. Only what everybody may see. Sums are whole rupiah.",
    },
    "paths": {
        "/api/v1/organisations": _get(
            "Search organisations",
            "Organisations",
            _parameter("q", "Words"),
            *(_facet(name) for name in FACETS),
            _parameter("sort", "The order", {"enum": [sort.value for sort in Sort]}),
            _parameter("near", "latitude,longitude in degrees, for sort=distance"),
            _parameter("from", "Code or name of a region, for sort=distance"),
            _PAGE,
            _parameter("per_page", "How many", _WHOLE | {"maximum": MOST_PER_PAGE}),
        ),
        "/api/v1/organisations/{id}": _get(
            "One organisation; 301 leads from a merged one to the one that goes on",
            "Organisation",
            path="id",
        ),
        "/api/v1/programmes": _get(
            "Programmes and their funding",
            "Programmes",
            _parameter("q", "Words"),
            *(_facet(name) for name in FILTERS[PROGRAMMES]),
            _parameter("sort", "The order; confirmed is the newest first", _ORDERS),
            _PAGE,
            _parameter("per_page", "How many", _WHOLE | {"maximum": MOST_PER_PAGE}),
        ),
        "/api/v1/programmes/{id}": _get("One programme, line by line", "Programme", path="id"),
        "/api/v1/funding": _get(
            "The figures of all public programmes by region, stage and source",
            "FundingOverview",
            _parameter("region", "Code of a region: programmes whose owner is seated there"),
            _parameter("stage", "A stage"),
        ),
        "/api/v1/regions": _get(
            "Regions by official code",
            "Regions",
            _parameter("parent", "Code of the region above; without it the provinces"),
        ),
    },
    "components": {
        "schemas": SCHEMAS,
        "responses": {
            "Problem": {
                "description": "RFC 9457 problem document",
                "content": {"application/problem+json": {"schema": ref("Problem")}},
            }
        },
    },
}
