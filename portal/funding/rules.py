"""What figures over many programmes are made of, how they are grouped, and what the public sees.

Pure Python. The figures themselves are the ledger's (`portal.ledger.rules.Figures`).
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from operator import add, attrgetter
from typing import Generic, TypeVar

from portal.assets import RUPIAH
from portal.errors import N_, Words
from portal.ledger.rules import Figures, Flows
from portal.ledger.title_rules import TITLES

K = TypeVar("K", bound=Hashable)
P = TypeVar("P", bound="Place", covariant=True)

# An open part whose day comes within so many days is due; one whose day has passed is overdue.
SOON = timedelta(days=30)
# The source of money whose donor stays unnamed in public.
UNSAID = "unsaid"

# Every figure with its definition, in plain words.
HOW: Mapping[str, Words] = {
    "required": N_("Jumlah semua baris kebutuhan uang."),
    "offered": N_(
        "Penawaran yang belum dijawab dan belum lewat batasnya. Tidak masuk jumlah mana pun."
    ),
    "committed": N_("Yang disepakati dan tidak dilepas lagi, termasuk yang sudah diterima."),
    "open": N_("Yang disepakati, dikurangi yang dilepas dan yang diterima."),
    "due": N_("Bagian komitmen yang belum diterima, dan tanggalnya tiba dalam 30 hari."),
    "overdue": N_("Bagian komitmen yang belum diterima, padahal tanggalnya sudah lewat."),
    "received": N_("Penerimaan yang dinyatakan dua orang dengan jumlah yang sama."),
    "spent": N_("Pemakaian yang dicatat pelaksana program."),
    "unspent": N_("Yang diterima, dikurangi yang dipakai dan yang diteruskan."),
    "unmet": N_("Dihitung per kebutuhan: yang belum tertutup komitmen atau penerimaan."),
    "overfunded": N_(
        "Dihitung per kebutuhan: yang melebihi kebutuhannya. Tidak menutup kebutuhan lain."
    ),
    "overpaid": N_("Yang diterima di atas komitmen dan belum dikembalikan."),
}
FIGURES = tuple(TITLES)
# What is known of each pledge, so that it can be told by source.
BY_PLEDGE = ("offered", "committed", "open", "due", "overdue", "received", "overpaid")
# What only those who look after the donors are shown.
OFFICE_ONLY = frozenset({"due", "overdue", "overpaid"})


@dataclass(frozen=True)
class Place:
    """So many programmes of a stage whose owners' seats lie in a region."""

    key: int
    region: str
    stage: str
    many: int = 1


@dataclass(frozen=True, kw_only=True)
class Work(Place):
    """A programme as figures over many see it; `region` is its owner's seat."""

    public_id: str
    slug: str
    title: str
    owner: str
    fund: bool
    public: bool


@dataclass(frozen=True)
class Promised:
    """What pledges come to, in one asset's smallest unit; money passed on is not among it."""

    offered: int = 0
    committed: int = 0
    open: int = 0
    due: int = 0
    overdue: int = 0
    received: int = 0
    overpaid: int = 0

    def __add__(self, other: "Promised") -> "Promised":
        """Both together."""
        return Promised(*map(add, EACH(self), EACH(other)))


EACH = attrgetter(*(one.name for one in fields(Promised)))


@dataclass(frozen=True)
class Sums:
    """The figures of a group of programmes in one asset, with what is due and overdue."""

    figures: Figures = field(default_factory=Figures)
    due: int = 0
    overdue: int = 0

    def of(self, figure: str) -> int:
        """The figure of that name."""
        own = {"due": self.due, "overdue": self.overdue}
        return own[figure] if figure in own else int(getattr(self.figures, figure))


def source_code(source: str, level: str) -> str:
    """A source as addresses write it; a public budget with its level: 'public_budget.district'."""
    return f"{source}.{level}" if level else source


def within_source(code: str, asked: str) -> bool:
    """Whether a source is the one that is asked for, or a level of it."""
    return not asked or code == asked or code.startswith(asked + ".")


def shown_source(code: str, *, hidden: bool, public: bool) -> str:
    """The source under which money stands for a reader.

    In public the money of a donor who stays unnamed belongs to no source, on every page and at
    every level. So no row by source, and no difference between two of them, says anything of such
    a donor, not even where it is alone in its region.
    """
    return UNSAID if hidden and public else code


