"""A commitment, or a part of it, is given up before it was sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.ledger import services as ledger
from portal.pledges import rules
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.services.common import (
    able,
    need_reason,
    once_on,
    place_of,
    possible,
    record,
    tell,
)


def release(
    session: Session,
    pledge: Pledge,
    *,
    reason: str,
    amount: int | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """Give up what is still open of a commitment, or `amount` of it; the donor does.

    Never what was sent: a part is of what nobody says to be under way, and all of it is given up
    only once that is settled. Raises Conflict for this, Invalid(amount, reason).
    """
    access.release_pledge.check(by, pledge.scope)
    reason = need_reason(reason)

    def act(course: Course) -> str:
        possible("release", course)
        able(pledge.donor)
        if amount is None and course.under_way:
            raise Conflict(N_("Selesaikan dahulu penyaluran yang belum dihitung."))
        if amount is not None:
            check_free(course, amount)
        give_up(session, pledge, amount or course.open, reason, token, by=by, now=now)
        return pledge.public_id

    body = {"reason": reason} | ({} if amount is None else {"amount": amount})
    once_on(session, pledge, "release_pledge", body, act, token=token, by=by, now=now)
    return pledge


def check_free(course: Course, amount: int) -> None:
    """Raise Invalid(amount) unless so much is awaited and not said to be under way."""
    if type(amount) is not int or not 1 <= amount <= course.free:
        most = money.show(max(0, course.free), course.pledge.asset)
        raise Invalid(amount=N_("Isi paling banyak %(most)s: yang belum dikirim.", most=most))


def give_up(
    session: Session,
    pledge: Pledge,
    amount: int,
    reason: str,
    token: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The row that makes a commitment smaller, its act, and word to the owner."""
    ledger.post(
        session,
        "release",
        amount,
        place_of(pledge),
        asset=pledge.asset,
        note=reason,
        occurred_on=rules.today(now),
        idem_key=f"release:{token}",
        by=by,
        now=now,
    )
    record(session, "release_pledge", pledge, by=by, now=now, reason=reason, amount=amount)
    owner = pledge.programme.organisation_id
    tell(session, owner, "pledge_released", pledge, by=by, now=now)
