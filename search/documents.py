"""What is indexed of an organisation: an allow-list, so nothing private can reach an engine."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDocument:
    """One public organisation as the engines know it.

    `id` is the public UUID as text. `kind`, `specialities`, `stages` and `languages` are codes;
    `speciality_labels` are what people read, in both languages; `aliases` are words people type
    for its specialities and kind. `places` are names of the places it sits in or serves, with
    their parents and with every regency below a province: 'psikolog serang' finds whoever serves
    all of Banten. `regions` are the codes served, with ancestors, and with every regency below a
    province or the nation; `regions_whole` are those served wholly, again with every regency
    below. `capacity` is accepting, limited, unknown or full. `sexes`, `ages` and `case_types` are
    codes of whom its services are for; `referrals`, `open_24h`, `free` and `disability` say that
    one of its services is so; `resources` are kinds of what it can lend or give. `latitude` and
    `longitude` are degrees, never those of a shelter. `version` rises with every change of the row.
    """

    id: str
    slug: str
    name: str
    kind: str
    short_name: str = ""
    other_names: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    speciality_labels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    about: str = ""
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    regions_whole: tuple[str, ...] = ()
    capacity: str = "unknown"
    referrals: bool = False
    open_24h: bool = False
    free: bool = False
    sexes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    disability: bool = False
    case_types: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    due: bool = False
    verified_on: date | None = None
    confirmed_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    version: int = 0


DOCUMENT_FIELDS = tuple(field.name for field in fields(OrganisationDocument))
"""Every name that may reach an engine."""
