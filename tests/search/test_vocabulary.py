"""What the words of an index say of a mistyped one."""

from pathlib import Path

import pytest

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.storage import Reader, Store
from search.vocabulary import MAX_NEAR, Vocabulary

ABOUT = "perempuan perempuen mawar mawir kawar anak flamboyan serang"


@pytest.fixture
def vocabulary(folder: Path) -> Vocabulary:
    many = " ".join(f"kenanga{chr(97 + n)}{chr(97 + m)}" for n in range(20) for m in range(20))
    EmbeddedIndex(folder).put(
        [
            OrganisationDocument(id="a", slug="a", name="Mawar", kind="ngo", about=ABOUT),
            OrganisationDocument(id="b", slug="b", name="Mawar", kind="ngo", about=many),
        ]
    )
    reading = Reader(Store(folder)).current()
    assert reading is not None
    return reading.vocabulary


@pytest.mark.parametrize(
    ("word", "last", "near"),
    [
        ("mawor", False, {"mawar": 1, "mawir": 1}),
        ("anek", False, {}),
        ("perempuin", False, {"perempuan": 1, "perempuen": 1}),
        ("perempiin", False, {"perempuan": 2, "perempuen": 2}),
        ("xerempuan", False, {"perempuan": 2}),
        ("xawar", False, {}),
        ("flanbo", False, {}),
        ("flanbo", True, {"flamboyan": 1}),
        ("zzzzzzzzz", True, {}),
    ],
)
def test_near(vocabulary: Vocabulary, word: str, last: bool, near: dict[str, int]) -> None:
    assert vocabulary.near(word, last) == near


def test_near_is_bounded(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.near("kenangaxx", False)) == MAX_NEAR


def test_rarity_falls_with_frequency(vocabulary: Vocabulary) -> None:
    unknown, once, twice = map(vocabulary.rarity, ("tidakada", "serang", "mawar"))
    assert unknown > once > twice > 0


def test_known(vocabulary: Vocabulary) -> None:
    assert vocabulary.known("mawar", last=False)
    assert not vocabulary.known("maw", last=False)
    assert vocabulary.known("maw", last=True)
