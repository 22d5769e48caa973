"""The embedded engine's fields, and how a document fills them."""

import json
from functools import lru_cache
from math import isfinite
from typing import Any

import tantivy

from search.analysis import (
    analyse,
    facet_codes,
    name_keys,
    name_size,
    name_trigrams,
    rank,
    region_codes,
    sort_keys,
)
from search.documents import OrganisationDocument
from search.query import FACETS

Values = dict[str, Any]

LAYOUT = 6
"""Rises with every change of the fields or of the analysis: an older index is rebuilt."""

TEXT_FIELDS = ("name", "also", "topic", "service", "text", "name_synonyms", "synonyms")
"""Fields that answer a word as it is typed, best first."""

TOPICAL = ("topic", "service", "name_synonyms", "synonyms")
KEPT = frozenset({"id", "names", "places", "kind", "due", "text", *TOPICAL})
"""Fields that can be read back: what ordering near answers needs to know of a candidate."""

SORT_KEYS = ("by_name", "by_browse", "by_confirmed")
_COUNTED = (*(facet for facet in FACETS if facet != "region"), "region_district")
_MAX_CODE = 200
_NUMBERS = range(-(2**63), 2**63)


def _build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _COUNTED:
        kept = field in KEPT
        builder.add_text_field(
            field, stored=kept, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for field in (*SORT_KEYS, "region_count"):
        builder.add_text_field(field, fast=True, tokenizer_name="column", index_option="basic")
    for field in ("names", "places"):
        builder.add_text_field(field, stored=True, tokenizer_name="column", index_option="basic")
    for field in ("region", "region_whole", "name_key", "name_size"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="words", index_option="position")
    for field in (*TEXT_FIELDS[1:], "stems", "every", "trigrams"):
        kept = field in KEPT
        builder.add_text_field(field, stored=kept, tokenizer_name="words", index_option="basic")
    for field in ("rank", "version", "due"):
        builder.add_integer_field(field, stored=field in KEPT, fast=True, indexed=True)
    for field in ("latitude", "longitude"):
        builder.add_float_field(field, fast=True)
    return builder.build()


SCHEMA = _build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Give an index the tokenizers of our fields; they live in the process, not on disk.

    *Words* are those of our folded text. A *column* orders, counts or is kept, and nobody looks
    its terms up: the engine writes them to the column and none to the index of terms, which
    saves a sixth of the index and of the time to build it.
    """
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("words", whitespace.build())
    whole = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    index.register_fast_field_tokenizer("column", whole.build())
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    index.register_tokenizer("column", nothing.filter(tantivy.Filter.remove_long(1)).build())


def sound(text: str) -> str:
    """A text without lone surrogates, which the engine cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def code(value: str) -> str:
    """A code as the engine can hold it: no lone surrogates, at most 200 characters."""
    return sound(value)[:_MAX_CODE]


@lru_cache(maxsize=4096)
def _coded(listed: tuple[str, ...]) -> list[str]:
    return list(map(code, listed))


def engine_form(document: OrganisationDocument) -> str:
    """A document as the engine takes it, as JSON: all the work that needs no engine.

    Raises ValueError for one that it cannot keep.
    """
    if document.version not in _NUMBERS:
        raise ValueError("its version is beyond what the engine keeps")
    return _as_json(_values(document))


_as_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def _values(document: OrganisationDocument) -> Values:
    """What each field holds of a document."""
    parts = analyse(document)
    found: Values = {field: " ".join(getattr(parts, field)) for field in TEXT_FIELDS}
    # Who has a word twice is found by it once: `every` need not be without repeats.
    found["every"] = " ".join(filter(None, found.values()))
    found |= {
        "stems": " ".join(parts.stems),
        "id": code(document.id),
        "name_key": name_keys(document),
        "name_size": name_size(parts.name),
        "trigrams": " ".join(name_trigrams(parts)),
        "rank": rank(document),
        "version": document.version,
        "due": int(document.due),
        "names": [" ".join(name) for name in (parts.name, *parts.others)],
        "places": " ".join(parts.places),
    }
    for key, value in sort_keys(document).items():
        found[key] = sound(value)
    for codes in (facet_codes(document), region_codes(document)):
        for field, listed in codes.items():
            if listed:
                found[field] = _coded(listed)
    place = {"latitude": document.latitude, "longitude": document.longitude}
    if all(number is not None and isfinite(number) for number in place.values()):
        found |= place
    return found
