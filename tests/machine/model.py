"""What must be true of money, in plain dicts and sums. Nothing here comes from the portal's code.

A model only ever appends rows; every balance, also that of a past day, is a sum over them.
Whatever may not happen raises `Refused`; who tries something tries it on a copy.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any

CASH = "IDR"
MONEY = frozenset({"IDR", "USD"})


class Refused(Exception):
    """It may not happen."""


def need(fits: object) -> None:
    """Refuse unless it fits."""
    if not fits:
        raise Refused


@dataclass
class Model:
    """Programmes, lines and pledges of one run; a line has programme, unit, need, unit value."""

    now: datetime
    programmes: dict[str, dict[str, Any]]
    lines: dict[str, dict[str, Any]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    pledges: list[dict[str, Any]] = field(default_factory=list)
    wholes: list[dict[str, Any]] = field(default_factory=list)
    limit: int | None = None
    words: int = 0
    latest: datetime | None = None

    def copy(self) -> "Model":
        """The same once more, on which something is tried. Rows, words and lines never change."""
        pledges = [
            {
                **one,
                "worth": [*one["worth"]],
                "extras": [[*held] for held in one["extras"]],
                "deliveries": [
                    {**held, "words": [*held["words"]], "parts": {**held["parts"]}}
                    for held in one["deliveries"]
                ],
            }
            for one in self.pledges
        ]
        return replace(
            self,
            programmes={name: {**one} for name, one in self.programmes.items()},
            rows=[*self.rows],
            pledges=pledges,
            wholes=[{**one} for one in self.wholes],
        )

    @property
    def today(self) -> date:
        """The day in the west of Indonesia, by the clock as it stands."""
        return (self.now + timedelta(hours=7)).date()

    def row(self, kind: str, amount: int, line: str, asset: str = CASH, **told: Any) -> int:
        """Append a row; its number. It is recorded now, and never before the row before it."""
        self.latest = max(self.now, self.latest or self.now)
        day = (self.latest + timedelta(hours=7)).date()
        row = {"kind": kind, "sum": amount, "line": line, "asset": asset, "day": day, "back": False}
        self.rows.append({"pledge": None, "source": None, **row, **told})
        return len(self.rows) - 1

    def days(self) -> list[date]:
        """The days on which rows were recorded, in order."""
        return sorted({one["day"] for one in self.rows})

    def by_pledge(self, until: date | None = None) -> "Counter[tuple[int, str]]":
        """Net sums by (pledge, kind)."""
        sums: Counter[tuple[int, str]] = Counter()
        for one in self.rows:
            if one["pledge"] is not None and (until is None or one["day"] <= until):
                sums[one["pledge"], one["kind"]] += one["sum"]
        return sums

    def by_line(self, until: date | None = None) -> "Counter[tuple[str, str, str]]":
        """Net sums by (line, asset, kind); money passed on leaves one line and reaches another."""
        sums: Counter[tuple[str, str, str]] = Counter()
        for one in self.rows:
            if until is not None and one["day"] > until:
                continue
            kind = "pass_in" if one["kind"] == "pass_on" else one["kind"]
            sums[one["line"], one["asset"], kind] += one["sum"]
            if one["source"]:
                sums[one["source"], one["asset"], "pass_out"] += one["sum"]
        return sums

    def of(self, at: int, *kinds: str) -> int:
        """What rows of these kinds come to for one pledge; a kind with a − is taken off."""
        sums = self.by_pledge()
        return signed({kind: sums[at, kind] for kind in plain(kinds)}, kinds)

    def open(self, at: int) -> int:
        """Committed, and neither received nor given up."""
        return self.of(at, "commit", "-release", "-receive")

    def given(self, at: int) -> int:
        """Brought in and not given back."""
        return self.of(at, "receive", "extra", "-refund")

    def unspent(self, line: str, asset: str) -> int:
        """What a line received and neither used nor passed on."""
        sums = self.by_line()
        kinds = ("receive", "extra", "pass_in", "-refund", "-spend", "-pass_out")
        return signed({kind: sums[line, asset, kind] for kind in plain(kinds)}, kinds)

    def state(self, at: int) -> str:
        """What the domain calls a pledge in."""
        one = self.pledges[at]
        if one["answer"] != "accepted":
            lapsed = "lapsed" if self.today > one["until"] else "offered"
            return str(one["answer"] or lapsed)
        given = self.given(at)
        if self.open(at) > 0:
            return "partly_received" if given > 0 else "committed"
        return "fulfilled" if given > 0 and not self.of(at, "release") else "released"

    def worth(self, at: int, amount: int) -> int | None:
        """In rupiah, by the last estimate; halves go up."""
        said: list[tuple[int, int]] = self.pledges[at]["worth"]
        if not said:
            return None
        quantity, value = said[-1]
        return floor(Fraction(amount * value, quantity) + Fraction(1, 2))

    def figures(self, line: str, asset: str, until: date | None = None) -> dict[str, int]:
        """The figures of a line in an asset, as the domain defines them."""
        sums = self.by_line(until)
        net = {kind: sums[line, asset, kind] for kind in KINDS}
        told, here = self.lines[line], self.own(line) == asset
        required = told["need"] if here else 0
        opened = net["commit"] - net["release"] - net["receive"]
        received = net["receive"] + net["extra"] + net["pass_in"] - net["refund"]
        above = net["extra"] - net["refund"]
        return {
            "required": required,
            "required_original": required,
            "offered": self.offered(line, asset),
            "committed": net["commit"] - net["release"] - max(0, -above),
            "open": opened,
            "received": received,
            "spent": net["spend"],
            "unspent": received - net["spend"] - net["pass_out"],
            "unmet": max(0, required - received - opened),
            "overfunded": max(0, received + opened - required) if here else 0,
            "overpaid": max(0, above),
            "passed_in": net["pass_in"],
            "passed_out": net["pass_out"],
        }

    def own(self, line: str) -> str:
        """What a line states its need in."""
        unit: str = self.lines[line]["unit"]
        return unit

    def offered(self, line: str, asset: str) -> int:
        """Offers that nobody answered and that still stand."""
        return sum(
            one["amount"]
            for one in self.pledges
            if (one["line"], one["asset"]) == (line, asset)
            if one["answer"] is None and one["until"] >= self.today
        )

    def whole(self, asset: str, *programmes: str) -> int:
        """The same of offers to these programmes as a whole."""
        return sum(
            one["amount"]
            for one in self.wholes
            if one["programme"] in programmes and one["asset"] == asset
            if one["answer"] is None and one["until"] >= self.today
        )

    def assets(self, line: str) -> list[str]:
        """The assets beside its own that a line was ever offered or brought."""
        moved = {asset for name, asset, _ in self.by_line() if name == line}
        asked = {one["asset"] for one in self.pledges if one["line"] == line}
        return sorted((moved | asked) - {self.own(line)})

    def became(self, line: str, asset: str) -> dict[int, tuple[int, int]]:
        """{pledge: (spent, passed on)} of each giver's part, to the last unit.

        Money on a line is one pot; what others passed on to it is one giver more, the last.
        """
        givers = [
            at
            for at, one in enumerate(self.pledges)
            if (one["line"], one["asset"]) == (line, asset)
        ]
        sums = self.by_line()
        parts = [*map(self.given, givers), sums[line, asset, "pass_in"]]
        spent = split(sums[line, asset, "spend"], parts)
        left = [one - used for one, used in zip(parts, spent, strict=True)]
        passed = split(sums[line, asset, "pass_out"], left)
        return dict(zip(givers, zip(spent, passed, strict=True), strict=False))


KINDS = ("commit", "release", "receive", "extra", "refund", "spend", "pass_in", "pass_out")


def plain(kinds: Sequence[str]) -> list[str]:
    """Kinds without their signs."""
    return [one.lstrip("-") for one in kinds]


def signed(sums: Mapping[str, int], kinds: Sequence[str]) -> int:
    """Sums added up, those with a − taken off."""
    return sum(-sums[one[1:]] if one.startswith("-") else sums[one] for one in kinds)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """A whole sum by weights: everybody's part rounded down, one more to the largest remainders."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    exact = [Fraction(total * one, whole) for one in weights]
    parts = [floor(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts
