"""What both sides say of money on its way; it counts once two people have said the same sum."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.db import MOST
from portal.errors import N_, Conflict, Invalid, Words
from portal.ledger import services as ledger
from portal.ledger.rules import counting_key
from portal.pledges import rules
from portal.pledges.delivery_rules import Hearing, confirm_fault, speaker_fault
from portal.pledges.models import Delivery, Pledge, Saying
from portal.pledges.queries.course import Course, hearing_of
from portal.pledges.services.common import (
    able,
    check_day,
    check_text,
    once_on,
    place_of,
    possible,
    record,
    tell,
)

MOST_NOTE = 1000
MOST_REFERENCE = 80

Judge = Callable[[Course, Hearing], Words | None]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says: whole rupiah (0: nothing arrived), the day, a reference, a note."""

    amount: int
    happened_on: date
    reference: str = ""
    note: str = ""


def report_sent(
    session: Session,
    pledge: Pledge,
    said: Said,
    *,
    delivery: Delivery | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    """The donor's word: a transfer was sent. With `delivery` it corrects or joins that one.

    Raises NotAllowed, Invalid(amount, happened_on, reference, note), and Conflict when the state
    leaves no room, a side is not active, or this person already spoke for the other side.
    """
    access.report_sent.check(by, pledge.scope)

    def judge(course: Course, hearing: Hearing) -> Words | None:
        able(pledge.donor)
        able(pledge.programme.organisation)
        if delivery is None:
            possible("send", course)
        _not_reported_before(session, pledge, said, delivery)
        return speaker_fault(hearing, "donor", by.id)

    return _speak(session, pledge, delivery, "donor", said, judge, token=token, by=by, now=now)


def state_received(
    session: Session,
    pledge: Pledge,
    said: Said,
    *,
    delivery: Delivery | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    """The recipient's word: what arrived. Without `delivery` it records what nobody reported.

    0 says of a reported transfer that nothing arrived yet. Raises as `report_sent` does.
    """
    access.state_received.check(by, pledge.scope)

    def judge(course: Course, hearing: Hearing) -> Words | None:
        able(pledge.programme.organisation)
        if delivery is None:
            possible("receive", course)
        return speaker_fault(hearing, "recipient", by.id)

    return _speak(session, pledge, delivery, "recipient", said, judge, token=token, by=by, now=now)


def confirm_received(
    session: Session,
    delivery: Delivery,
    said: Said,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    """A second person's word on what the recipient recorded and the donor never reported.

    A second member of the recipient or a coordinator of the region. Raises as `report_sent` does.
    """
    pledge = delivery.pledge
    access.confirm_received.check(by, pledge.scope)
    side = "recipient" if pledge.scope.owner in by.memberships else "coordinator"

    def judge(course: Course, hearing: Hearing) -> Words | None:
        able(pledge.programme.organisation)
        return speaker_fault(hearing, side, by.id) or confirm_fault(hearing, by.id)

    return _speak(session, pledge, delivery, side, said, judge, token=token, by=by, now=now)


def _speak(
    session: Session,
    pledge: Pledge,
    delivery: Delivery | None,
    side: str,
    said: Said,
    judge: Judge,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    def act(course: Course) -> str:
        hearing = course.hearings[delivery.id] if delivery else Hearing("")
        if fault := judge(course, hearing):
            raise Conflict(fault)
        _check(course, hearing if delivery else None, said, now)
        held = delivery or _open(pledge, now)
        held.sayings.append(Saying(side=side, by=by.id, at=now, **asdict(said)))
        session.add(held)
        session.flush()
        _record(session, pledge, held, side, said, by=by, now=now)
        _weigh(session, pledge, held, side, by=by, now=now)
        return held.public_id

    body = {"delivery": delivery.public_id if delivery else None, "side": side, **asdict(said)}
    action = f"say_{side}"
    made = once_on(session, pledge, action, body, act, token=token, by=by, now=now)
    return session.scalars(select(Delivery).where(Delivery.public_id == made)).one()


def _open(pledge: Pledge, now: datetime) -> Delivery:
    delivery = Delivery(opened_at=now)
    delivery.pledge = pledge
    return delivery


def _check(course: Course, hearing: Hearing | None, said: Said, now: datetime) -> None:
    least = 0 if hearing else 1
    if type(said.amount) is not int or not least <= said.amount <= MOST:
        raise Invalid(
            amount=N_("Tulis jumlah dalam rupiah penuh, misalnya 20.000.000 atau 20 juta.")
        )
    most = course.free + (hearing.under_way if hearing else 0)
    if said.amount > most:
        raise Invalid(
            amount=N_(
                "Isi paling banyak %(most)s. Itu sisa komitmen yang belum disalurkan.",
                most=money.show(most),
            )
        )
    check_day("happened_on", said.happened_on, rules.today(course.pledge.offered_at), now)
    check_text(MOST_NOTE, note=said.note)
    if len(said.reference) > MOST_REFERENCE:
        raise Invalid(
            reference=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_REFERENCE)
        )


def _not_reported_before(
    session: Session, pledge: Pledge, said: Said, delivery: Delivery | None
) -> None:
    """Refuse one bank transfer reported twice: same donor, reference, day and sum."""
    if not said.reference or said.amount == 0:
        return
    latest = (
        select(func.max(Saying.id))
        .where(Saying.delivery_id == Delivery.id, Saying.side == "donor")
        .correlate(Delivery)
        .scalar_subquery()
    )
    same = and_(
        Saying.reference == said.reference,
        Saying.happened_on == said.happened_on,
        Saying.amount == said.amount,
        Pledge.donor_id == pledge.donor_id,
    )
    query = (
        select(Delivery.id)
        .join(Saying, Saying.id == latest)
        .join(Pledge, Pledge.id == Delivery.pledge_id)
        .where(same, Delivery.id != (delivery.id if delivery else 0))
    )
    if session.scalar(query.limit(1)) is not None:
        raise Invalid(reference=N_("Pengiriman dengan nomor rujukan ini sudah dicatat."))


def _record(
    session: Session,
    pledge: Pledge,
    delivery: Delivery,
    side: str,
    said: Said,
    *,
    by: Actor,
    now: datetime,
) -> None:
    action = {"donor": "report_sent", "recipient": "state_received"}.get(side, "confirm_received")
    ref = delivery.public_id
    record(session, action, pledge, by=by, now=now, delivery=ref, amount=said.amount)


def _weigh(
    session: Session, pledge: Pledge, delivery: Delivery, side: str, *, by: Actor, now: datetime
) -> None:
    """Count what two people agree on; tell the other side where it stands."""
    hearing = hearing_of(delivery)
    owner, donor = pledge.programme.organisation_id, pledge.donor_id
    if hearing.agreed:
        _count(session, pledge, delivery, hearing, by=by, now=now)
        for organisation in {owner, donor}:
            tell(session, organisation, "delivery_counted", pledge, by=by, now=now)
    elif hearing.status == "differs":
        other = owner if side == "donor" else donor
        tell(session, other, "delivery_differs", pledge, by=by, now=now)
    elif side == "donor":
        tell(session, owner, "delivery_sent", pledge, by=by, now=now)


def _count(
    session: Session,
    pledge: Pledge,
    delivery: Delivery,
    hearing: Hearing,
    *,
    by: Actor,
    now: datetime,
) -> None:
    assert hearing.recipient is not None  # noqa: S101  two words agree, one is the recipient's
    last = delivery.sayings[-1].id
    row = ledger.post(
        session,
        "receive",
        hearing.recipient.amount,
        place_of(pledge),
        asset=pledge.asset,
        occurred_on=hearing.recipient.happened_on,
        idem_key=counting_key("receive", delivery.public_id, last),
        by=by,
        now=now,
    )
    delivery.transfer, delivery.settled_by = row.public_id, last
    session.flush()
