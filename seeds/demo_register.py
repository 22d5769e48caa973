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
from portal.directory import branches, offers, services
from portal.directory.models import Organisation
from portal.directory.slugs import settle_slug
from portal.freshness.services import ageing, confirming
from portal.ledger.rules import WIB
from portal.registration import services as registration
from portal.registration.queries import of_organisation
from seeds import demo_files, demo_filling
from seeds.demo_filling import DRAFT_DAY
from seeds.demo_people import People
from seeds.demo_review import review
from seeds.demo_rows import DemoOrganisation

Act = tuple[int, Callable[[datetime], object]]

OFFICES_DAY = -399
DAYS_TO_ANSWER = 3


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
    if entry.parent:
        yield -1, partial(_name_parent, register, entry)


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
    offer = demo_filling.offer(register.day, entry.services[number])
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


def _name_parent(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    """A branch says whose it is."""
    above = register.held(entry.parent).public_id
    branch, by = register.held(entry.key), register.owner(entry, at)
    branches.save_parent(register.session, branch, above, by=by, now=at)


def _list_office(register: Register, entry: DemoOrganisation, at: datetime) -> None:
    """A real public office: listed from published facts, so nobody owns it and nobody decided."""
    by = register.people.administrator(at)
    made = _fill(register, entry, by, at)
    for status in ("submitted", "verified"):
        services.move(register.session, made, status, now=at)
    settle_slug(register.session, made)
    register.session.execute(delete(Membership).where(Membership.organisation_id == made.id))


def _fill(register: Register, entry: DemoOrganisation, by: Actor, at: datetime) -> Organisation:
    made = demo_filling.fill(register.session, entry, register.day, by=by, at=at)
    register.keys[entry.key] = made.id
    return made
