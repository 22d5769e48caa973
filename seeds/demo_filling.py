"""How the demo's organisations answer the tasks of a registration, and what they add to it."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory import contacts, identifiers, offers, places, presence, resources, services
from portal.directory.models import Organisation
from portal.idempotency import new_key
from seeds import demo_files
from seeds.demo_rows import DemoOrganisation, DemoService

Day = Callable[[int], date]  # a day of the files as a date

DRAFT_DAY = -2
# Whoever has a programme takes money for it, and one that still waits is about to.
FUNDED = frozenset(programme.owner for programme in demo_files.programmes()) | {
    "psikolog-keluarga-serang"
}


def fill(
    session: Session, entry: DemoOrganisation, day: Day, *, by: Actor, at: datetime
) -> Organisation:
    """Begin a draft and answer its tasks as the files tell."""
    made = services.create(
        session,
        name=entry.name,
        short_name=entry.short_name,
        kind=entry.kind,
        region=entry.region,
        by=by,
        now=at,
    )
    by = Actor(
        user_id=by.user_id, memberships={**by.memberships, made.id: "owner"}, mandates=by.mandates
    )
    services.save_identity(
        session,
        made,
        name=entry.name,
        kind=entry.kind,
        region=entry.region,
        short_name=entry.short_name,
        other_names=entry.other_names,
        year_founded=entry.year_founded,
        about=entry.about,
        website=entry.website,
        languages=entry.languages,
        handles_funds=entry.key in FUNDED,
        by=by,
        now=at,
    )
    services.save_specialities(session, made, specialities=entry.specialities, by=by, now=at)
    _fill_services(session, made, entry, day, by, at)
    _fill_places(session, made, entry, by, at)
    _fill_contacts(session, made, entry, by, at)
    _fill_profile(session, made, entry, by, at)
    return made


def offer(day: Day, told: DemoService, latest: int | None = None) -> offers.Offer:
    """A service as the files tell it; its capacity's day no later than `latest`."""
    as_of = told.capacity_as_of
    if as_of is not None and latest is not None:
        as_of = min(as_of, latest)
    return offers.Offer(
        name=told.name,
        specialities=told.specialities,
        sex=told.sex,
        age_from=told.age_from,
        age_to=told.age_to,
        disability=told.disability,
        case_types=told.case_types,
        cost=told.cost,
        schedule=told.schedule,
        open_24h=told.open_24h,
        takes_referrals=told.takes_referrals,
        capacity=told.capacity,
        capacity_as_of=None if as_of is None else day(as_of),
        note=told.note,
        free=told.free,
        hours=told.hours,
        holidays=told.holidays,
        documents=told.documents,
        referral=told.referral,
        languages=told.languages,
        accessibility=told.accessibility,
    )


def _fill_services(
    session: Session,
    made: Organisation,
    entry: DemoOrganisation,
    day: Day,
    by: Actor,
    at: datetime,
) -> None:
    latest = DRAFT_DAY if entry.submitted is None else entry.submitted
    for told in entry.services:
        one = offer(day, told, latest)
        offers.add_service(session, made, one, token=new_key(), by=by, now=at)


def _fill_places(
    session: Session, made: Organisation, entry: DemoOrganisation, by: Actor, at: datetime
) -> None:
    if entry.coverage or entry.nationwide:
        coverage, nation = entry.coverage, entry.nationwide
        places.save_coverage(session, made, coverage=coverage, nationwide=nation, by=by, now=at)
    shelters = [place.region for place in entry.locations if place.kind == "shelter"]
    places.save_shelter(
        session,
        made,
        runs_shelter=entry.runs_shelter,
        shelter_region=shelters[0] if shelters else "",
        by=by,
        now=at,
    )
    for place in entry.locations:
        if place.kind != "shelter":
            places.add_location(
                session,
                made,
                kind=place.kind,
                region=place.region,
                address=place.address,
                visibility=place.visibility,
                token=new_key(),
                by=by,
                now=at,
            )


def _fill_contacts(
    session: Session, made: Organisation, entry: DemoOrganisation, by: Actor, at: datetime
) -> None:
    for one in entry.contacts:
        contacts.add_contact(
            session,
            made,
            kind=one.kind,
            value=one.value,
            visibility=one.visibility,
            token=new_key(),
            by=by,
            now=at,
        )
    for person in entry.people:
        contacts.add_person(
            session,
            made,
            name=person.name,
            role=person.role,
            contact=person.contact,
            visibility=person.visibility,
            token=new_key(),
            by=by,
            now=at,
        )
    numbers = {one.scheme: one.value for one in entry.identifiers}
    identifiers.save_identifiers(session, made, values=numbers, by=by, now=at)


def _fill_profile(
    session: Session, made: Organisation, entry: DemoOrganisation, by: Actor, at: datetime
) -> None:
    """What no task asks for: what it can lend, its pages, and names that it had or is called by."""
    for one in entry.resources:
        lent = resources.Lent(
            kind=one.kind,
            description=one.description,
            quantity=one.quantity,
            unit=one.unit,
            region_code=one.region,
        )
        resources.add_resource(session, made, lent, token=new_key(), by=by, now=at)
    if not (entry.social or entry.acronyms or entry.former_names):
        return
    told = presence.Presence(
        about=entry.about,
        other_names=entry.other_names,
        former_names=entry.former_names,
        acronyms=entry.acronyms,
        year_founded=entry.year_founded,
        website=entry.website,
        social=entry.social,
        languages=entry.languages,
    )
    presence.save_presence(session, made, told, by=by, now=at)
