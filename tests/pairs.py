"""Newcomers made of real names, and how often their look-alikes are noticed."""

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.directory.likeness import NEAR, Known, known, likeness
from portal.regions.rules import nearest

SEED = 20261124
FIRST, SECOND = 0, 1


@dataclass(frozen=True)
class Real:
    """A real institution: its name as found, the code and name of its seat, and its type."""

    number: int
    name: str
    region: str
    place: str
    type: str

    @property
    def known(self) -> Known:
        """Its side of a comparison."""
        return _known(self.name, self.region, self.place)


@dataclass(frozen=True)
class Pair:
    """What somebody might type for a real institution, and by which rule."""

    rule: str
    name: str
    real: Real


@cache
def _known(name: str, region: str, place: str) -> Known:
    return known((name,), region, place)


@cache
def regions() -> Sequence[Mapping[str, str]]:
    """Indonesia's regions."""
    with (Path(__file__).parent.parent / "seeds" / "regions.csv").open(newline="") as text:
        return list(csv.DictReader(text))


def institutions(folder: Path) -> list[Real]:
    """The sample, each row once, with official codes."""
    named = {
        row["name"].lower(): row for row in regions() if row["level"] in ("province", "regency")
    }
    found: dict[tuple[str, str], Real] = {}
    with (folder / "organisations_sample.csv").open(newline="") as text:
        for row in csv.DictReader(text):
            place = row["regency"] or row["province"]
            seat = named.get(place.lower()) or named.get(f"kabupaten {place.lower()}")
            seat = seat or named[f"kota {place.lower()}"]
            key = (" ".join(row["name"].lower().split()), seat["code"])
            found.setdefault(
                key, Real(len(found), row["name"], seat["code"], seat["name"], row["type"])
            )
    return list(found.values())


def around(reals: Sequence[Real]) -> Callable[[str], list[Real]]:
    """Who sits in a region or in one of its neighbours."""
    points = {
        row["code"]: (float(row["latitude"]), float(row["longitude"]))
        for row in regions()
        if row["level"] == "regency"
    }

    @cache
    def found(region: str) -> list[Real]:
        seats = {region, region[:2]}
        if region in points:
            seats |= set(nearest(region, points))
        return [one for one in reals if one.region in seats]

    return found


# --- the rules by which newcomers are made ------------------------------------------------------

KIND_WORDS = ("puskesmas", "rs", "uptd", "dinas", "rumah", "umum", "daerah", "ppa", "kesehatan")
SHORTER = (
    ("rumah sakit umum daerah", "RSUD"), ("rs umum daerah", "RSUD"), ("rs ibu dan anak", "RSIA"),
    ("puskesmas", "PKM"), ("dinas kesehatan", "Dinkes"), ("uptd ppa", "UPT PPA"),
    ("kabupaten", "Kab."), ("selatan", "Sel."), ("utara", "Utr."), ("sungai", "Sei"),
)  # fmt: skip
LONGER = (
    ("rs umum daerah", "Rumah Sakit Umum Daerah"), ("rsud", "Rumah Sakit Umum Daerah"),
    ("rs ibu dan anak", "Rumah Sakit Ibu dan Anak"), ("rs umum", "Rumah Sakit Umum"),
    ("rs", "Rumah Sakit"), ("puskesmas", "Pusat Kesehatan Masyarakat"),
    ("uptd ppa", "UPTD Perlindungan Perempuan dan Anak"), ("dinas kesehatan", "Dinkes"),
)  # fmt: skip


def abbreviated(real: Real, chance: random.Random) -> str:
    """Institution and place words shortened: PKM, RSUD, Dinkes, Kab., Sel."""
    return _replaced(real.name, SHORTER, 3)


def written_out(real: Real, chance: random.Random) -> str:
    """The kind of institution in full, or, where it is in full, shortened."""
    return _replaced(real.name, LONGER, 1)


def reordered(real: Real, chance: random.Random) -> str:
    """The same words, turned round at one place."""
    found = real.name.split()
    turn = chance.randrange(1, len(found)) if len(found) > 1 else 0
    return " ".join(found[turn:] + found[:turn])


