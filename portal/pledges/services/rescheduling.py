"""What becomes of a payment that differs from its instalment: the next revision of the schedule."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.pledges import schedule_rules
from portal.pledges.models import Instalment, Pledge
from portal.pledges.queries.course import Course
from portal.pledges.schedule_models import ScheduleChange
from portal.pledges.schedule_rules import Difference
from portal.pledges.services.common import able, need_reason, once_on, record, tell
from portal.pledges.services.releasing import give_up


def reschedule(
    session: Session,
    pledge: Pledge,
    kind: str,
    *,
    part: int,
    amount: int,
    due_on: date | None = None,
    reason: str = "",
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """Carry what an instalment lacks over to the next one, to one more, or give it up.

    What came beyond an instalment may shorten the schedule at its end. `part` and `amount` are
    what the donor saw; Conflict when they hold no longer. New rows tell it; the old ones stay.
    Raises NotAllowed, Invalid(kind, due_on, reason).
    """
    access.reschedule_pledge.check(by, pledge.scope)
    reason = need_reason(reason) if reason.strip() or kind == "reduced" else ""

    def act(course: Course) -> str:
        able(pledge.donor)
        found = _asked(course, kind, part, amount)
        fault = schedule_rules.extended_fault(due_on, course.parts, course.day)
        if kind == "extended" and fault:
            raise Invalid(due_on=fault)
        _revise(session, course, kind, found, due_on, reason, by=by, now=now)
        if kind == "reduced":
            give_up(session, pledge, amount, reason, token, by=by, now=now)
        owner = pledge.programme.organisation_id
        told = {"change": kind, "part": part, "amount": amount}
        record(session, "reschedule_pledge", pledge, by=by, now=now, reason=reason, **told)
        if kind != "reduced":
            tell(session, owner, "pledge_rescheduled", pledge, by=by, now=now)
        return pledge.public_id

    body = {"kind": kind, "part": part, "amount": amount, "due_on": due_on, "reason": reason}
    once_on(session, pledge, "reschedule_pledge", body, act, token=token, by=by, now=now)
    return pledge


def _asked(course: Course, kind: str, part: int, amount: int) -> Difference:
    """The difference that stands, as the donor saw it."""
    found = course.difference
    if found is None or (found.part.number, found.amount) != (part, amount):
        raise Conflict(N_("Selisihnya sudah berubah. Buka lagi halaman janji ini."))
    if kind not in found.kinds or kind == "kept":
        raise Invalid(kind=N_("Pilih salah satu dari daftar."))
    return found


def _revise(
    session: Session,
    course: Course,
    kind: str,
    found: Difference,
    due_on: date | None,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write the next revision of the instalments, and what made it."""
    pledge, part = course.pledge, found.part.number
    if kind == "carried" and found.following:
        due_on = found.following.due_on
    elif kind != "extended":
        due_on = None
    rows = schedule_rules.changed(course.parts, kind, part, found.amount, due_on)
    revision = pledge.schedule + 1
    for number, size, due in rows:
        made = Instalment(number=number, amount=size, due_on=due, revision=revision)
        made.pledge_id = pledge.id
        session.add(made)
    change = ScheduleChange(
        pledge_id=pledge.id,
        revision=revision,
        kind=kind,
        part=part,
        amount=found.amount,
        due_on=due_on,
        reason=reason,
        by=by.id,
        at=now,
    )
    session.add(change)
    pledge.schedule = revision
    session.flush()
    session.expire(pledge, ["instalments"])
