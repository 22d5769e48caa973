"""The objects of the public JSON in JSON Schema (2020-12), beside the shapes that make them.

Every object is closed: a field that is given and stands not here fails a test.
"""

from portal.api.schema_words import (
    ADDRESS,
    DAY,
    MOMENT,
    NUMBER,
    SUM,
    TEXT,
    UUID,
    WHOLE,
    YES_NO,
    Schema,
    closed,
    code,
    maybe,
    ref,
    several,
    told,
)
from portal.assets import CURRENCIES
from portal.directory.rules import LISTED
from portal.finder.request import FILTERS, ORGANISATIONS, PROGRAMMES
from portal.permits.rules import GROUNDS
from portal.programme_partners.rules import ROLES
from portal.vocabulary import (
    ACCESSIBILITY,
    BUDGET_LEVELS,
    CAPACITIES,
    CASE_TYPES,
    CONTACT_KINDS,
    HOLIDAYS,
    KINDS,
    LANGUAGES,
    LOCATION_KINDS,
    RESOURCE_KINDS,
    SEXES,
    SOURCES,
    STAGES,
    UNITS,
)
from search.query import Sort

REGION = told(TEXT, "Official code with dots, e.g. 36.73")
SPECIALITY = told(TEXT, "Code of a speciality")
_LINE: dict[str, Schema] = {
    "id": UUID,
    "slug": TEXT,
    "name": TEXT,
    "short_name": TEXT,
    "kind": code(KINDS),
    "specialities": several(SPECIALITY),
    "stages": several(code(STAGES)),
    "regions": told(several(REGION), "The regions that it serves"),
    "nationwide": YES_NO,
    "verified_on": told(maybe(DAY), "A coordinator decided"),
    "capacity": told(code(CAPACITIES), "The best of its services'"),
    "url": ADDRESS,
}
_WHOLE: dict[str, Schema] = {
    "other_names": several(TEXT),
    "former_names": several(TEXT),
    "acronyms": several(TEXT),
    "about": TEXT,
    "website": maybe(ADDRESS),
    "social": told(several(ADDRESS), "Its pages on social networks, each in one form"),
    "languages": several(code(LANGUAGES)),
    "year_founded": maybe(WHOLE),
    "region": told(REGION, "Where it is seated"),
    "parent": told(maybe(ref("OrganisationName")), "The body of which it is a branch"),
    "branches": several(ref("OrganisationName")),
    "status": told(code(LISTED), "`due` has not been confirmed for too long"),
    "confirmed_on": told(maybe(DAY), "It said itself that all is still right"),
    "updated_at": MOMENT,
    "services": several(ref("Service")),
    "contacts": several(ref("Contact")),
    "resources": told(several(ref("Resource")), "What it can lend or give"),
    "locations": told(several(ref("Location")), "Never a shelter"),
}
_SERVICE: dict[str, Schema] = {
    "id": UUID,
    "name": TEXT,
    "specialities": several(SPECIALITY),
    "regions": told(several(REGION), "Within the organisation's; none means all of them"),
    "sex": told(several(code(SEXES)), "None means everybody"),
    "age_from": told(maybe(WHOLE), "Years, included"),
    "age_to": told(maybe(WHOLE), "Years, included"),
    "disability": YES_NO,
    "accessibility": several(code(ACCESSIBILITY)),
    "case_types": several(code(CASE_TYPES)),
    "languages": several(code(LANGUAGES)),
    "free": YES_NO,
    "cost": TEXT,
    "open_24h": YES_NO,
    "hours": told(several(TEXT), "Day and span on the clock of the place: mon 08:00-16:00"),
    "holidays": maybe(code(HOLIDAYS)),
    "schedule": TEXT,
    "documents": TEXT,
    "takes_referrals": YES_NO,
    "referral": told(TEXT, "How to refer"),
    "note": TEXT,
    "capacity": code(CAPACITIES),
    "capacity_as_of": maybe(DAY),
}
_FIGURES: dict[str, Schema] = dict.fromkeys(
    (
        *("required", "required_original", "offered", "committed", "open"),
        *("received", "spent", "unmet", "overfunded", "overpaid"),
    ),
    SUM,
)
_IN_KIND = closed(
    id=UUID,
    kind=code(RESOURCE_KINDS),
    description=TEXT,
    quantity=WHOLE,
    unit=code(UNITS),
    funding=told(closed(**dict.fromkeys(_FIGURES, WHOLE)), "In the unit, never in rupiah"),
)
_RESULT = closed(
    indicator=TEXT,
    target=WHOLE,
    unit=TEXT,
    so_far=told(maybe(WHOLE), "What the standing reports add up to; null while nobody reported"),
)
_OTHER = closed(
    currency=code(CURRENCIES),
    decimals=told(WHOLE, "How many digits of each sum stand after the point"),
    **dict.fromkeys(_FIGURES, WHOLE),
)
_PROGRAMME: dict[str, Schema] = {
    "id": UUID,
    "slug": TEXT,
    "title": TEXT,
    "owner": ref("OrganisationName"),
    "stage": code(STAGES),
    "regions": several(REGION),
    "url": ADDRESS,
    "funding": ref("Funding"),
}
_PROGRAMME_WHOLE: dict[str, Schema] = {
    "specialities": several(SPECIALITY),
    "summary": TEXT,
    "story": TEXT,
    "expected": TEXT,
    "starts_on": DAY,
    "ends_on": DAY,
    "status": code(("published", "closed")),
    "partners": told(several(ref("Partner")), "Organisations that agreed to be named"),
    "permit": told(
        maybe(closed(number=TEXT, issuer=TEXT, starts_on=DAY, ends_on=DAY)),
        "Its permit to collect from the public, while it holds",
    ),
    "grounds": told(
        several(code(GROUNDS)),
        "On which a community may offer money today; `zakat` also by the giver's own licence",
    ),
    "updates": told(several(ref("Update")), "The newest ten, the newest first"),
    "requirements": several(ref("Requirement")),
    "results": several(_RESULT),
}
_FACET = several(closed(value=TEXT, label=TEXT, count=WHOLE))
_PAGE: dict[str, Schema] = {"total": WHOLE, "page": WHOLE, "per_page": WHOLE}


