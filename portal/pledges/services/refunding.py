"""Money that goes back to the donor: the owner says sent, the donor says it came; two people."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.errors import N_, Conflict, Words
from portal.ledger import queries as rows
from portal.pledges.delivery_rules import Hearing, speaker_fault
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries.course import Course
from portal.pledges.services.common import able, possible
from portal.pledges.services.speaking import Said, Turn, speak


def state_refund(
    session: Session,
    pledge: Pledge,
    said: Said,
    *,
    delivery: Delivery | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    """The owner's word: so much was given back. With `delivery` it corrects its word (0: nothing).

    Raises NotAllowed, Invalid(amount, happened_on, reference, note), and Conflict when the pledge
    brought nothing or an organisation is not active.
    """
    access.state_refund.check(by, pledge.scope)

    def judge(course: Course, hearing: Hearing) -> Words | None:
        able(pledge.programme.organisation)
        if delivery is None:
            possible("give_back", course)
        return speaker_fault(hearing, "recipient", by.id)

    def most(course: Course, hearing: Hearing) -> Words | None:
        return refund_fault(session, course, hearing, said.amount)

    turn = Turn(pledge=pledge, delivery=delivery, side="recipient", kind="refund")
    return speak(session, turn, said, judge, most, token=token, by=by, now=now)


def confirm_refund(
    session: Session, delivery: Delivery, said: Said, *, token: str, by: Actor, now: datetime
) -> Delivery:
    """The donor's word on what came back; a coordinator's where the donor does not answer.

    Raises as `state_refund` does.
    """
    pledge = delivery.pledge
    access.confirm_refund.check(by, pledge.scope)
    side = "donor" if pledge.scope.donor in by.memberships else "coordinator"

    def judge(_course: Course, hearing: Hearing) -> Words | None:
        if delivery.kind != "refund":
            raise Conflict(N_("Ini bukan pengembalian."))
        if hearing.recipient is None:
            return N_("Belum ada pengembalian yang perlu dikonfirmasi.")
        if side == "coordinator" and hearing.recipient.by == by.id:
            return N_("Anda sendiri yang mencatatnya. Minta orang lain mengonfirmasi.")
        return speaker_fault(hearing, side, by.id)

    def most(course: Course, hearing: Hearing) -> Words | None:
        return refund_fault(session, course, hearing, said.amount)

    turn = Turn(pledge=pledge, delivery=delivery, side=side, kind="refund")
    return speak(session, turn, said, judge, most, token=token, by=by, now=now)


def refundable(session: Session, course: Course) -> int:
    """How much may still be given back: what the pledge brought and the line has not used."""
    pledge = course.pledge
    line = rows.of_line(
        session, pledge.programme.public_id, pledge.requirement.public_id, pledge.asset
    )
    return max(0, min(course.flows.given, line.unspent) - course.going_back)


def refund_fault(session: Session, course: Course, hearing: Hearing, amount: int) -> Words | None:
    """Why so much cannot be given back, or None."""
    most = refundable(session, course) + hearing.under_way
    if amount <= most:
        return None
    return N_(
        "Isi paling banyak %(most)s. Itu yang diterima dari janji ini dan belum dipakai.",
        most=money.show(most, course.pledge.asset),
    )
