"""A programme as other systems see it: parties, dates, a budget, and the moves of money in it.

Codes are those of the codelists of IATI 2.03 (TransactionType, OrganisationType, ActivityStatus,
ActivityScope). Sums are in the smallest unit of their currency.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

INCOMING_FUNDS, DISBURSEMENT, EXPENDITURE = "1", "3", "4"
INCOMING_COMMITMENT, INCOMING_PLEDGE = "11", "13"
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
ORIGINAL, REVISED = "1", "2"
OTHER = "90"

# Kinds of rows → the type of transaction and the sign that it counts with, for the programme that
# the row belongs to. What was given up or given back is a negative value of what it undoes.
TYPES: Mapping[str, tuple[str, int]] = {
    "commit": (INCOMING_COMMITMENT, 1),
    "release": (INCOMING_COMMITMENT, -1),
    "receive": (INCOMING_FUNDS, 1),
    "receive_extra": (INCOMING_FUNDS, 1),
    "refund": (INCOMING_FUNDS, -1),
    "pass_on": (INCOMING_FUNDS, 1),
    "spend": (EXPENDITURE, 1),
}
ORGANISATION_TYPES: Mapping[str, str] = {
    "ngo": "24",
    "company": "70",
    "community_group": "24",
    "government_agency": "11",
    "service_unit": "11",
    "legal_aid": "24",
    "law_enforcement": "10",
    "education": "80",
    "faith_based": "24",
    "philanthropy": "60",
}


@dataclass(frozen=True)
class Party:
    """An organisation: its public id, name and kind (`vocabulary.KINDS`)."""

    id: str
    name: str
    kind: str

    @property
    def ref(self) -> str:
        """Its identifier in exports."""
        return f"ID-SIMPUL-{self.id}"

    @property
    def type(self) -> str:
        """Its OrganisationType."""
        return ORGANISATION_TYPES.get(self.kind, OTHER)


@dataclass(frozen=True)
class Transaction:
    """One move of money. No provider: a donor that stays unnamed, or the owner itself."""

    ref: str
    type: str
    on: date
    amount: int
    currency: str
    provider: Party | None = None
    receiver: Party | None = None
    provider_activity: str = ""
    receiver_activity: str = ""
    earmark: str = ""  # one of `portal.pledges.earmark_rules.EARMARKS`


@dataclass(frozen=True)
class Budget:
    """What is needed in one calendar year, within the programme's period; whole rupiah."""

    type: str
    starts_on: date
    ends_on: date
    amount: int


@dataclass(frozen=True)
class Result:
    """What the programme wants to achieve by its end, and what its reports add up to until now."""

    indicator: str
    unit: str
    target: int
    so_far: int | None


@dataclass(frozen=True)
class Place:
    """A region in which the programme works: its official code and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Activity:
    """A public programme. `places` empty: the whole nation. `also` are needs that are no money.

    `partners` agreed to be named: each with its OrganisationRole.
    """

    id: str
    owner: Party
    title: str
    summary: str
    stage: str
    status: str
    starts_on: date
    ends_on: date
    updated_at: datetime
    address: str
    places: tuple[Place, ...] = ()
    also: tuple[str, ...] = ()
    donors: tuple[Party, ...] = ()
    partners: tuple[tuple[Party, str], ...] = ()
    budgets: tuple[Budget, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    results: tuple[Result, ...] = ()

    @property
    def identifier(self) -> str:
        """Its identifier: the owner's, and its own."""
        return identifier(self.owner, self.id)


def identifier(owner: Party, programme: str) -> str:
    """The identifier of a programme of that owner."""
    return f"{owner.ref}-{programme}"


def status(kept: str, starts_on: date, ends_on: date, today: date) -> str:
    """ActivityStatus: 1 not begun, 2 under way, 3 its time is over, 4 closed."""
    if kept == "closed":
        return "4"
    if today < starts_on:
        return "1"
    return "2" if today <= ends_on else "3"


def scope(codes: Sequence[str]) -> str:
    """ActivityScope of regions: the nation, several provinces, one, one kabupaten/kota, less."""
    if not codes:
        return "4"
    if len({code[:2] for code in codes}) > 1:
        return "5"
    if len(codes) > 1 or "." not in codes[0]:
        return "6"
    return "7" if codes[0].count(".") == 1 else "8"


def budgets(
    lines: Iterable[tuple[date, int, int]], starts_on: date, ends_on: date
) -> tuple[Budget, ...]:
    """Needs (needed by, value, original value) per calendar year: no period is longer than one.

    A year whose needs were revised has its original beside the current sum.
    """
    held: dict[int, list[int]] = {}
    for needed_by, value, original in lines:
        year = min(max(needed_by, starts_on), ends_on).year
        both = held.setdefault(year, [0, 0])
        both[0] += value
        both[1] += original
    found = []
    for year, (value, original) in sorted(held.items()):
        start = max(starts_on, date(year, 1, 1))
        end = min(ends_on, date(year, 12, 31))
        found.append(Budget(ORIGINAL, start, end, original))
        if value != original:
            found.append(Budget(REVISED, start, end, value))
    return tuple(found)
