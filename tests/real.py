"""Questions made of 1,214 real names, and how often the right institution answers them.

Every rule says what somebody might type; the seed is fixed, so each run asks the same.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.vocabulary import KIND_ALIASES, KINDS
from search.documents import OrganisationDocument
from search.index import Index
from search.language import allowed_typos, words
from search.query import Query
from tests import pairs
from tests.pairs import Real

SEED = 20261125
FAMILIES = Path(__file__).parent / "search" / "families.txt"
KIND_OF = {
    "puskesmas": "health_facility",
    "hospital": "health_facility",
    "government_office": "government_agency",
    "uptd_ppa": "service_unit",
}
TYPE_WORDS = {
    "puskesmas": "puskesmas",
    "hospital": "rumah sakit",
    "government_office": "dinas kesehatan",
    "uptd_ppa": "uptd ppa",
}


@dataclass(frozen=True)
class Question:
    """What is typed, and the ids of whoever is a right answer."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class Share:
    """How many questions were answered rightly at rank 1 and among the first ten."""

    questions: int
    first: float
    ten: float


def document(real: Real) -> OrganisationDocument:
    """A real institution with what the portal indexes of such an entry."""
    kind = KIND_OF[real.type]
    codes = tuple(dict.fromkeys((real.region[:2], real.region)))
    return OrganisationDocument(
        id=str(real.number),
        slug=real.type,
        name=real.name,
        kind=kind,
        aliases=(KINDS[kind].text, *KIND_ALIASES[kind]),
        places=tuple(_names()[code] for code in codes),
        regions=codes,
        regions_whole=(real.region,),
    )


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in pairs.regions()}


def measure(index: Index, questions: Sequence[Question]) -> Share:
    """Ask every question and look for the first right answer among ten."""
    first = ten = 0
    for question in questions:
        ids = [hit.id for hit in index.search(Query(text=question.text, per_page=10)).hits]
        first += bool(question.right.intersection(ids[:1]))
        ten += bool(question.right.intersection(ids))
    return Share(len(questions), first / len(questions), ten / len(questions))


# --- the rules by which questions are made ----------------------------------------------------

Rule = Callable[[Real, random.Random], str]


def shuffled(real: Real, chance: random.Random) -> str:
    """All words of the name, in any order."""
    found = list(words(real.name))
    chance.shuffle(found)
    return " ".join(found)


def one_typo(real: Real, chance: random.Random) -> str:
    """One slip in one word that may have one."""
    return _misspelt(list(words(real.name)), 1, chance)


def two_typos(real: Real, chance: random.Random) -> str:
    """Two slips, in two words or in one of nine letters or more."""
    return _misspelt(list(words(real.name)), 2, chance)


def three_letters(real: Real, chance: random.Random) -> str:
    """The last word cut to its first three letters, as it stands while somebody types."""
    *rest, last = words(real.name)
    return " ".join([*rest, last[:3]]) if len(last) > 3 else ""


def another_office(real: Real, chance: random.Random) -> str:
    """The name by one or two rules of `tests.pairs`, with its regency as offices write it."""
    rules = [*OFFICE_RULES]
    chance.shuffle(rules)
    name = ""
    for rule in rules[: chance.choice((1, 2))]:
        changed = Real(real.number, name or real.name, real.region, real.place, real.type)
        name = rule(changed, chance) or name
    return f"{name} {_regency(real, chance)}" if name else ""


OFFICE_RULES = (
    pairs.abbreviated,
    pairs.written_out,
    pairs.reordered,
    pairs.one_word_missing,
    pairs.cut,
)


def _regency(real: Real, chance: random.Random) -> str:
    kind, _, bare = real.place.partition(" ")
    ways = [bare, real.place]
    if kind == "Kabupaten":
        ways.append(f"Kab. {bare}")
    return chance.choice(ways)


def _misspelt(found: list[str], slips: int, chance: random.Random) -> str:
    """Slips that the rules allow: letters lost, doubled, changed or swapped, never the first."""
    room = [place for place, word in enumerate(found) for _ in range(allowed_typos(word))]
    if len(room) < slips:
        return ""
    for place in chance.sample(room, slips):
        found[place] = slip(found[place], chance)
    return " ".join(found)


