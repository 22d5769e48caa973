"""How much two names are alike once legal forms, word order and punctuation are set aside."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from search.language import words

# Names that agree this far are shown as alike (0 to 100).
NEAR = 90
LEGAL_FORMS = frozenset("yayasan perkumpulan lsm pt cv ud lembaga ormas koperasi tbk".split())


def normal(name: str) -> str:
    """A name as it is compared: folded words without legal forms; '' when nothing is left."""
    found = words(name)
    bare = [word for word in found if word not in LEGAL_FORMS]
    return " ".join(bare or found)


def agreement(one: str, other: str) -> float:
    """How far two normal names agree, whatever the order of their words (0 to 100)."""
    return fuzz.token_sort_ratio(one, other)


def near(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether any of the names of one is nearly one of the other's; all of them normal names."""
    others = tuple(theirs)
    return any(agreement(one, other) >= NEAR for one in mine for other in others)
