"""A document as words: what each engine indexes of it, and how it sorts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from search.documents import OrganisationDocument
from search.language import canonical, expansions, trigrams, words
from search.lexicon import STOP_WORDS
from search.query import regency
from search.stems import stem

CAPACITY_ORDER = {"accepting": 0, "limited": 1, "unknown": 2, "full": 3}
_FIRST_DAY = date(2000, 1, 1)
_LAST_DAY = 0xFFFE
_KEY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words of a document by attribute, best attribute first.

    `also` are those of the short and other names, `topic` of its specialities and aliases,
    `text` of the description and the places. `name_synonyms` and `synonyms` are words that mean
    the same as phrases of the names, and of the rest. `stems` are roots of all of them. `others`
    are the short and other names one by one, `places` the words of the places alone.
    """

    name: list[str]
    also: list[str]
    topic: list[str]
    service: list[str]
    text: list[str]
    name_synonyms: list[str]
    synonyms: list[str]
    stems: list[str]
    others: list[tuple[str, ...]]
    places: list[str]

    def every(self) -> list[str]:
        """All words a question can match exactly, each once."""
        parts = (self.name, self.also, self.topic, self.service, self.text)
        return _unique((*parts, self.name_synonyms, self.synonyms))


def _unique(parts: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(parts)))


class _Read(NamedTuple):
    """A text as folded words, what phrases of it mean besides, and the roots of its words."""

    words: tuple[str, ...]
    meant: tuple[str, ...]
    roots: tuple[str, ...]


def _read(text: str) -> _Read:
    found = words(text)
    return _Read(found, tuple(expansions(found)), tuple(map(stem, dict.fromkeys(found))))


# Labels, names of services and of places come again with many documents.
_read_again = lru_cache(maxsize=8192)(_read)


def _all(texts: Iterable[str]) -> list[_Read]:
    return [_read_again(text) if len(text) <= 80 else _read(text) for text in texts if text]


@lru_cache(maxsize=4096)
def _all_once(texts: tuple[str, ...]) -> _Read:
    """Several texts as one, everything in it once: most serve the same places as others do."""
    read = _all(texts)
    parts = zip(*read, strict=True) if read else ((), (), ())
    return _Read(*(tuple(_unique(part)) for part in parts))


def _flat(parts: Sequence[_Read]) -> list[str]:
    return list(chain.from_iterable([part.words for part in parts]))


def analyse(document: OrganisationDocument) -> Words:
    """Split a document into folded words by attribute."""
    name = [_read(document.name)]
    also = _all((document.short_name, *document.other_names))
    topic = _all((*document.speciality_labels, *document.aliases))
    service = _all(document.services)
    places = _all_once(document.places)
    text = [_read(document.about), places]
    rest = (*topic, *service, *text)
    return Words(
        name=_flat(name),
        also=_flat(also),
        topic=_unique([part.words for part in topic]),
        service=_unique([part.words for part in service]),
        text=_unique([part.words for part in text]),
        name_synonyms=_unique([part.meant for part in (*name, *also)]),
        synonyms=_unique([part.meant for part in rest]),
        stems=_unique([part.roots for part in (*name, *also, *rest)]),
        others=[part.words for part in also],
        places=list(places.words),
    )


def facet_codes(document: OrganisationDocument) -> dict[str, tuple[str, ...]]:
    """What a document has of each facet but the region, which is more than a list of codes."""
    return {
        "kind": (document.kind,),
        "speciality": document.specialities,
        "stage": document.stages,
        "language": document.languages,
        "capacity": (document.capacity,),
        "referral": ("yes",) * document.referrals,
        "open": ("24h",) * document.open_24h,
        "cost": ("free",) * document.free,
        "sex": document.sexes,
        "age": document.ages,
        "disability": ("yes",) * document.disability,
        "case": document.case_types,
        "resource": document.resources,
    }


def region_codes(document: OrganisationDocument) -> Mapping[str, tuple[str, ...]]:
    """The regions by what they are for: to filter by, served wholly, and to count.

    A kecamatan counts by itself only where its regency is not served wholly: whoever does counts
    for every kecamatan of it.
    """
    return _regions(document.regions, document.regions_whole)


# Most serve the very same places as others do, and a whole province is long.
@lru_cache(maxsize=4096)
def _regions(served: tuple[str, ...], wholly: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    above = {code: regency(code) for code in served}
    return {
        "region": served,
        "region_whole": wholly,
        "region_count": tuple(code for code, inside in above.items() if not inside),
        "region_district": tuple(
            code for code, inside in above.items() if inside and inside not in wholly
        ),
    }


def name_keys(document: OrganisationDocument) -> list[str]:
    """Whole names for exact look-up: '=' and '~' mark the name as typed and made alike,
    '+' and '-' the same of short and other names."""
    keys = [f"={' '.join(words(document.name))}", f"~{canonical(document.name)}"]
    for other in filter(None, (document.short_name, *document.other_names)):
        keys += [f"+{' '.join(words(other))}", f"-{canonical(other)}"]
    return list(dict.fromkeys(key for key in keys if len(key) > 1))


def name_size(name_words: Iterable[str]) -> str:
    """How many different telling words a name has, as a term."""
    return str(len(set(name_words) - STOP_WORDS))


def name_trigrams(parts: Words) -> list[str]:
    """Three-letter pieces of all names, sorted."""
    return sorted(trigrams({*parts.name, *parts.also}))


def rank(document: OrganisationDocument) -> int:
    """The last tie-break, lowest first: capacity, then freshness, then a digest of the id.

    It fits in 53 bits, so that any engine keeps it exact, and hardly ever repeats.
    """
    seen = document.confirmed_on or document.verified_on
    days = min(max((seen - _FIRST_DAY).days, 0), _LAST_DAY) if seen else -1
    digest = blake2b(document.id.encode("utf-8", "replace"), digest_size=5).digest()
    capacity = CAPACITY_ORDER.get(document.capacity, CAPACITY_ORDER["unknown"])
    return capacity << 51 | (_LAST_DAY - days) << 35 | int.from_bytes(digest) >> 5


def sort_keys(document: OrganisationDocument) -> dict[str, str]:
    """What orders a list: each key is unique, because the name and the id end it.

    `by_name` sorts by folded name, `by_browse` a list nobody searched (not due first, then
    capacity), `by_confirmed` by the day of the last confirmation, newest first and never last.
    """
    name = f"{' '.join(words(document.name))[:_KEY_CHARACTERS]}\x01{document.id}"
    capacity = CAPACITY_ORDER.get(document.capacity, CAPACITY_ORDER["unknown"])
    day = document.confirmed_on.toordinal() if document.confirmed_on else 0
    return {
        "by_name": name,
        "by_browse": f"{document.due:d}{capacity}{name}",
        "by_confirmed": f"{9_999_999 - day:07d}{name}",
    }


def card(document: OrganisationDocument, parts: Words) -> str:
    """What re-ranking needs to know of a candidate, as JSON for a server to keep.

    Words stand in one text, a space between two: fewer marks to write, to keep and to read.
    """
    told = (parts.topic, parts.service, parts.name_synonyms, parts.synonyms)
    return _as_json(
        {
            "id": document.id,
            "names": [" ".join(name) for name in (parts.name, *parts.others)],
            "topic": " ".join(_unique(told)),
            "text": " ".join(parts.text),
            "places": " ".join(parts.places),
            "kind": document.kind,
            "due": document.due,
        }
    )


_as_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
