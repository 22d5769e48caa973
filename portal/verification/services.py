"""What happens when a coordinator decides, and when one opens what is closed to others."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.services import mark_verified, move
from portal.errors import N_, Conflict, Invalid
from portal.evidence.services import check_all
from portal.registration.models import Submission
from portal.verification.models import Decision
from portal.verification.rules import LETTERS, OUTCOMES, STATE_AFTER, reason_fault


def decide(
    session: Session, submission: Submission, outcome: str, reason: str, *, by: Actor, now: datetime
) -> Decision:
    """Decide on what waits: 'verified', 'changes_requested' or 'rejected'.

    Raises NotAllowed for anybody but a coordinator of that region who is no member, Conflict
    when somebody decided meanwhile, Invalid without a reason where one is needed.
    """
    access.review.check(by, submission.scope)
    reason = reason.strip()
    if outcome not in OUTCOMES:
        raise Invalid(decision=N_("Pilih salah satu keputusan."))
    if fault := reason_fault(outcome, reason):
        raise Invalid(reason=fault)
    organisation = _take(session, submission)
    if outcome == "verified":
        mark_verified(session, organisation, by=by, now=now)
        check_all(session, organisation, by=by, now=now)
    else:
        move(session, organisation, outcome, now=now)
    submission.state = STATE_AFTER[outcome]
    submission.last_reason = reason
    decision = Decision(
        submission_id=submission.id,
        outcome=outcome,
        reason=reason,
        decided_by=by.id,
        decided_at=now,
    )
    session.add(decision)
    journal.record(
        session,
        f"decide_{outcome}",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        reason=reason,
        region=organisation.region_code,
        submission=submission.reference,
    )
    letters.write(session, submission.submitted_by, LETTERS[outcome], submission.reference, now=now)
    session.flush()
    return decision


def _take(session: Session, submission: Submission) -> Organisation:
    """Lock both rows, the parent first, and refuse what waits no longer."""
    organisation = submission.organisation
    edit.lock(session, organisation)
    db.lock(session, Submission, submission.id)
    session.refresh(submission)
    if submission.state != "waiting":
        raise Conflict(
            N_("Permohonan ini sudah diputuskan. Buka lagi halamannya untuk melihat hasilnya.")
        )
    return organisation


def open_contacts(session: Session, submission: Submission, *, by: Actor, now: datetime) -> bool:
    """Note that a coordinator looked at contacts and people that are closed to the public."""
    access.review.check(by, submission.scope)
    journal.record(
        session,
        "open_contacts",
        "organisation",
        submission.organisation.public_id,
        by=by,
        now=now,
        region=submission.organisation.region_code,
        submission=submission.reference,
    )
    return True
