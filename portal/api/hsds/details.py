"""What a service tells in detail: its times, price, areas and terms, and for whom it is."""

from collections.abc import Iterable, Mapping

from portal.api.hsds import keys
from portal.api.hsds.known import Known
from portal.api.hsds.terms import Json
from portal.directory.hour_rules import DAYS as WEEK
from portal.directory.hour_rules import blocks
from portal.directory.models import Organisation, Service
from portal.errors import Words
from portal.vocabulary import ACCESSIBILITY, CASE_TYPES, HOLIDAYS, SEXES

DAYS = "MO,TU,WE,TH,FR,SA,SU"
NATION = "Seluruh Indonesia"


def schedules(one: Service) -> list[Json]:
    """When it is open: blocks of days and hours, or words alone."""
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


def price_of(one: Service) -> str:
    """What it costs, in words; '' where nothing is known."""
    if one.free and one.cost.lower() != "gratis":
        return f"Gratis. {one.cost}" if one.cost else "Gratis"
    return one.cost


def areas(one: Service, owner_of: Organisation, known: Known) -> list[Json]:
    """The regions that it serves; those of its organisation unless it names its own."""
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


def attributes(one: Service, known: Known) -> list[Json]:
    """Its specialities, the situations that it knows, and whether there is room."""
    found = [("speciality", code) for code in one.specialities]
    found += [("case_type", code) for code in one.case_types]
    found += [("capacity", one.capacity)]
    return [
        attribute(one.public_id, "service", taxonomy, code, known)
        for taxonomy, code in found
        if (taxonomy, code) in known.terms
    ]


def attribute(link: str, entity: str, taxonomy: str, code: str, known: Known) -> Json:
    """A term that is tied to an entity of that id."""
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


def about(one: Service, known: Known) -> str:
    """What it does, in words; its name where nothing else is told."""
    terms = [
        known.terms["speciality", code].name
        for code in one.specialities
        if ("speciality", code) in known.terms
    ]
    return ". ".join(part for part in (", ".join(terms), one.note) if part) or one.name


def eligible(one: Service) -> str:
    """For whom it is, in words."""
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
