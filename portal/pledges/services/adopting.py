"""What another source reports becomes rows here: two people said it, and it is taken back whole."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor
from portal.assets import RUPIAH, decimals
from portal.directory.models import Organisation
from portal.errors import N_, Conflict
from portal.ledger import services as ledger
from portal.pledges import rules
from portal.pledges.models import Delivery, Estimate, Instalment, Pledge, PledgeStep, Saying
from portal.pledges.queries import transfer as row_of
from portal.pledges.queries.course import Course, hearing_of
from portal.pledges.services import discrepancies, offering, speaking, spending
from portal.pledges.services.common import (
    able,
    hold,
    hold_line,
    next_reference,
    place_of,
    possible,
    record,
    tell,
)
from portal.pledges.services.estimating import HUNDREDTHS
from portal.programmes.models import Requirement


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What a source reports and a coordinator said first: `kind` is pledge, commitment or paid.

    `rate` is in hundredths of a rupiah for one of the currency, as of `rate_on`, said by
    `rate_source`. `note` names the source and the flow; it stands on the rows.
    """

    kind: str
    asset: str
    amount: int
    happened_on: date
    due_on: date
    source: str
    budget_level: str
    note: str
    first: int
    rate: int | None = None
    rate_on: date | None = None
    rate_source: str = ""


def adopt(
    session: Session,
    line: Requirement,
    donor: Organisation,
    told: Reported,
    *,
    into: Pledge | None,
    by: Actor,
    now: datetime,
) -> tuple[Pledge, Delivery | None]:
    """The owner says the same as the coordinator did: an offer, a commitment, or a receipt of it.

    `into` is a commitment that a receipt belongs to; without one a new pledge is made. A receipt
    above the office's limit waits for another coordinator, as every one does. Raises NotAllowed,
    Invalid and Conflict as an offer and its acceptance do.
    """
    access.answer_pledge.check(by, line.scope)
    hold_line(session, line.id)
    offering._check_sides(line, donor, told.asset)
    if into is None:
        pledge = _pledge(session, line, donor, told, by=by, now=now)
    else:
        pledge = into
        course = hold(session, pledge, now=now)
        if told.amount > course.free:
            raise Conflict(N_("Komitmen itu tidak menunggu sebanyak ini lagi."))
    delivery = _received(session, pledge, told, by=by, now=now) if told.kind == "paid" else None
    session.flush()
    return pledge, delivery


def take_back(
    session: Session,
    pledge: Pledge,
    delivery: Delivery | None,
    *,
    whole: bool,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Take back what was adopted, by rows of their own: the receipt, and if `whole` the rest.

    Raises NotAllowed, and Conflict when the money moved on or the pledge has a life of its own.
    """
    access.undo_adoption.check(by, pledge.scope)
    course = hold(session, pledge, now=now)
    if whole and any(one is not delivery and one.transfer for one in pledge.deliveries):
        raise Conflict(N_("Janji ini sudah punya penerimaan lain. Batalkan itu lebih dahulu."))
    if course.state in ("offered", "lapsed"):
        possible("decline", course)
        offering._step(pledge, "declined", by, now, reason)
        record(session, "decline_pledge", pledge, by=by, now=now, reason=reason)
        return
    if delivery is not None and delivery.transfer:
        row = row_of(session, delivery.transfer)
        spending._reopen(session, pledge, row, reason=reason, by=by, now=now)
        course = hold(session, pledge, now=now)
    else:
        _unsaid(session, course, delivery, by=by, now=now)
    if whole and course.open:
        ledger.post(
            session,
            "release",
            course.open,
            place_of(pledge),
            asset=pledge.asset,
            note=reason,
            occurred_on=rules.today(now),
            idem_key=f"release:adopted:{pledge.public_id}",
            by=by,
            now=now,
        )


def _unsaid(
    session: Session, course: Course, delivery: Delivery | None, *, by: Actor, now: datetime
) -> None:
    """Nobody speaks again of a receipt that does not count yet; whatever else is sent goes on."""
    mine = course.hearings[delivery.id].under_way if delivery else 0
    if course.under_way > mine:
        raise Conflict(N_("Selesaikan dahulu penyaluran yang belum dihitung."))
    if delivery and delivery.settled_by is None:
        delivery.settled_by = delivery.sayings[-1].id
        discrepancies.follow(session, delivery, False, "nothing", by=by, now=now)


def _pledge(
    session: Session,
    line: Requirement,
    donor: Organisation,
    told: Reported,
    *,
    by: Actor,
    now: datetime,
) -> Pledge:
    day = rules.today(now)
    made = Pledge(
        reference=next_reference(session, Pledge, rules.reference, day),
        offered_at=now,
        donor=donor,
        programme=line.programme,
        requirement=line,
        asset=told.asset,
        amount=told.amount,
        source=told.source,
        budget_level=told.budget_level,
        conditions=told.note,
        valid_until=max(day, told.due_on) if told.kind == "pledge" else day,
    )
    made.instalments = [Instalment(number=1, amount=told.amount, due_on=told.due_on)]
    session.add(made)
    made.steps.append(PledgeStep(kind="offered", by=told.first, at=now, reason=told.note))
    if told.asset != RUPIAH and told.rate and told.rate_on:
        made.estimates.append(_rate(told, told.rate, told.rate_on, now))
    session.flush()
    record(session, "adopt_pledge", made, by=by, now=now, amount=told.amount, asset=told.asset)
    if told.kind == "pledge":
        return made
    able(line.programme.organisation)
    offering._step(made, "accepted", by, now)
    session.flush()
    ledger.post(
        session,
        "commit",
        told.amount,
        place_of(made),
        asset=told.asset,
        note=told.note,
        occurred_on=told.happened_on,
        idem_key=f"commit:{made.public_id}",
        by=by,
        now=now,
    )
    return made


def _rate(told: Reported, rate: int, day: date, now: datetime) -> Estimate:
    return Estimate(
        quantity=HUNDREDTHS * 10 ** decimals(told.asset),
        value=rate,
        holds_on=day,
        basis=told.rate_source,
        by=told.first,
        at=now,
    )


def _received(
    session: Session, pledge: Pledge, told: Reported, *, by: Actor, now: datetime
) -> Delivery:
    """A receipt of which the coordinator spoke first and the owner says the same now."""
    delivery = Delivery(opened_at=now)
    delivery.pledge = pledge
    said: dict[str, Any] = {"amount": told.amount, "happened_on": told.happened_on, "at": now}
    reference = told.note[:80]
    delivery.sayings.append(Saying(side="coordinator", by=told.first, reference=reference, **said))
    session.add(delivery)
    session.flush()
    delivery.sayings.append(Saying(side="recipient", by=by.id, reference=reference, **said))
    session.flush()
    speaking._third(session, delivery)
    record(
        session,
        "state_received",
        pledge,
        by=by,
        now=now,
        delivery=delivery.public_id,
        amount=told.amount,
    )
    hearing = hearing_of(delivery)
    if hearing.agreed:
        speaking._count(session, delivery, hearing, by=by, now=now, note=told.note)
        tell(session, pledge.donor_id, "delivery_counted", pledge, by=by, now=now)
    return delivery
