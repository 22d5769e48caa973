"""What happens to an organisation's services: what it offers, for whom, and with how much room."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, idempotency
from portal.access import Actor
from portal.directory import edit, hour_rules, text_rules
from portal.directory.models import Organisation, Service, Speciality
from portal.directory.queries import within_coverage
from portal.directory.rules import CAPACITIES
from portal.errors import N_, Invalid, NotFound, Words
from portal.regions.queries import names, timezone
from portal.regions.rules import local_date
from portal.vocabulary import ACCESSIBILITY, CASE_TYPES, HOLIDAYS, LANGUAGES, SEXES

OLDEST = 120
MOST_SERVICES = 60
LONGEST = 500
TAPPED = ("accepting", "limited", "full")
TEXTS = ("name", "cost", "schedule", "note", "documents", "referral")
LONGER = ("documents", "referral")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A service as its organisation describes it. Ages in whole years, both ends included.

    `regions` narrow the organisation's coverage; `hours` are as `hour_rules.entries` writes them.
    """

    name: str
    specialities: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    disability: bool = False
    case_types: tuple[str, ...] = ()
    cost: str = ""
    schedule: str = ""
    open_24h: bool = False
    takes_referrals: bool = False
    capacity: str = "unknown"
    capacity_as_of: date | None = None
    note: str = ""
    regions: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    holidays: str = ""
    free: bool = False
    languages: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    documents: str = ""
    referral: str = ""


COLUMNS = tuple(field.name for field in fields(Offer))


def add_service(
    session: Session,
    organisation: Organisation,
    offer: Offer,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Add a service; answers its public id. The same token again adds nothing."""
    access.edit_organisation.check(by, organisation.scope)

    def act() -> str:
        edit.begin(session, organisation, by=by)
        if len(organisation.services) >= MOST_SERVICES:
            raise Invalid(name=N_("Paling banyak %(n)s layanan.", n=MOST_SERVICES))
        _check(session, organisation, offer, now)
        service = Service(**_values(offer))  # type: ignore[arg-type]  # the same fields
        organisation.services.append(service)
        edit.finish(session, organisation, "add_service", by=by, now=now)
        return service.public_id

    body = {"organisation": organisation.public_id, **_values(offer)}
    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "add_service", body, act, by=by, now=now)


def change_service(
    session: Session,
    organisation: Organisation,
    service: Service,
    offer: Offer,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Service:
    """Change a service of it. Raises Conflict for a stale form, Invalid, or NotFound."""
    edit.begin(session, organisation, by=by)
    session.refresh(service)
    if service.organisation_id != organisation.id:
        raise NotFound
    values = _values(offer)
    if all(getattr(service, key) == value for key, value in values.items()):
        return service
    edit.fresh(organisation, version)
    _check(session, organisation, offer, now)
    for key, value in values.items():
        setattr(service, key, value)
    edit.finish(session, organisation, "change_service", by=by, now=now)
    return service


def remove_service(
    session: Session, organisation: Organisation, public_id: str, *, by: Actor, now: datetime
) -> bool:
    """Remove a service; False when it was gone already."""
    edit.begin(session, organisation, by=by)
    found = [one for one in organisation.services if one.public_id == public_id]
    for service in found:
        organisation.services.remove(service)
        edit.finish(session, organisation, "remove_service", by=by, now=now)
    return bool(found)


def _values(offer: Offer) -> dict[str, object]:
    return {name: getattr(offer, name) for name in COLUMNS}


def say_capacity(
    session: Session,
    organisation: Organisation,
    public_id: str,
    capacity: str,
    *,
    by: Actor,
    now: datetime,
) -> Service:
    """Say how much room a service has today; tapped twice, it is said once.

    Raises Invalid for a word that is none of accepting, limited, full; NotFound without service.
    """
    edit.begin(session, organisation, by=by)
    service = next((one for one in organisation.services if one.public_id == public_id), None)
    if service is None:
        raise NotFound
    if capacity not in TAPPED:
        raise Invalid(capacity=N_("Pilih salah satu dari daftar."))
    today = local_date(now, timezone(session, organisation.region_code))
    if (service.capacity, service.capacity_as_of) != (capacity, today):
        service.capacity, service.capacity_as_of = capacity, today
        edit.finish(session, organisation, "say_capacity", by=by, now=now, capacity=capacity)
    return service


def _check(session: Session, organisation: Organisation, offer: Offer, now: datetime) -> None:
    """Raise Invalid with every fault at once."""
    faults: dict[str, Words] = {}
    if not offer.name or len(offer.name) > 200:
        faults["name"] = N_("Isi nama layanan, paling banyak %(n)s huruf.", n=200)
    faults |= _ages(offer) | _capacity(offer, now)
    listed = N_("Pilih dari daftar yang tersedia.")
    known = _known(session, offer.specialities)
    faults |= dict.fromkeys(_unlisted(offer, known), listed)
    real = set(names(session, offer.regions)) == set(offer.regions)
    if not real or not within_coverage(offer.regions, organisation):
        faults["regions"] = N_("Pilih wilayah di dalam wilayah kerja lembaga Anda.")
    if not hour_rules.are_valid(offer.hours):
        faults["hours"] = N_("Isi jam buka dan tutup seperti 08.00 dan 16.00.")
    longest = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST)
    faults |= {name: longest for name in LONGER if len(getattr(offer, name)) > LONGEST}
    faults |= text_rules.faults(**{name: getattr(offer, name) for name in TEXTS})
    if faults:
        raise Invalid(**faults)


def _capacity(offer: Offer, now: datetime) -> dict[str, Words]:
    if offer.capacity not in CAPACITIES:
        return {"capacity": N_("Pilih salah satu dari daftar.")}
    if offer.capacity != "unknown" and offer.capacity_as_of is None:
        return {"capacity_as_of": N_("Isi tanggal keadaan ini, misalnya 20-11-2026.")}
    # One day of grace: midnight comes two hours earlier in the east than in the west.
    if offer.capacity_as_of and (offer.capacity_as_of - now.date()).days > 1:
        return {"capacity_as_of": N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya.")}
    return {}


def _unlisted(offer: Offer, specialities: set[str]) -> list[str]:
    """The fields with a code that stands on no list."""
    lists: dict[str, Container[str]] = {
        "sex": SEXES,
        "case_types": CASE_TYPES,
        "specialities": specialities,
        "languages": LANGUAGES,
        "accessibility": ACCESSIBILITY,
    }
    found = [
        name
        for name, codes in lists.items()
        if not all(code in codes for code in getattr(offer, name))
    ]
    return [*found, "holidays"] if offer.holidays not in ("", *HOLIDAYS) else found


def _ages(offer: Offer) -> dict[str, Words]:
    words = N_("Isi umur dari 0 sampai %(n)s tahun.", n=OLDEST)
    faults = {
        key: words
        for key in ("age_from", "age_to")
        if (age := getattr(offer, key)) is not None and not 0 <= age <= OLDEST
    }
    if faults or offer.age_from is None or offer.age_to is None:
        return faults
    if offer.age_from > offer.age_to:
        return {
            "age_to": N_(
                "Umur tertinggi harus sama dengan atau di atas %(n)s tahun.", n=offer.age_from
            )
        }
    return {}


def _known(session: Session, codes: Sequence[str]) -> set[str]:
    return set(session.scalars(select(Speciality.code).where(Speciality.code.in_(codes))))
