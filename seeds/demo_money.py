"""The demo's money: programmes, and pledges with everything that happened to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.idempotency import new_key
from portal.pledges.models import Delivery, Pledge
from portal.pledges.services import delivering, offering, releasing, speaking, spending
from portal.programmes import lines
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Facts, Line
from portal.results import services as results
from portal.results.queries import expected_of
from portal.results.rules import Period, Wanted
from seeds import demo_files, demo_rows
from seeds.demo_people import People
from seeds.demo_register import Register
from seeds.demo_rows import DemoEvent, DemoPledge, DemoProgramme, DemoReport

Act = tuple[int, Callable[[datetime], object]]


@dataclass
class Money:
    """The programmes, pledges and deliveries that were made, by their keys in the files."""

    session: Session
    people: People
    register: Register
    programmes: dict[str, int] = field(default_factory=dict)
    pledges: dict[str, int] = field(default_factory=dict)
    deliveries: dict[tuple[str, str], int] = field(default_factory=dict)
    entries: dict[str, demo_rows.DemoOrganisation] = field(
        default_factory=lambda: {one.key: one for one in demo_files.organisations()}
    )

    def owner(self, organisation: str, at: datetime) -> Actor:
        """Who acts for an organisation of that key."""
        return self.register.owner(self.entries[organisation], at)

    def line(self, told: DemoPledge) -> Requirement:
        """The line that a pledge is for."""
        programme = self.session.get_one(Programme, self.programmes[told.programme])
        return programme.requirements[told.requirement]


def money_acts(session: Session, people: People, register: Register) -> Iterator[Act]:
    """What happens to programmes and pledges, as acts with their days."""
    money = Money(session, people, register)
    owners = {one.key: one.owner for one in demo_files.programmes()}
    for programme in demo_files.programmes():
        yield programme.published, partial(_publish, money, programme)
        for report in programme.reports:
            yield report.day, partial(_report, money, programme, report)
    for pledge in demo_files.pledges():
        yield pledge.offered, partial(_offer, money, pledge)
        for event in pledge.events:
            act = ACTS[event.kind]
            yield event.day, partial(act, money, pledge, owners[pledge.programme], event)


def _publish(money: Money, told: DemoProgramme, at: datetime) -> None:
    by, day = money.owner(told.owner, at), money.register.day
    facts = Facts(
        title=told.title,
        stage=told.stage,
        specialities=told.specialities,
        coverage=told.coverage,
        starts_on=day(told.starts),
        ends_on=day(told.ends),
        summary=told.summary,
        story=told.story,
    )
    owner = money.register.held(told.owner)
    made = programmes.create(money.session, owner, facts, token=new_key(), by=by, now=at)
    for one in told.requirements:
        line = Line(
            kind=one.kind,
            description=one.description,
            quantity=one.quantity,
            unit=one.unit,
            unit_value=one.unit_value,
            needed_by=day(one.needed_by),
        )
        lines.add(money.session, made, line, token=new_key(), by=by, now=at)
    rows = [Wanted(one.indicator, one.target, one.unit) for one in told.results]
    results.save_expected(money.session, made, rows, version=None, by=by, now=at)
    programmes.publish(money.session, made, by=by, now=at)
    money.programmes[told.key] = made.id


def _report(money: Money, told: DemoProgramme, report: DemoReport, at: datetime) -> None:
    by, day = money.owner(told.owner, at), money.register.day
    programme = money.session.get_one(Programme, money.programmes[told.key])
    keys = [one.public_id for one in expected_of(money.session, programme)]
    results.report(
        money.session,
        programme,
        Period(day(report.first), day(report.last)),
        dict(zip(keys, report.values, strict=True)),
        words=report.words,
        corrects=None,
        token=new_key(),
        by=by,
        now=at,
    )


def _offer(money: Money, told: DemoPledge, at: datetime) -> None:
    day = money.register.day
    offer = offering.Offer(
        amount=told.amount,
        instalments=tuple((part.amount, day(part.due)) for part in told.instalments),
        source=told.source,
        budget_level=told.budget_level,
        ground=told.ground,
        conditions=told.conditions,
        anonymous=told.anonymous,
        valid_until=day(told.valid_until),
    )
    donor, by = money.register.held(told.donor), money.owner(told.donor, at)
    line = money.line(told)
    made = offering.offer(money.session, line, donor, offer, token=new_key(), by=by, now=at)
    money.pledges[told.key] = made.id


def _accept(money: Money, told: DemoPledge, owner: str, _event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(owner, at), _pledge(money, told)
    offering.accept(money.session, pledge, token=new_key(), by=by, now=at)


def _decline(money: Money, told: DemoPledge, owner: str, event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(owner, at), _pledge(money, told)
    offering.decline(money.session, pledge, reason=event.note, token=new_key(), by=by, now=at)


def _withdraw(money: Money, told: DemoPledge, _owner: str, event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(told.donor, at), _pledge(money, told)
    offering.withdraw(money.session, pledge, reason=event.note, token=new_key(), by=by, now=at)


def _release(money: Money, told: DemoPledge, _owner: str, event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(told.donor, at), _pledge(money, told)
    releasing.release(money.session, pledge, reason=event.note, token=new_key(), by=by, now=at)


def _send(money: Money, told: DemoPledge, _owner: str, event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(told.donor, at), _pledge(money, told)
    made = delivering.report_sent(
        money.session, pledge, _said(money, event), token=new_key(), by=by, now=at
    )
    money.deliveries[told.key, event.reference] = made.id


def _receive(money: Money, told: DemoPledge, owner: str, event: DemoEvent, at: datetime) -> None:
    by, pledge = money.owner(owner, at), _pledge(money, told)
    delivery = money.session.get_one(Delivery, money.deliveries[told.key, event.reference])
    said = _said(money, event)
    delivering.state_received(
        money.session, pledge, said, delivery=delivery, token=new_key(), by=by, now=at
    )


def _spend(money: Money, told: DemoPledge, owner: str, event: DemoEvent, at: datetime) -> None:
    spending.record_spending(
        money.session,
        money.line(told),
        amount=event.amount or 0,
        spent_on=money.register.day(event.day),
        description=event.note,
        token=new_key(),
        by=money.owner(owner, at),
        now=at,
    )


def _pledge(money: Money, told: DemoPledge) -> Pledge:
    return money.session.get_one(Pledge, money.pledges[told.key])


def _said(money: Money, event: DemoEvent) -> speaking.Said:
    return speaking.Said(
        amount=event.amount or 0,
        happened_on=money.register.day(event.day),
        reference=event.reference,
        note=event.note,
    )


ACTS: dict[str, Callable[[Money, DemoPledge, str, DemoEvent, datetime], None]] = {
    "accepted": _accept,
    "declined": _decline,
    "withdrawn": _withdraw,
    "released": _release,
    "sent": _send,
    "received": _receive,
    "spent": _spend,
}