def slip(word: str, chance: random.Random) -> str:
    """One slip of the fingers behind the first letter."""
    spot = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[:spot] + chance.choice("aiueonrst") + word[spot + 1 :],
            word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
        )
    )


def about_names(reals: Sequence[Real], rule: Rule) -> list[Question]:
    """A question for each name that the rule changes; whoever has the same words is right."""
    chance = random.Random(SEED)
    alike: dict[tuple[str, ...], set[str]] = {}
    for real in reals:
        alike.setdefault(_words_of(real), set()).add(str(real.number))
    return [
        Question(text, frozenset(alike[_words_of(real)]))
        for real in reals
        if (text := rule(real, chance))
    ]


def _words_of(real: Real) -> tuple[str, ...]:
    return tuple(sorted(words(real.name)))


def about_pairs(reals: Sequence[Real]) -> list[Question]:
    """As another office would write each; only the institution itself is right."""
    chance = random.Random(SEED)
    return [
        Question(text, frozenset({str(real.number)}))
        for real in reals
        if (text := another_office(real, chance))
    ]


def about_places(reals: Sequence[Real]) -> list[Question]:
    """A type and a misspelt regency; whoever is of that type and sits there is right.

    Each type in each regency is asked three times: with one slip, with two, and with the words of
    the regency's name joined, or cut in two where it is one word. 'Kota' and 'Kabupaten' are
    typed where both exist.
    """
    chance = random.Random(SEED)
    there: dict[tuple[str, str, str], set[str]] = {}
    for real in reals:
        if len(real.region) > 2:
            there.setdefault((real.type, real.region, real.place), set()).add(str(real.number))
    bare = [place.partition(" ")[2] for _, _, place in there]
    found = []
    for (kind, _region, place), ids in there.items():
        title, _, name = place.lower().partition(" ")
        twins = {one for _, _, one in there if one.partition(" ")[2].lower() == name}
        for said in _misread(name, chance):
            text = f"{TYPE_WORDS[kind]} {title + ' ' if len(twins) > 1 else ''}{said}"
            found.append(Question(text, frozenset(ids)))
    assert bare
    return found


def _misread(name: str, chance: random.Random) -> Iterator[str]:
    once = _slipped(name, chance)
    yield once
    yield _slipped(once, chance)
    if " " in name:
        yield name.replace(" ", "")
    elif len(name) > 7:
        yield f"{name[:4]} {name[4:]}"


def _slipped(name: str, chance: random.Random) -> str:
    """One slip in the longest word."""
    found = name.split()
    place = max(range(len(found)), key=lambda one: len(found[one]))
    found[place] = slip(found[place], chance)
    return " ".join(found)


# --- inflected forms ----------------------------------------------------------------------------


def families() -> dict[str, list[str]]:
    """{root: its inflected forms}."""
    lines = FAMILIES.read_text(encoding="utf-8").splitlines()
    return {root: forms.split() for root, forms in (line.split(": ") for line in lines)}


def forms_documents() -> list[OrganisationDocument]:
    """An organisation for each root and each form, with the word in its description only."""
    return [
        OrganisationDocument(
            id=f"{root}-{form}", slug=root, name="Yayasan Contoh", kind="ngo", about=form
        )
        for root, forms in families().items()
        for form in (root, *forms)
    ]


@dataclass(frozen=True)
class Inflection:
    """Shares of questions: a form finds the root, the root a form, one word another root."""

    questions: int
    found: float
    unrelated: float


def inflections(index: Index) -> Inflection:
    """Ask each root for its forms and each form for its root; who else answers is unrelated."""
    asked = right = wrong = strangers = 0
    for root, forms in families().items():
        ids = _all(index, root)
        own = {f"{root}-{form}" for form in (root, *forms)}
        asked, right = asked + len(forms), right + len(ids & own) - 1
        strangers, wrong = strangers + 1, wrong + bool(ids - own)
        for form in forms:
            ids = _all(index, form)
            asked, right = asked + 1, right + (f"{root}-{root}" in ids)
            strangers, wrong = strangers + 1, wrong + bool(ids - own)
    return Inflection(asked, right / asked, wrong / strangers)


def _all(index: Index, text: str) -> set[str]:
    return {hit.id for hit in index.search(Query(text=text, per_page=1000)).hits}
