"""The demo's organisations: drafted, sent, decided on, and kept up to date, each on its day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.accounts.models import Membership
from portal.accounts.services import add_member
from portal.directory import contacts, identifiers, offers, places, services
from portal.directory.models import Organisation
from portal.directory.slugs import settle_slug
from portal.freshness.services import ageing, confirming
from portal.idempotency import new_key
from portal.ledger.rules import WIB
from portal.registration import services as registration
from portal.registration.queries import of_organisation
from seeds import demo_files
from seeds.demo_files import DemoOrganisation, DemoService
from seeds.demo_people import People
from seeds.demo_review import review

Act = tuple[int, Callable[[datetime], object]]

OFFICES_DAY = -399
DRAFT_DAY = -2
DAYS_TO_ANSWER = 3
# Whoever has a programme takes money for it, and one that still waits is about to.
FUNDED = frozenset(programme.owner for programme in demo_files.programmes()) | {
    "psikolog-keluarga-serang"
}


@dataclass
class Register:
    """What is to be done, and the organisations that came of it, by their keys in the files."""

    session: Session
    people: People
    now: datetime
    acts: list[Act] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)

    def day(self, day: int) -> date:
        """A day of the files, counted from the day of loading in western Indonesia."""
        return self.now.astimezone(WIB).date() + timedelta(days=day)

    def held(self, key: str) -> Organisation:
        """The organisation of a key."""
        return self.session.get_one(Organisation, self.keys[key])

    def owner(self, entry: DemoOrganisation, at: datetime) -> Actor:
        """The owner of an organisation as rules see them at that moment."""
        return self.people.actor(self.people.owner(entry), at)


def register_acts(session: Session, people: People, now: datetime) -> Register:
    """What happens to offices and organisations, as acts with their days."""
    register = Register(session, people, now)
    for office in demo_files.offices():
        register.acts.append((OFFICES_DAY, partial(_list_office, register, office)))
    for entry in demo_files.organisations():
        register.acts += _life(register, entry)
    return register


def _life(register: Register, entry: DemoOrganisation) -> Iterator[Act]:
    if entry.submitted is None:
        yield DRAFT_DAY, partial(_draft, register, entry)
        return
    yield entry.submitted, partial(_submit, register, entry)
    if entry.state == "changes_requested":
        day = entry.submitted + DAYS_TO_ANSWER
        yield day, partial(_decide, register, entry, "changes_requested")
    if entry.verified is None:
        return
    yield entry.verified, partial(_decide, register, entry, "verified")
    for number, service in enumerate(entry.services):
        if service.capacity_as_of is not None and service.capacity_as_of >= entry.verified:
            yield service.capacity_as_of, partial(_say_capacity, register, entry, number)
    if entry.confirmed is not None and entry.confirmed > entry.verified:
        yield entry.confirmed, partial(_confirm, register, entry)
    if entry.state in ("due", "stale"):
        yield 0, partial(_grow_old, register, entry)


def _draft(register: Register, entry: DemoOrganisation, at: datetime) -> Organisation:
    """A draft with every task answered, and the rest of its members."""
    made = _fill(register, entry, register.owner(entry, at), at)
    for role, email in register.people.others(entry):
        add_member(register.session, register.people.keys[email], made.id, role, now=at)
    return made


def _submit(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    made = _draft(register, entry, at)
    registration.submit(register.session, made, by=register.owner(entry, at), now=at)


def _decide(register: Register, entry: DemoOrganisation, outcome: str, at: datetime) -> None:
    organisation = register.held(entry.key)
    submission = of_organisation(register.session, organisation.id)
    if submission is None:
        raise LookupError(entry.key)
    for by in register.people.coordinators(organisation.region_code, at):
        if submission.state == "waiting":
            review(register.session, submission, outcome, entry.reason, by=by, at=at)


def _say_capacity(register: Register, entry: DemoOrganisation, number: int, at: datetime) -> None:
    organisation = register.held(entry.key)
    offer = _offer(register, entry.services[number])
    service = organisation.services[number]
    by = register.owner(entry, at)
    offers.change_service(register.session, organisation, service, offer, by=by, now=at)


def _confirm(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    """Somebody of the organisation said that everything is still right."""
    organisation, by = register.held(entry.key), register.owner(entry, at)
    confirming.confirm(register.session, organisation, by=by, now=at)


def _grow_old(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    """What the day's job would have done by now."""
    ageing.step(register.session, register.held(entry.key), register.day(0), now=at)


def _list_office(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    """A real public office: listed from published facts, so nobody owns it and nobody decided."""
    by = register.people.administrator(at)
    made = _fill(register, entry, by, at)
    for status in ("submitted", "verified"):
        services.move(register.session, made, status, now=at)
    settle_slug(register.session, made)
    register.session.execute(delete(Membership).where(Membership.organisation_id == made.id))


def _fill(register: Register, entry: DemoOrganisation, by: Actor, at: datetime) -> Organisation:
    """Begin a draft and answer its tasks as the files tell."""
    session = register.session
    made = services.create(
        session,
        name=entry.name,
        short_name=entry.short_name,
        kind=entry.kind,
        region=entry.region,
        by=by,
        now=at,
    )
    register.keys[entry.key] = made.id
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
    _fill_services(register, made, entry, by, at)
    _fill_places(session, made, entry, by, at)
    _fill_contacts(session, made, entry, by, at)
    return made


def _offer(register: Register, told: DemoService, latest: int | None = None) -> offers.Offer:
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
        capacity_as_of=None if as_of is None else register.day(as_of),
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
    register: Register, made: Organisation, entry: DemoOrganisation, by: Actor, at: datetime
) -> None:
    latest = DRAFT_DAY if entry.submitted is None else entry.submitted
    for told in entry.services:
        offer = _offer(register, told, latest)
        offers.add_service(register.session, made, offer, token=new_key(), by=by, now=at)


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
