"""Regions, and the places that a question names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.language import words

TITLES = {
    "kota": "kota",
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "provinsi": "provinsi",
    "propinsi": "provinsi",
    "prov": "provinsi",
}
# What official names carry and nobody types, and two names that are typed otherwise.
_FORMAL = {"administrasi", "adm", "daerah", "khusus", "ibukota", "istimewa"}


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its official code ('36', '36.73', '36.73.01') and name ('Kota Serang')."""

    code: str
    name: str

    @property
    def title(self) -> str:
        """What it is: provinsi, kabupaten, kota or kecamatan."""
        dots = self.code.count(".")
        if dots != 1:
            return "kecamatan" if dots else "provinsi"
        return "kota" if self.name.startswith("Kota ") else "kabupaten"

    @property
    def bare(self) -> tuple[str, ...]:
        """The words of the name without its title."""
        found = words(self.name)
        if self.code.count(".") == 2:
            return tuple(found)
        kept = [word for word in found if word not in _FORMAL]
        return tuple(kept[1:] if kept[:1] and kept[0] in TITLES else kept)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a question that names regions.

    `codes` are all that may be meant, a Kota and a Kabupaten of one name apart from each other.
    `words` are the folded words of the stretch, and `named` those of the name it stands for;
    `above` are those of the regency of a kecamatan, or `named` again. `rest` is the question
    without it. `exact` says that it is no misspelling; `firm` that it is a province, a regency or
    has a title: a kecamatan's bare name may well be something else.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...]
    named: tuple[str, ...]
    above: tuple[str, ...]
    rest: str
    exact: bool
    firm: bool


def mended(
    asked: Sequence[str], places: Iterable[Place], unknown: frozenset[str]
) -> tuple[str, ...]:
    """The words of a question; a place with words that nothing has is written as its name is."""
    found = list(asked)
    for place in places:
        at = min((found.index(word) for word in place.words if word in found), default=-1)
        if at >= 0 and not unknown.isdisjoint(place.words):
            rest = [word for word in found if word not in place.words]
            found = [*rest[:at], *place.named, *rest[at:]]
    return tuple(dict.fromkeys(found))