def misspelt(real: Real, chance: random.Random) -> str:
    """One slip in one word of five letters or more: a letter lost, doubled, changed or swapped."""
    found = real.name.lower().split()
    long = [place for place, word in enumerate(found) if len(word) >= 5 and word.isalpha()]
    if not long:
        return ""
    place = chance.choice(long)
    word, spot = found[place], chance.randrange(1, len(found[place]) - 1)
    found[place] = chance.choice(
        (
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[:spot] + chance.choice("aiueonrst") + word[spot + 1 :],
            word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
        )
    )
    return " ".join(found)


def one_word_missing(real: Real, chance: random.Random) -> str:
    """One word left out; something must remain besides the words of its kind."""
    found = real.name.split()
    whole = range(len(found))
    rests = [" ".join(found[:spot] + found[spot + 1 :]) for spot in whole]
    rests = [rest for rest in rests if set(rest.lower().split()) - set(KIND_WORDS)]
    return chance.choice(rests) if rests and len(found) > 2 else ""


def cut(real: Real, chance: random.Random) -> str:
    """The official long form with its region, cut at 50 letters."""
    long = f"{_replaced(real.name, LONGER, 1)} {real.place}"
    if "puskesmas" in real.name.lower():
        long = f"UPTD {long}"
    return long[:50].strip() if len(long) > 50 else ""


RULES = (abbreviated, written_out, reordered, misspelt, one_word_missing, cut)


def _replaced(name: str, table: Iterable[tuple[str, str]], most: int) -> str:
    text = f" {' '.join(name.lower().split())} "
    for old, new in table:
        if f" {old} " in text and most:
            text = text.replace(f" {old} ", f" {new} ", 1)
            most -= 1
    return text.strip()


def pairs(reals: Sequence[Real]) -> list[Pair]:
    """Every rule on every real name, where it changes it and names no other real institution."""
    chance = random.Random(SEED)
    names = {one.name.lower() for one in reals}
    found = []
    for real in reals:
        for rule in RULES:
            name = rule(real, chance)
            if name and name.lower() not in names:
                found.append(Pair(rule.__name__, name, real))
    return found


def half(reals: Sequence[Real], which: int) -> list[Real]:
    """One half of the sample: FIRST was tuned on, SECOND is measured."""
    order = list(reals)
    random.Random(SEED).shuffle(order)
    return order[which::2]


def noticed(name: str, real: Real, others: Iterable[Real]) -> list[Real]:
    """Those of the others that are shown to somebody who registers `name` where `real` sits."""
    new = known((name,), real.region, real.place)
    return [
        one for one in others if new.blocks & one.known.blocks and likeness(new, one.known) >= NEAR
    ]


@dataclass(frozen=True)
class Figure:
    """How many newcomers were recognised, and how many were shown somebody else."""

    pairs: int
    flagged: int
    rules: Mapping[str, tuple[int, int]]
    newcomers: int
    false: int
    false_of_pairs: int

    @property
    def recall(self) -> float:
        """The share of pairs that is flagged."""
        return self.flagged / self.pairs

    @property
    def alarms(self) -> float:
        """The share of real newcomers that are shown a different institution."""
        return self.false / self.newcomers


def measure(reals: Sequence[Real], which: int) -> Figure:
    """The figure over the newcomers of one half, among all real institutions."""
    near = around(reals)
    mine = half(reals, which)
    rules: dict[str, tuple[int, int]] = {}
    false_of_pairs = 0
    made = [pair for pair in pairs(reals) if pair.real in set(mine)]
    for pair in made:
        hits = noticed(pair.name, pair.real, near(pair.real.region))
        good, all_ = rules.get(pair.rule, (0, 0))
        rules[pair.rule] = (good + (pair.real in hits), all_ + 1)
        false_of_pairs += any(one != pair.real for one in hits)
    false = sum(
        any(one != real for one in noticed(real.name, real, near(real.region))) for real in mine
    )
    flagged = sum(good for good, _ in rules.values())
    return Figure(len(made), flagged, rules, len(mine), false, false_of_pairs)
