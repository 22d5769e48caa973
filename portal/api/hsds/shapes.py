"""Organisations, services and places as HSDS 3.0 writes them: public facts only, by an allow-list.

A confidential place has a kabupaten/kota and nothing else: no address, no coordinates. History
(`metadata`) is left out, because it would tell old values, and so are official numbers.
"""

from typing import Any

from flask import url_for

from portal.api.hsds import keys
from portal.api.hsds.details import (
    about,
    areas,
    attribute,
    attributes,
    eligible,
    price_of,
    schedules,
)
from portal.api.hsds.known import Known
from portal.api.hsds.queries import SHELTER
from portal.api.hsds.terms import Json
from portal.directory.models import Contact, Location, Organisation, Service
from portal.directory.rules import is_website
from portal.vocabulary import CONTACT_KINDS, LANGUAGES, LOCATION_KINDS

CALLS = ("hotline", "phone", "whatsapp")


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
        told["attributes"] = [attribute(one.public_id, "organization", "kind", one.kind, known)]
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
        "description": about(one, known),
        "url": url_for("profile.organisation", slug=owner_of.slug, _external=True),
        "eligibility_description": eligible(one),
        "last_modified": owner_of.updated_at.isoformat(),
    }
    if email := _email(owner_of):
        told["email"] = email
    if price := price_of(one):
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
        "schedules": schedules(one),
        "service_areas": areas(one, owner_of, known),
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
        "attributes": attributes(one, known),
    }
    if price := price_of(one):
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
        "schedules": schedules(one),
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


def line(one: Any) -> Json:
    """The least of a service: its key and when it changed."""
    service_of, owner_of = one
    return {"id": service_of.public_id, "last_modified": owner_of.updated_at.isoformat()}
