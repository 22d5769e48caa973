"""Organisations, services and places as HSDS 3.0 writes them: public facts only, by an allow-list.

A confidential place has a kabupaten/kota and nothing else: no address, no coordinates. History
(`metadata`) is left out, because it would tell old values, and so are official numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.api.hsds import keys
from portal.api.hsds.queries import SHELTER, Terms, centres
from portal.api.hsds.terms import Json
from portal.directory.hour_rules import DAYS as WEEK
from portal.directory.hour_rules import blocks
from portal.directory.models import Contact, Location, Organisation, Service
from portal.directory.rules import is_website
from portal.errors import Words
from portal.regions.queries import names
from portal.vocabulary import (
    ACCESSIBILITY,
    CASE_TYPES,
    CONTACT_KINDS,
    HOLIDAYS,
    LANGUAGES,
    LOCATION_KINDS,
    SEXES,
)

CALLS = ("hotline", "phone", "whatsapp")
DAYS = "MO,TU,WE,TH,FR,SA,SU"
NATION = "Seluruh Indonesia"


@dataclass(frozen=True)
class Known:
    """What the shapes of a page need beside their rows."""

    terms: Terms
    regions: Mapping[str, str]
    centres: Mapping[str, tuple[float, float]]


def know(session: Session, terms: Terms, found: Iterable[Organisation]) -> Known:
    """Names and centres of every region that these organisations name: two statements."""
    codes = set()
    for one in found:
        codes |= {row.region_code for row in one.coverage}
        codes |= {place.region_code for place in one.locations}
        codes |= {code for each in one.services for code in each.regions}
    codes |= {above for code in codes for above in (code[:2], code[:5])}
    return Known(terms, names(session, codes), centres(session, codes))


def organisation(one: Organisation, known: Known, *, full: bool, services: str = "") -> Json:
    """An organisation; `services` is '' for none, 'line' or 'full'."""
    told: Json = {
        "id": one.public_id,
        "name": one.name,
        "description": one.about or one.name,
        "uri": url_for("profile.organisation", slug=one.slug, _external=True),
    }
    if one.short_name:
        told["alternate_name"] = one.short_name
    if email := _email(one):
        told["email"] = email
    if is_website(one.website):
        told["website"] = one.website
    if one.year_founded:
        told["year_incorporated"] = one.year_founded
    if full:
        told["phones"] = [_phone(row, one, known) for row in _calls(one)]
        told["locations"] = [location(place, one, known) for place in places(one)]
        told["attributes"] = [_attribute(one.public_id, "organization", "kind", one.kind, known)]
    if services:
        told["services"] = [
            service(row, one, known, full=services == "full", owner=False) for row in one.services
        ]
    return told


def service(
    one: Service, owner_of: Organisation, known: Known, *, full: bool, owner: bool = True
) -> Json:
    """A service; in full with its areas, places, languages, times and terms."""
    told: Json = {
        "id": one.public_id,
        "organization_id": owner_of.public_id,
        "name": one.name,
        "status": "active",
        "description": _about(one, known),
        "url": url_for("profile.organisation", slug=owner_of.slug, _external=True),
        "eligibility_description": _eligible(one),
        "last_modified": owner_of.updated_at.isoformat(),
    }
    if email := _email(owner_of):
        told["email"] = email
    if price := _price(one):
        told["fees_description"] = price
    if one.age_from is not None:
        told["minimum_age"] = one.age_from
    if one.age_to is not None:
        told["maximum_age"] = one.age_to
    if owner_of.verified_on:
        told["assured_date"] = owner_of.verified_on.isoformat()
    if one.capacity == "full":
        told["alert"] = "Sedang penuh" + (
            f" per {one.capacity_as_of.isoformat()}" if one.capacity_as_of else ""
        )
    referral = ["Menerima rujukan dari lembaga lain."] if one.takes_referrals else []
    if process := " ".join([*referral, one.referral]).strip():
        told["application_process"] = process
    return told | (_more(one, owner_of, known, owner=owner) if full else {})


def _more(one: Service, owner_of: Organisation, known: Known, *, owner: bool) -> Json:
    told: Json = {
        "phones": [_phone(row, owner_of, known, service=one) for row in _calls(owner_of)],
        "schedules": _schedules(one),
        "service_areas": _areas(one, owner_of, known),
        "service_at_locations": [
            at_location(one, place, owner_of, known) for place in places(owner_of, one)
        ],
        "languages": [
            {
                "id": keys.key("language", one.public_id, code),
                "service_id": one.public_id,
                "name": LANGUAGES[code].text,
                "code": code,
            }
            for code in one.languages or owner_of.languages
            if code in LANGUAGES
        ],
        "attributes": _attributes(one, known),
    }
    if price := _price(one):
        cost: Json = {"id": keys.key("cost", one.public_id), "service_id": one.public_id}
        cost |= {"currency": "IDR", "amount_description": price}
        told["cost_options"] = [
            cost | ({"amount": 0} if one.free and one.cost.lower() in ("", "gratis") else {})
        ]
    if one.documents:
        paper = {"id": keys.key("document", one.public_id), "service_id": one.public_id}
        told["required_documents"] = [paper | {"document": one.documents}]
    if owner:
        told["organization"] = organisation(owner_of, known, full=False)
    return told


def at_location(one: Service, place: Location, owner_of: Organisation, known: Known) -> Json:
    """A service at a place."""
    key = keys.at_location(one.public_id, place.id)
    return {
        "id": key,
        "service_id": one.public_id,
        "location_id": keys.location(place.id),
        "description": f"{one.name}, {owner_of.name}",
        "location": location(place, owner_of, known),
        "phones": [_phone(row, owner_of, known, service=one) for row in _calls(owner_of)],
        "schedules": _schedules(one),
    }


def at_location_line(one: Service, place: Location, owner_of: Organisation) -> Json:
    """A service at a place in a list: its keys and its name."""
    return {
        "id": keys.at_location(one.public_id, place.id),
        "service_id": one.public_id,
        "location_id": keys.location(place.id),
        "description": f"{one.name}, {owner_of.name}",
    }


def places(owner_of: Organisation, one: Service | None = None) -> list[Location]:
    """The places that everybody may know of, of an organisation or of one of its services."""
    found = [row for row in owner_of.locations if row.kind == "shelter" or _open(row)]
    if one is None:
        return found
    sheltering = SHELTER in one.specialities
    return [row for row in found if (row.kind == "shelter") == sheltering]


def _open(place: Location) -> bool:
    return place.visibility == "public"


def location(place: Location, owner_of: Organisation, known: Known) -> Json:
    """A place. A shelter's is its kabupaten/kota in words; others have an address when public.

    Coordinates are those of the region's centre, and say so: nobody measured the door. Whoever
    runs a shelter has none at all.
    """
    code = place.region_code[:5] if place.kind == "shelter" else place.region_code
    region = known.regions.get(code, code)
    told: Json = {
        "id": keys.location(place.id),
        "location_type": "physical",
        "organization_id": owner_of.public_id,
        "name": f"{LOCATION_KINDS[place.kind].text}, {region}",
    }
    if place.kind == "shelter":
        return told | {"description": "Tempat ini dirahasiakan. Hubungi nomor layanannya."}
    if place.address:
        told["addresses"] = [_address(place, known)]
    hidden = owner_of.runs_shelter or any(row.kind == "shelter" for row in owner_of.locations)
    if not hidden and (centre := known.centres.get(code)):
        told["latitude"], told["longitude"] = centre
        told["description"] = f"Koordinat menunjuk titik tengah {region}, bukan alamatnya."
    return told


def _address(place: Location, known: Known) -> Json:
    code = place.region_code
    told = {
        "id": keys.key("address", place.id),
        "location_id": keys.location(place.id),
        "address_1": place.address,
        "city": known.regions.get(code[:5], code[:5]),
        "state_province": known.regions.get(code[:2], code[:2]),
        "postal_code": "",
        "country": "ID",
        "address_type": "physical",
    }
    if len(code) > 5:
        told["region"] = known.regions.get(code, code)
    return told


def _calls(one: Organisation) -> list[Contact]:
    return [row for row in one.contacts if row.kind in CALLS and row.visibility == "public"]


def _email(one: Organisation) -> str:
    found = [row for row in one.contacts if row.kind == "email" and row.visibility == "public"]
    return found[0].value if found else ""


def _phone(
    row: Contact, one: Organisation, known: Known, *, service: Service | None = None
) -> Json:
    number = f"+{row.value}" if row.value.startswith("62") and len(row.value) > 6 else row.value
    told = {
        "id": keys.key("phone", row.id, service.public_id if service else ""),
        "organization_id": one.public_id,
        "number": number,
        "type": "text" if row.kind == "whatsapp" else "voice",
        "description": CONTACT_KINDS[row.kind].text,
    }
    if service:
        told["service_id"] = service.public_id
    return told


def _schedules(one: Service) -> list[Json]:
    told = {"id": keys.key("schedule", one.public_id), "service_id": one.public_id}
    if one.open_24h:
        every = {"freq": "WEEKLY", "byday": DAYS, "opens_at": "00:00", "closes_at": "24:00"}
        return [told | every | {"description": one.schedule or "24 jam setiap hari"}]
    words = " ".join(filter(None, (one.schedule, _holidays(one))))
    found = [
        {
            "id": keys.key("schedule", one.public_id, block.opens, block.closes),
            "service_id": one.public_id,
            "freq": "WEEKLY",
            "byday": ",".join(DAYS.split(",")[WEEK.index(day)] for day in block.days),
            "opens_at": block.opens,
            "closes_at": block.closes,
        }
        | ({"description": words} if words else {})
        for block in blocks(one.hours)
    ]
    return found or ([told | {"description": words}] if words else [])


def _holidays(one: Service) -> str:
    return f"{HOLIDAYS[one.holidays].text}." if one.holidays in HOLIDAYS else ""


def _price(one: Service) -> str:
    if one.free and one.cost.lower() != "gratis":
        return f"Gratis. {one.cost}" if one.cost else "Gratis"
    return one.cost


def _areas(one: Service, owner_of: Organisation, known: Known) -> list[Json]:
    rows = [(row.region_code, known.regions.get(row.region_code, "")) for row in owner_of.coverage]
    if owner_of.nationwide:
        rows = [("ID", NATION)]
    if one.regions:  # narrower than its organisation
        rows = [(code, known.regions.get(code, "")) for code in one.regions]
    return [
        {
            "id": keys.key("area", one.public_id, code),
            "service_id": one.public_id,
            "name": name,
            "extent": code,
            "extent_type": "Kode wilayah Kemendagri",
        }
        for code, name in rows
    ]


def _attributes(one: Service, known: Known) -> list[Json]:
    found = [("speciality", code) for code in one.specialities]
    found += [("case_type", code) for code in one.case_types]
    found += [("capacity", one.capacity)]
    return [
        _attribute(one.public_id, "service", taxonomy, code, known)
        for taxonomy, code in found
        if (taxonomy, code) in known.terms
    ]


def _attribute(link: str, entity: str, taxonomy: str, code: str, known: Known) -> Json:
    term = known.terms[taxonomy, code]
    return {
        "id": keys.key("attribute", link, taxonomy, code),
        "link_id": link,
        "taxonomy_term_id": term.id,
        "link_type": taxonomy,
        "link_entity": entity,
        "value": term.name,
        "taxonomy_term": term.shape(),
    }


def _about(one: Service, known: Known) -> str:
    terms = [
        known.terms["speciality", code].name
        for code in one.specialities
        if ("speciality", code) in known.terms
    ]
    return ". ".join(part for part in (", ".join(terms), one.note) if part) or one.name


def _eligible(one: Service) -> str:
    parts = [_listed(SEXES, one.sex) if len(one.sex) == 1 else "Semua orang"]
    if one.age_from is not None and one.age_to is not None:
        parts.append(f"umur {one.age_from} sampai {one.age_to} tahun")
    elif one.age_from is not None:
        parts.append(f"mulai {one.age_from} tahun")
    elif one.age_to is not None:
        parts.append(f"sampai {one.age_to} tahun")
    if one.disability:
        parts.append("dapat dipakai penyandang disabilitas")
    if one.accessibility:
        parts.append(_listed(ACCESSIBILITY, one.accessibility))
    if one.case_types:
        parts.append(_listed(CASE_TYPES, one.case_types))
    return "; ".join(parts)


def _listed(words: Mapping[str, Words], codes: Iterable[str]) -> str:
    return ", ".join(words[code].text for code in codes if code in words)


def line(one: Any) -> Json:
    """The least of a service: its key and when it changed."""
    service_of, owner_of = one
    return {"id": service_of.public_id, "last_modified": owner_of.updated_at.isoformat()}
