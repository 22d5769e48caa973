"""The owner proposes that a part of a commitment is given up; the donor says yes or no."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor
from portal.errors import N_, Conflict, NotAllowed
from portal.pledges import release_rules
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.queries.releases import proposal, proposal_state, proposed
from portal.pledges.release_models import ReleaseAnswer, ReleaseProposal
from portal.pledges.services.common import (
    able,
    hold,
    need_reason,
    once_on,
    possible,
    record,
    tell,
)
from portal.pledges.services.releasing import check_free, give_up

# How each answer stands in the journal.
ACTIONS = {
    "agreed": "agree_release",
    "refused": "refuse_release",
    "withdrawn": "withdraw_release",
}


def propose_release(
    session: Session,
    pledge: Pledge,
    *,
    amount: int,
    reason: str,
    token: str,
    by: Actor,
    now: datetime,
) -> ReleaseProposal:
    """Ask the donor to give up `amount` of what it has not sent, and say why; the owner does.

    Nothing moves before its yes. Raises NotAllowed, Invalid(amount, reason), and Conflict while an
    earlier proposal waits or nothing is awaited.
    """
    access.propose_release.check(by, pledge.scope)
    reason = need_reason(reason)

    def act(course: Course) -> str:
        possible("propose_release", course)
        able(pledge.programme.organisation)
        earlier = proposed(session, [pledge.id]).get(pledge.id)
        if earlier and proposal_state(earlier, course) == "open":
            raise Conflict(N_("Usulan yang terdahulu masih menunggu jawaban donatur."))
        check_free(course, amount)
        if earlier:
            earlier.answer = ReleaseAnswer(kind="lapsed", by=by.id, at=now)
        made = ReleaseProposal(pledge_id=pledge.id, amount=amount, reason=reason, by=by.id, at=now)
        session.add(made)
        session.flush()
        record(session, "propose_release", pledge, by=by, now=now, reason=reason, amount=amount)
        tell(session, pledge.donor_id, "release_proposed", made, by=by, now=now)
        return made.public_id

    body = {"amount": amount, "reason": reason}
    made = once_on(session, pledge, "propose_release", body, act, token=token, by=by, now=now)
    return proposal(session, made)


def agree_release(
    session: Session, held: ReleaseProposal, *, by: Actor, now: datetime
) -> ReleaseProposal:
    """The donor says yes: the row is written. Pressed twice, it happens once.

    Raises NotAllowed, also for whoever proposed it, and Conflict when it stands no longer.
    """
    access.answer_release.check(by, held.scope)
    if by.id == held.by:
        raise NotAllowed
    course = hold(session, held.pledge, now=now)
    if held.answer and held.answer.kind == "agreed":
        return held
    _open(held, course)
    able(held.pledge.donor)
    _settle(session, held, "agreed", "", by=by, now=now)
    give_up(session, held.pledge, held.amount, held.reason, held.public_id, by=by, now=now)
    return held


def refuse_release(
    session: Session, held: ReleaseProposal, *, reason: str, by: Actor, now: datetime
) -> ReleaseProposal:
    """The donor says no, and why. Twice the same changes nothing."""
    access.answer_release.check(by, held.scope)
    if by.id == held.by:
        raise NotAllowed
    owner = held.pledge.programme.organisation_id
    return _no(session, held, "refused", reason, owner, by=by, now=now)


def withdraw_release(
    session: Session, held: ReleaseProposal, *, reason: str, by: Actor, now: datetime
) -> ReleaseProposal:
    """The owner takes its proposal back before it is answered, and says why."""
    access.propose_release.check(by, held.scope)
    return _no(session, held, "withdrawn", reason, held.pledge.donor_id, by=by, now=now)


def _no(
    session: Session,
    held: ReleaseProposal,
    kind: str,
    reason: str,
    told: int,
    *,
    by: Actor,
    now: datetime,
) -> ReleaseProposal:
    reason = need_reason(reason)
    course = hold(session, held.pledge, now=now)
    if held.answer and (held.answer.kind, held.answer.reason) == (kind, reason):
        return held
    _open(held, course)
    _settle(session, held, kind, reason, by=by, now=now)
    tell(session, told, "release_answered", held, by=by, now=now)
    return held


def _open(held: ReleaseProposal, course: Course) -> None:
    if proposal_state(held, course) != "open":
        raise Conflict(release_rules.TOO_LATE)


def _settle(
    session: Session, held: ReleaseProposal, kind: str, reason: str, *, by: Actor, now: datetime
) -> None:
    held.answer = ReleaseAnswer(kind=kind, by=by.id, at=now, reason=reason)
    session.flush()
    told = {"reason": reason or held.reason, "amount": held.amount}
    record(session, ACTIONS[kind], held.pledge, by=by, now=now, **told)  # type: ignore[arg-type]  # a reason, and a detail
