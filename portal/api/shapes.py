"""The shapes of the public JSON: only what everybody may see, by an allow-list."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.assets import decimals
from portal.directory.models import Organisation, Service
from portal.directory.rules import best_capacity
from portal.finder.facets import label
from portal.finder.request import FIELDS, FILTERS, Asked
from portal.ledger.rules import Figures
from portal.permits.models import CollectionPermit
from portal.permits.queries import OnFile
from portal.pledges.queries import Funding
from portal.programme_partners.models import ProgrammePartner
from portal.programmes.models import Programme
from portal.regions.models import Region
from portal.regions.queries import names
from portal.results.queries import Progress
from portal.updates.models import ProgrammeUpdate
from search.results import Results

Json = dict[str, Any]


def organisation_line(one: Organisation) -> Json:
    """One organisation in a list."""
    return {
        "id": one.public_id,
        "slug": one.slug,
        "name": one.name,
        "short_name": one.short_name,
        "kind": one.kind,
        "specialities": list(one.specialities),
        "stages": list(one.stages),
        "regions": [row.region_code for row in one.coverage],
        "nationwide": one.nationwide,
        "verified_on": one.verified_on.isoformat() if one.verified_on else None,
        "capacity": best_capacity(service.capacity for service in one.services),
        "url": url_for("profile.organisation", slug=one.slug, _external=True),
    }


def name(one: Organisation) -> Json:
    """An organisation that another one names."""
    return {"id": one.public_id, "slug": one.slug, "name": one.name}


def organisation_whole(
    one: Organisation, parent: Organisation | None, branches: Sequence[Organisation]
) -> Json:
    """One organisation with its services and public contacts; a shelter has no address at all.

    `parent` and `branches` are listed ones.
    """
    return organisation_line(one) | {
        "other_names": list(one.other_names),
        "former_names": list(one.former_names),
        "acronyms": list(one.acronyms),
        "about": one.about,
        "website": one.website or None,
        "social": list(one.social),
        "languages": list(one.languages),
        "year_founded": one.year_founded,
        "region": one.region_code,
        "parent": name(parent) if parent else None,
        "branches": [name(each) for each in branches],
        "status": one.status,
        "confirmed_on": one.confirmed_on.isoformat() if one.confirmed_on else None,
        "updated_at": one.updated_at.isoformat(),
        "services": [service(each) for each in one.services],
        "contacts": [
            {"kind": contact.kind, "value": contact.value}
            for contact in one.contacts
            if contact.visibility == "public"
        ],
        "resources": [
            {
                "id": resource.public_id,
                "kind": resource.kind,
                "description": resource.description,
                "quantity": resource.quantity,
                "unit": resource.unit or None,
                "region": resource.region_code,
            }
            for resource in one.resources
        ],
        "locations": [
            {"kind": place.kind, "region": place.region_code, "address": place.address or None}
            for place in one.locations
            if place.visibility == "public" and place.kind != "shelter"
        ],
    }


def service(one: Service) -> Json:
    """One service. `hours` are day and span on the place's clock: 'mon 08:00-16:00'."""
    return {
        "id": one.public_id,
        "name": one.name,
        "specialities": list(one.specialities),
        "regions": list(one.regions),
        "sex": list(one.sex),
        "age_from": one.age_from,
        "age_to": one.age_to,
        "disability": one.disability,
        "accessibility": list(one.accessibility),
        "case_types": list(one.case_types),
        "languages": list(one.languages),
        "free": one.free,
        "cost": one.cost,
        "open_24h": one.open_24h,
        "hours": list(one.hours),
        "holidays": one.holidays or None,
        "schedule": one.schedule,
        "documents": one.documents,
        "takes_referrals": one.takes_referrals,
        "referral": one.referral,
        "note": one.note,
        "capacity": one.capacity,
        "capacity_as_of": one.capacity_as_of.isoformat() if one.capacity_as_of else None,
    }


