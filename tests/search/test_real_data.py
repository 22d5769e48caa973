"""1,214 real names as found, capitals and abbreviations and all: each is found by itself."""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.query import FACETS, Filters, Query

pytestmark = pytest.mark.real_data

KINDS = {
    "puskesmas": ("health_facility", ("puskesmas", "dokter", "bidan")),
    "hospital": ("health_facility", ("rumah sakit", "dokter")),
    "government_office": ("government_agency", ("dinas",)),
    "uptd_ppa": ("service_unit", ("P2TP2A",)),
}
Asked = Callable[[OrganisationDocument], str]


@pytest.fixture(scope="module")
def documents(real_data: Path) -> list[OrganisationDocument]:
    """The real institutions, with a code for each province and regency in order of appearance."""
    with (real_data / "organisations_sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    provinces: dict[str, str] = {}
    regencies: dict[tuple[str, str], str] = {}
    found = []
    for number, row in enumerate(rows):
        province = provinces.setdefault(row["province"], f"{len(provinces) + 11}")
        place = (province, row["regency"].removeprefix("Kabupaten "))
        code = regencies.setdefault(place, f"{province}.{len(regencies) + 1:02d}")
        kind, aliases = KINDS[row["type"]]
        found.append(
            OrganisationDocument(
                id=str(uuid5(NAMESPACE_URL, f"real-{number}")),
                slug=f"real-{number}",
                name=row["name"],
                kind=kind,
                aliases=aliases,
                places=(row["regency"], row["province"]),
                regions=(province, code),
                regions_whole=(code,),
            )
        )
    return found


@pytest.fixture(scope="module")
def real(
    documents: list[OrganisationDocument], tmp_path_factory: pytest.TempPathFactory
) -> EmbeddedIndex:
    index = EmbeddedIndex(tmp_path_factory.mktemp("real"))
    assert index.rebuild(documents) == len(documents) == 1214
    return index


def _places(
    index: EmbeddedIndex, documents: list[OrganisationDocument], asked: Asked, narrowed: bool
) -> list[int]:
    """At which place of the first ten each document is found; 0 when it is not."""
    places = []
    for one in documents:
        filters = Filters(region=one.regions[1:]) if narrowed else Filters()
        query = Query(text=asked(one), filters=filters, per_page=10, facets=FACETS)
        ids = [hit.id for hit in index.search(query).hits]
        places.append(ids.index(one.id) + 1 if one.id in ids else 0)
    return places


def _share(places: list[int], last: int) -> float:
    share = sum(1 <= place <= last for place in places) / len(places)
    print(f"{share:.4f} of {len(places)} in the first {last}")
    return share


def _mistyped(one: OrganisationDocument) -> str:
    """The name with one letter changed, dropped or swapped in its last word of 6 letters or more.

    The first two letters stay, so that the rule allows the typo.
    """
    chance = random.Random(one.id)
    words = one.name.lower().split()
    long = [place for place, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if long:
        word = words[long[-1]]
        at = chance.randrange(2, len(word) - 1)
        words[long[-1]] = chance.choice(
            [
                f"{word[:at]}{chance.choice('bkmt')}{word[at + 1 :]}",
                f"{word[:at]}{word[at + 1 :]}",
                f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}",
            ]
        )
    return " ".join(words)


def test_each_is_found_by_its_name_within_its_regency(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    places = _places(real, documents, lambda one: one.name, narrowed=True)
    assert 0 not in places
    assert _share(places, 1) == 1.0


def test_each_is_found_by_its_name_alone(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    """Names that several regencies share come in some order, so not all of them can lead."""
    places = _places(real, documents, lambda one: one.name, narrowed=False)
    assert 0 not in places
    assert _share(places, 1) >= 0.98


def test_each_is_found_by_its_name_and_its_place_in_words(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    asked = _places(real, documents, lambda one: f"{one.name} {one.places[0]}", narrowed=False)
    assert _share(asked, 1) >= 0.99
    assert _share(asked, 10) == 1.0


def test_each_is_found_with_its_words_reversed(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    asked = _places(
        real, documents, lambda one: " ".join(reversed(one.name.split())), narrowed=True
    )
    assert _share(asked, 1) >= 0.99
    assert _share(asked, 10) == 1.0


def test_each_is_found_with_a_typo(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    places = _places(real, documents, _mistyped, narrowed=True)
    assert _share(places, 1) >= 0.97
    assert _share(places, 10) >= 0.99


def test_each_is_found_with_a_word_too_many(
    real: EmbeddedIndex, documents: list[OrganisationDocument]
) -> None:
    places = _places(real, documents, lambda one: f"{one.name} terpercaya", narrowed=True)
    assert _share(places, 1) >= 0.97
    assert _share(places, 10) >= 0.99
