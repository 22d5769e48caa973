"""What both sides say of money on its way; it counts once two people have said the same sum."""

from datetime import datetime
from functools import partial

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.errors import N_, Invalid, Words
from portal.pledges.delivery_rules import Hearing, confirm_fault, speaker_fault
from portal.pledges.models import Delivery, Pledge, Saying
from portal.pledges.queries.course import Course
from portal.pledges.services.common import able, possible
from portal.pledges.services.speaking import Said, Turn, speak


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

    turn = Turn(pledge=pledge, delivery=delivery, side="donor")
    most = partial(_most, said=said)
    return speak(session, turn, said, judge, most, token=token, by=by, now=now)


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

    turn = Turn(pledge=pledge, delivery=delivery, side="recipient")
    most = partial(_most, said=said)
    return speak(session, turn, said, judge, most, token=token, by=by, now=now)


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

    A second member of the recipient or a coordinator of the region; above the office's limit a
    coordinator says it as well, beside the two. Raises as `report_sent` does.
    """
    pledge = delivery.pledge
    access.confirm_received.check(by, pledge.scope)
    side = "recipient" if pledge.scope.owner in by.memberships else "coordinator"

    def judge(course: Course, hearing: Hearing) -> Words | None:
        able(pledge.programme.organisation)
        return speaker_fault(hearing, side, by.id) or confirm_fault(hearing, by.id, side)

    turn = Turn(pledge=pledge, delivery=delivery, side=side)
    most = partial(_most, said=said)
    return speak(session, turn, said, judge, most, token=token, by=by, now=now)


def _most(course: Course, hearing: Hearing, said: Said) -> Words | None:
    """Why a sum is too large: it is more than is awaited, and nobody says that it is meant so."""
    # Others may be under way with more than is awaited; that nothing came can be said all the same.
    most = max(0, course.free + hearing.under_way)
    said_before = {one.amount for one in hearing.words}
    if said.amount <= most or said.extra or said.amount in said_before:
        return None
    if most <= 0:
        return N_(
            "Tidak ada komitmen yang masih ditunggu. "
            "Beri tanda bila jumlahnya memang melebihi komitmen."
        )
    return N_(
        "Isi paling banyak %(most)s. Itu sisa komitmen yang belum disalurkan. "
        "Beri tanda bila jumlahnya memang lebih besar.",
        most=money.show(most, course.pledge.asset),
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