def facet_values(session: Session, asked: Asked, results: Results) -> dict[str, list[Json]]:
    """Every facet of a list as a list of value, label and count, the largest first."""
    known = names(session, results.facets.get("region", {}))
    shaped = {}
    for facet in FILTERS[asked.what]:
        counts = results.facets.get(FIELDS.get(facet, facet), {})
        rows = [
            {"value": code, "label": label(facet, code, known), "count": count}
            for code, count in counts.items()
            if count
        ]
        rows.sort(key=lambda row: (-int(str(row["count"])), str(row["value"])))
        shaped[facet] = rows
    return shaped


def funding(found: Funding) -> Json:
    """The figures of a programme in whole rupiah, in-kind beside them (domain: the figures)."""
    return (
        {"currency": "IDR"}
        | figures(found.total)
        | {"in_kind": in_kind(found), "other_currencies": others(found)}
    )


def figures(total: Figures) -> Json:
    """The contract's names for the figures."""
    return {
        name: getattr(total, name)
        for name in (
            "required",
            "required_original",
            "offered",
            "committed",
            "open",
            "received",
            "spent",
            "unmet",
            "overfunded",
            "overpaid",
        )
    }


def others(found: Funding) -> list[Json]:
    """Money in other currencies, each in its smallest unit: beside the rupiah, never in them."""
    return [
        {"currency": code, "decimals": decimals(code)} | figures(sums)
        for code, sums in found.others.items()
    ]


def in_kind(found: Funding) -> list[Json]:
    """What is needed beside money, in its unit: needed, promised, arrived, used; never a sum."""
    return [
        {
            "id": line.id,
            "kind": line.kind,
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "funding": figures(line.figures),
        }
        for line in found.in_kind
    ]


def programme_line(one: Programme, found: Funding) -> Json:
    """One programme in a list."""
    return {
        "id": one.public_id,
        "slug": one.slug,
        "title": one.title,
        "owner": name(one.organisation),
        "stage": one.stage,
        "regions": [row.region_code for row in one.coverage],
        "url": url_for("programme_pages.programme", slug=one.slug, _external=True),
        "funding": funding(found),
    }


def programme_whole(
    one: Programme,
    found: Funding,
    results: Sequence[Progress],
    partners: Sequence[ProgrammePartner],
    updates: Sequence[ProgrammeUpdate],
    filed: OnFile,
) -> Json:
    """One programme with its partners, its lines and their figures, and its results."""
    lines: Mapping[int, Figures] = found.lines
    return programme_line(one, found) | {
        "specialities": list(one.specialities),
        "summary": one.public_summary,
        "story": one.public_story,
        "expected": one.public_expected,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "status": one.status,
        "partners": [
            name(each.organisation) | {"role": each.role, "task": each.task} for each in partners
        ],
        "permit": permit(filed.pub),
        "grounds": list(filed.grounds) if one.status == "published" else [],
        "updates": [update(each) for each in updates],
        "requirements": [
            {
                "id": line.public_id,
                "kind": line.kind,
                "description": line.description,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_value": line.unit_value,
                "needed_by": line.needed_by.isoformat(),
                "funding": figures(lines[line.id]) if line.id in lines else None,
            }
            for line in one.requirements
        ],
        "results": [
            {
                "indicator": each.result.indicator,
                "target": each.result.target,
                "unit": each.result.unit,
                "so_far": each.so_far,
            }
            for each in results
        ],
    }


def permit(one: CollectionPermit | None) -> Json | None:
    """What everybody may know of a programme's permit to collect from the public."""
    if one is None or one.ends_on is None:
        return None
    return {
        "number": one.number,
        "issuer": one.issuer,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
    }


def update(one: ProgrammeUpdate) -> Json:
    """News of a programme, with addresses of its photos."""
    return {
        "id": one.public_id,
        "title": one.title,
        "text": one.text,
        "date": one.happened_on.isoformat(),
        "photos": [
            {
                "url": url_for("updates.photo", public_id=photo.public_id, _external=True),
                "alt": photo.alt,
                "width": photo.width,
                "height": photo.height,
            }
            for photo in one.shown
        ],
    }


def region(one: Region) -> Json:
    """One region."""
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "parent": one.parent_code,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "population": one.population,
    }
