"""The interface described in OpenAPI 3.1, written beside the views that it describes."""

from typing import Any

from search.query import FACETS


def _parameter(name: str, about: str, *, repeated: bool = False, kind: str = "string") -> Any:
    one: dict[str, Any] = {"type": kind}
    schema = {"type": "array", "items": one} if repeated else one
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _get(summary: str, *parameters: Any, path: str = "") -> Any:
    given = list(parameters)
    if path:
        given.append({"name": path, "in": "path", "required": True, "schema": {"type": "string"}})
    return {
        "get": {
            "summary": summary,
            "parameters": given,
            "responses": {
                "200": {
                    "description": "Found",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "4XX": {"$ref": "#/components/responses/Problem"},
                "5XX": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


_PAGE = _parameter("page", "From 1", kind="integer")

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
            _parameter("q", "Words"),
            *(_parameter(name, "Codes; any of them", repeated=True) for name in FACETS),
            _parameter("sort", "relevance, name, confirmed or distance"),
            _parameter("near", "latitude,longitude in degrees, for sort=distance"),
            _PAGE,
            _parameter("per_page", "1 to 100", kind="integer"),
        ),
        "/api/v1/organisations/{id}": _get("One organisation", path="id"),
        "/api/v1/programmes": _get(
            "Programmes and their funding",
            _parameter("stage", "Codes; any of them", repeated=True),
            _parameter("region", "Codes; any of them", repeated=True),
            _PAGE,
        ),
        "/api/v1/programmes/{id}": _get("One programme, line by line", path="id"),
        "/api/v1/regions": _get(
            "Regions by official code", _parameter("parent", "Code of the region above")
        ),
    },
    "components": {
        "responses": {
            "Problem": {
                "description": "RFC 9457 problem document",
                "content": {"application/problem+json": {"schema": {"type": "object"}}},
            }
        }
    },
}