def _found(filters: tuple[str, ...], line: str) -> Schema:
    """What a search of a list with these filters answers."""
    return closed(
        query={
            "type": "object",
            "properties": {"q": TEXT, "sort": code(sort.value for sort in Sort)}
            | dict.fromkeys(filters, several(TEXT)),
            "required": ["q", "sort"],
            "additionalProperties": False,
        },
        **_PAGE,
        engine=code(("meilisearch", "embedded", "standby")),
        took_ms=NUMBER,
        relaxed=told(YES_NO, "Some words were left out so that anything was found"),
        facets=closed(**dict.fromkeys(filters, _FACET)),
        items=several(ref(line)),
    )


SCHEMAS: dict[str, Schema] = {
    "OrganisationName": closed(id=UUID, slug=TEXT, name=TEXT),
    "OrganisationLine": closed(**_LINE),
    "Organisation": closed(**_LINE, **_WHOLE),
    "Service": closed(**_SERVICE),
    "Contact": closed(
        kind=code(CONTACT_KINDS), value=told(TEXT, "Numbers as digits from 62, or an e-mail")
    ),
    "Resource": closed(
        id=UUID,
        kind=code(RESOURCE_KINDS),
        description=TEXT,
        quantity=told(maybe(WHOLE), "Of the unit; whole rupiah for cash"),
        unit=maybe(code(UNITS)),
        region=maybe(REGION),
    ),
    "Location": closed(
        kind=code(kind for kind in LOCATION_KINDS if kind != "shelter"),
        region=REGION,
        address=maybe(TEXT),
    ),
    "Figures": closed(**_FIGURES),
    "Funding": closed(
        currency=code(("IDR",)),
        **_FIGURES,
        in_kind=several(_IN_KIND),
        other_currencies=several(_OTHER),
    ),
    "ProgrammeLine": closed(**_PROGRAMME),
    "Programme": closed(**_PROGRAMME, **_PROGRAMME_WHOLE),
    "Partner": closed(
        id=UUID,
        slug=TEXT,
        name=TEXT,
        role=code(ROLES),
        task=told(TEXT, "What it does, in a few words"),
    ),
    "Update": closed(
        id=UUID,
        title=TEXT,
        text=TEXT,
        date=DAY,
        photos=several(closed(url=ADDRESS, alt=TEXT, width=WHOLE, height=WHOLE)),
    ),
    "Requirement": closed(
        id=UUID,
        kind=code(RESOURCE_KINDS),
        description=TEXT,
        quantity=WHOLE,
        unit=code(UNITS),
        unit_value=maybe(SUM),
        needed_by=DAY,
        funding=maybe(ref("Figures")),
    ),
    "Region": closed(
        code=REGION,
        name=TEXT,
        level=code(("province", "regency", "district")),
        parent=maybe(REGION),
        latitude=maybe(NUMBER),
        longitude=maybe(NUMBER),
        population=maybe(WHOLE),
    ),
    "Organisations": _found(FILTERS[ORGANISATIONS], "OrganisationLine"),
    "Programmes": _found(FILTERS[PROGRAMMES], "ProgrammeLine"),
    "FundingOverview": closed(
        region=maybe(REGION),
        stage=maybe(code(STAGES)),
        as_of=DAY,
        currency=code(("IDR",)),
        programmes=WHOLE,
        figures=ref("Figures"),
        by_region=several(closed(region=REGION, figures=ref("Figures"))),
        by_stage=several(closed(stage=code(STAGES), figures=ref("Figures"))),
        by_source=several(
            closed(
                source=told(maybe(code(SOURCES)), "null: donors who stay unnamed"),
                budget_level=maybe(code(BUDGET_LEVELS)),
                **dict.fromkeys(("offered", "committed", "open", "received"), SUM),
            )
        ),
        beside=told(
            several(closed(asset=TEXT, figures=ref("Figures"))),
            "Other currencies in their smallest unit, and goods and hours: never added to rupiah",
        ),
    ),
    "Regions": closed(items=several(ref("Region")), total=WHOLE),
    "Problem": closed(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT),
}
