"""Filters in a Meilisearch server's language, made of codes only: never of what was typed.

A word of a question reaches a filter as a code too: letters and digits of ASCII as they are, any
other letter as `_` and six hexadecimal digits. So there is nothing to quote and nothing to break
out of.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

from search.query import Filters, regency

NOBODY = 'id = "-"'
"""A filter that nobody passes: an id has a letter or a digit."""

_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_CODE = re.compile(r"[a-z0-9_.-]{1,200}")


def is_slug(text: str) -> bool:
    """Whether a text is made of the letters that ids may have."""
    return bool(_SLUG.fullmatch(text))


def word_code(word: str) -> str:
    """A folded word as a code; the code of a beginning is the beginning of the code."""
    if word.isascii():
        return word
    return "".join(one if one.isascii() else f"_{ord(one):06x}" for one in word)


def key_code(key: str) -> str:
    """A whole name (`search.analysis.name_keys`) as a code of fixed length."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=10).hexdigest()


def one_of(field: str, codes: Iterable[str]) -> str:
    """Whoever has any of the codes; those that are no codes nobody has."""
    known = [f'"{code}"' for code in codes if _CODE.fullmatch(code) or is_slug(code)]
    return f"{field} IN [{', '.join(known)}]" if known else NOBODY


def begins(field: str, code: str) -> str:
    """Whoever has a code that begins so."""
    return f'{field} STARTS WITH "{code}"'


def any_way(ways: Iterable[str]) -> str:
    """Whoever passes one of the filters."""
    return f"({' OR '.join(ways)})"


def facet_filters(filters: Filters) -> dict[str, str]:
    """{facet: filter} for each facet that filters something."""
    made = {}
    for facet, wanted in filters.wanted().items():
        # The server ignores case; our codes have none but small letters.
        codes = [code for code in wanted if _CODE.fullmatch(code)]
        ways = [one_of(facet, codes)]
        if facet == "region" and (wholes := {part for code in codes if (part := regency(code))}):
            ways.append(one_of("region_whole", sorted(wholes)))
        made[facet] = any_way(ways)
    return made
