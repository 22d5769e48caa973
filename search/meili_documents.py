"""A document as a Meilisearch server keeps it, and the settings of the index it lies in."""

from typing import Any

from search.analysis import (
    analyse,
    card,
    facet_codes,
    name_keys,
    rank,
    region_codes,
    sort_keys,
)
from search.documents import OrganisationDocument
from search.index import BadDocument
from search.meili_filters import is_slug, key_code, word_code
from search.query import FACETS

LAYOUT = 5
"""Rises with every change of the fields or of the analysis: the index gets another name."""

CODES = (*FACETS, "region_whole", "region_count", "region_district")
TEXTS = ("name", "also", "topic", "service", "text", "name_synonyms", "synonyms")
"""Fields that hold folded words, best first: the searchable attributes."""

RETRIEVED = ("id", "rank", "names", "due", *TEXTS)
"""What it takes to give points to a hit."""

MOST_HITS = 1_000_000
MOST_VALUES = 10_000
"""More than there are kecamatan: whatever is beyond would be cut off without a word."""

_FILTERED = ("id", *CODES, "words", "stems", "keys")


def _filterable(attribute: str) -> dict[str, Any]:
    return {
        "attributePatterns": [attribute],
        "features": {
            "facetSearch": attribute == "words",
            "filter": {"equality": True, "comparison": False},
        },
    }


SETTINGS: dict[str, Any] = {
    # Written out, because what a server takes when nothing is said changes with its version.
    "rankingRules": ["sort", "words", "typo", "proximity", "attribute", "exactness", "rank:asc"],
    "searchableAttributes": list(TEXTS),
    "filterableAttributes": [*map(_filterable, _FILTERED)],
    "sortableAttributes": ["_geo", "by_browse", "by_confirmed", "by_name", "rank"],
    "displayedAttributes": ["*"],
    "stopWords": [],
    "synonyms": {},
    "distinctAttribute": None,
    "pagination": {"maxTotalHits": MOST_HITS},
    "faceting": {
        "maxValuesPerFacet": MOST_VALUES,
        "sortFacetValuesBy": {"*": "alpha", "words": "count"},
    },
}


def to_meili(document: OrganisationDocument) -> dict[str, Any]:
    """The server's form of a document; raises BadDocument for one it would refuse.

    One bad document makes the server refuse all that came with it.
    """
    if not is_slug(document.id) or len(document.id) > 511:
        raise BadDocument("its id is no id the search server takes")
    if not -(2**53) <= document.version <= 2**53:
        raise BadDocument("its version is beyond what the search server keeps exactly")
    parts = analyse(document)
    values: dict[str, Any] = {
        "id": document.id,
        "version": document.version,
        "rank": rank(document),
        "due": document.due,
        **{facet: list(codes) for facet, codes in facet_codes(document).items()},
        **{field: list(codes) for field, codes in region_codes(document).items()},
        "words": [word_code(word) for word in parts.every()],
        "stems": [word_code(root) for root in parts.stems],
        "keys": [key_code(key) for key in name_keys(document)],
        "names": [document.name, *filter(None, (document.short_name, *document.other_names))],
        **{field: _sortable(key) for field, key in sort_keys(document).items()},
        "card": card(document, parts),
        **{field: " ".join(getattr(parts, field)) for field in TEXTS},
    }
    if document.latitude is not None and document.longitude is not None:
        values["_geo"] = _point(document.latitude, document.longitude)
    return values


def _point(latitude: float, longitude: float) -> dict[str, float]:
    # A place that cannot be makes the server refuse whatever it was about to take in.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadDocument("its place is not on the globe")
    return {"lat": latitude, "lng": longitude}


def _sortable(key: str) -> str:
    """A sort key whose order survives the server's own folding of texts.

    The letter in front keeps it from being read as a number; the marks for 'end of name' and
    'end of word' sort below digits and letters, as they do in the key.
    """
    return "n" + key.replace("\x01", "!").replace(" ", "-")
