"""The embedded engine's fields, and how a document fills them."""

from functools import lru_cache
from typing import Any

import tantivy

from search.analysis import (
    analyse,
    browse_key,
    card,
    confirmed_key,
    facet_codes,
    name_key,
    name_keys,
    name_size,
    name_trigrams,
    rank,
    region_codes,
)
from search.documents import OrganisationDocument
from search.query import FACETS

Values = dict[str, Any]

LAYOUT = 4
"""Rises with every change of the fields or of the analysis: an older index is rebuilt."""

TEXT_FIELDS = ("name", "also", "topic", "service", "text", "name_synonyms", "synonyms")
"""Fields that answer a word as it is typed, best first."""

SORT_KEYS = ("by_name", "by_browse", "by_confirmed")
_COUNTED = (*(facet for facet in FACETS if facet != "region"), "region_count", "region_district")
_MAX_CODE = 200


def _build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in (*_COUNTED, *SORT_KEYS):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    for field in ("region", "region_whole", "name_key", "name_size"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="words", index_option="position")
    for field in (*TEXT_FIELDS[1:], "stems", "every", "trigrams"):
        builder.add_text_field(field, tokenizer_name="words", index_option="basic")
    for field in ("rank", "version", "due"):
        builder.add_integer_field(field, fast=True, indexed=True)
    for field in ("latitude", "longitude"):
        builder.add_float_field(field, fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


SCHEMA = _build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Give an index the tokenizer of our folded text; they live in the process, not on disk."""
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("words", whitespace.build())


def code(value: str) -> str:
    """A code as the engine can hold it: no lone surrogates, at most 200 characters."""
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    return value[:_MAX_CODE]


_known_code = lru_cache(maxsize=4096)(code)


def made(of: Values) -> tantivy.Document:
    """The engine's form of what `values` says."""
    return tantivy.Document.from_dict(of, SCHEMA)


def values(document: OrganisationDocument) -> Values:
    """What each field holds of a document: all the work that needs no engine."""
    parts = analyse(document)
    texts = {field: " ".join(getattr(parts, field)) for field in (*TEXT_FIELDS, "stems")}
    coded = {**facet_codes(document), **region_codes(document)}
    found: Values = {
        "id": code(document.id),
        "name_key": name_keys(document),
        "name_size": name_size(parts.name),
        "every": " ".join(parts.every()),
        "trigrams": " ".join(name_trigrams(parts)),
        "by_name": code_key(name_key(document)),
        "by_browse": code_key(browse_key(document)),
        "by_confirmed": code_key(confirmed_key(document)),
        "rank": rank(document),
        "version": document.version,
        "due": int(document.due),
        "card": card(document, parts).encode(),
        **{field: list(map(_known_code, listed)) for field, listed in coded.items()},
        **texts,
    }
    if document.latitude is not None and document.longitude is not None:
        found |= {"latitude": document.latitude, "longitude": document.longitude}
    return found


def code_key(key: str) -> str:
    """A sort key as the engine can hold it."""
    return key.encode("utf-8", "replace").decode()
