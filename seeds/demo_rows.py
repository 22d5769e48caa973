"""The rows of the demo's files, frozen; every day counts from the day of loading.

A day is an integer: 0 is the day of loading, -30 thirty days earlier, 60 in two months. Sums are
whole rupiah. Codes are those of the reference lists; keys tie the files to each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoService:
    """A service: ages in years, both ends included; `capacity_as_of` is a day."""

    name: str
    specialities: tuple[str, ...]
    stage: str
    sex: tuple[str, ...]
    age_from: int | None
    age_to: int | None
    disability: bool
    case_types: tuple[str, ...]
    cost: str
    schedule: str
    open_24h: bool
    capacity: str
    capacity_as_of: int | None
    takes_referrals: bool
    note: str
    free: bool = False
    hours: tuple[str, ...] = ()
    holidays: str = ""
    documents: str = ""
    referral: str = ""
    languages: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoContact:
    """A number or address of the organisation, with who may see it."""

    kind: str
    value: str
    visibility: str


@dataclass(frozen=True)
class DemoPerson:
    """An invented person who answers for an organisation."""

    name: str
    role: str
    contact: str
    visibility: str


@dataclass(frozen=True)
class DemoLocation:
    """A place; a shelter and a vehicle have a region and no address."""

    kind: str
    region: str
    address: str
    visibility: str


@dataclass(frozen=True)
class DemoIdentifier:
    """An official number that nobody has: npwp, nib, ahu or sk."""

    scheme: str
    value: str


@dataclass(frozen=True)
class DemoResource:
    """What an organisation can lend or give: `quantity` units, rupiah for cash; None is open."""

    kind: str
    description: str
    quantity: int | None
    unit: str
    region: str | None


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation with the `state` in which the demo shows it.

    `real` marks the five public offices: no owner, no number, no date of a decision. `submitted`,
    `verified` and `confirmed` are days or None; `reason` is what the coordinator wrote. `social`
    is a name or address by network, `parent` the key of the centre whose branch it is.
    """

    key: str
    real: bool
    name: str
    short_name: str
    other_names: tuple[str, ...]
    kind: str
    about: str
    stages: tuple[str, ...]
    specialities: tuple[str, ...]
    region: str
    nationwide: bool
    coverage: tuple[str, ...]
    languages: tuple[str, ...]
    website: str
    year_founded: int | None
    runs_shelter: bool
    state: str
    submitted: int | None
    verified: int | None
    confirmed: int | None
    reason: str
    services: tuple[DemoService, ...]
    contacts: tuple[DemoContact, ...]
    people: tuple[DemoPerson, ...]
    locations: tuple[DemoLocation, ...]
    identifiers: tuple[DemoIdentifier, ...]
    resources: tuple[DemoResource, ...] = ()
    social: Mapping[str, str] = field(default_factory=dict)
    acronyms: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    parent: str = ""

    @property
    def owner_email(self) -> str:
        """The account that owns it when no named demo account does; nobody signs in with it."""
        return f"pemilik.{self.key}@contoh.example"


@dataclass(frozen=True)
class DemoRequirement:
    """A line of a budget: `quantity` units of `unit_value` rupiah each, needed by a day."""

    kind: str
    description: str
    quantity: int
    unit: str
    unit_value: int | None
    needed_by: int


@dataclass(frozen=True)
class DemoResult:
    """What a programme wants to reach."""

    indicator: str
    target: int
    unit: str


@dataclass(frozen=True)
class DemoReport:
    """What was achieved from one day to another, a number for each result, told on a `day`."""

    day: int
    first: int
    last: int
    values: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True)
class DemoProgramme:
    """A published programme; `owner` is an organisation's key, cash lines come first."""

    key: str
    owner: str
    title: str
    stage: str
    specialities: tuple[str, ...]
    coverage: tuple[str, ...]
    starts: int
    ends: int
    published: int
    summary: str
    story: str
    results: tuple[DemoResult, ...]
    requirements: tuple[DemoRequirement, ...]
    reports: tuple[DemoReport, ...] = ()


@dataclass(frozen=True)
class DemoInstalment:
    """A dated part of a pledge."""

    amount: int
    due: int


@dataclass(frozen=True)
class DemoEvent:
    """Something that happened to a pledge: accepted, declined, withdrawn, sent, received, spent
    or released. `received` answers the `sent` of the same reference."""

    day: int
    kind: str
    amount: int | None
    reference: str
    note: str


@dataclass(frozen=True)
class DemoPledge:
    """A cash pledge to one requirement (an index), its events in order, and where that leads.

    `state` and `overdue` are what the portal has to compute on the day of loading.
    """

    key: str
    donor: str
    programme: str
    requirement: int
    amount: int
    source: str
    budget_level: str
    ground: str
    anonymous: bool
    conditions: str
    offered: int
    valid_until: int
    instalments: tuple[DemoInstalment, ...]
    events: tuple[DemoEvent, ...]
    state: str
    overdue: bool


@dataclass(frozen=True)
class DemoMandate:
    """A right over a region's code, or over the nation (None)."""

    role: str
    region: str | None


@dataclass(frozen=True)
class DemoAccount:
    """An account; the `shown` ones are printed by `make run` with the demo password."""

    email: str
    shown: bool
    organisation: str | None
    membership: str | None
    mandates: tuple[DemoMandate, ...]