@dataclass(frozen=True)
class Book(Generic[P]):
    """Everything that figures over some programmes are made of.

    `lines` are figures by (programme's key, asset); `pledges` what was promised by (programme's
    key, asset, source). Where the database added programmes up, places stand in their stead.
    """

    works: Sequence[P]
    lines: Mapping[tuple[int, str], Figures]
    pledges: Mapping[tuple[int, str, str], Promised]

    def sums(self, works: Iterable[Place], asset: str = RUPIAH) -> Sums:
        """The figures of some programmes together; money passed among them is counted once."""
        keys = [one.key for one in works]
        lines = self._lines.get(asset, {})
        figures = Figures.over_programmes(lines[key] for key in keys if key in lines)
        promised = self._promised.get(asset, {})
        due = sum(promised[key].due for key in keys if key in promised)
        overdue = sum(promised[key].overdue for key in keys if key in promised)
        return Sums(figures, due, overdue)

    def amounts(
        self, works: Iterable[Place], source: str = "", asset: str = RUPIAH
    ) -> dict[str, int]:
        """Every figure that is known of some programmes; of one source: what pledges tell."""
        if not source:
            sums = self.sums(works, asset)
            return {name: sums.of(name) for name in FIGURES}
        total = Promised()
        keys = {one.key for one in works}
        for (key, unit, code), one in self.pledges.items():
            if key in keys and unit == asset and within_source(code, source):
                total += one
        return {name: int(getattr(total, name)) for name in BY_PLEDGE}

    @property
    def many(self) -> int:
        """How many programmes there are."""
        return sum(one.many for one in self.works)

    def groups(self, by: Callable[[P], K]) -> dict[K, list[P]]:
        """The programmes of each group."""
        found: dict[K, list[P]] = {}
        for one in self.works:
            found.setdefault(by(one), []).append(one)
        return found

    @property
    def passed_in(self) -> dict[int, int]:
        """What came to each programme by way of a pooled fund, in rupiah."""
        lines = self._lines.get(RUPIAH, {})
        return {key: one.passed_in for key, one in lines.items() if one.passed_in}

    @cached_property
    def _lines(self) -> dict[str, dict[int, Figures]]:
        found: dict[str, dict[int, Figures]] = {}
        for (key, asset), figures in self.lines.items():
            found.setdefault(asset, {})[key] = figures
        return found

    @cached_property
    def _promised(self) -> dict[str, dict[int, Promised]]:
        found: dict[str, dict[int, Promised]] = {}
        for (key, asset, _source), one in self.pledges.items():
            held = found.setdefault(asset, {})
            held[key] = held.get(key, Promised()) + one
        return found

    def sources(self, asset: str = RUPIAH) -> dict[str, Promised]:
        """What each source promised, in the order of their codes."""
        found: dict[str, Promised] = {}
        for (_key, unit, code), one in sorted(self.pledges.items()):
            if unit == asset:
                found[code] = found.get(code, Promised()) + one
        return found

    def assets(self) -> list[str]:
        """The assets beside rupiah of which anything is known, in alphabetical order."""
        used = {unit for (_key, unit), held in self.lines.items() if held != Figures()}
        used |= {unit for (_key, unit, _code), held in self.pledges.items() if held != Promised()}
        return sorted(used - {RUPIAH})


def no_need(figures: Figures) -> Figures:
    """Figures of a currency in which no line states a need: nothing is unmet or too much."""
    return replace(figures, required=0, required_original=0, unmet=0, overfunded=0)


def next_level(region: str) -> int:
    """How many signs of a code tell the regions right below: 2 provinces, 5 regencies; 0 none."""
    return {0: 2, 2: 5}.get(len(region), 0)


MONTHS = 3
FIRST_YEAR = 2020
_QUARTER = re.compile(r"(\d{4})-([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year: 2026-4 is October to December 2026."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @classmethod
    def read(cls, text: str, today: date) -> "Quarter":
        """The quarter that an address names; this one for anything else, or for what is to come."""
        found = _QUARTER.fullmatch(text) if text.isascii() else None
        this = cls.of(today)
        asked = cls(int(found[1]), int(found[2])) if found else this
        return asked if asked.year >= FIRST_YEAR and asked <= this else this

    @property
    def code(self) -> str:
        """How addresses name it."""
        return f"{self.year}-{self.number}"

    @property
    def starts(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return self.after.starts - timedelta(days=1)

    @property
    def after(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """The one before."""
        return Quarter.of(self.starts - timedelta(days=1))


@dataclass(frozen=True)
class Moved:
    """What happened within some days, in one asset: agreed, arrived and used, reversals netted."""

    promised: int = 0
    came: int = 0
    spent: int = 0

    @classmethod
    def of(cls, flows: Flows) -> "Moved":
        """From the ledger's flows; money that was passed on had come before."""
        return cls(flows.commit - flows.release, flows.received - flows.pass_in, flows.spend)

    def __add__(self, other: "Moved") -> "Moved":
        """Both together."""
        return Moved(
            self.promised + other.promised, self.came + other.came, self.spent + other.spent
        )
