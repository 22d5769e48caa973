"""What a coordinator writes down on the way: ticks and remarks not sent yet, and calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.regions.queries import timezone
from portal.regions.rules import local_date
from portal.registration.models import Submission
from portal.registration.remark_rules import CLAIMS, remark_fault
from portal.verification import looks
from portal.verification.check_rules import ITEMS, call_faults
from portal.verification.models import CallBack, Draft
from portal.verification.rules import LONGEST_REASON, OUTCOMES

DECIDED = N_("Permohonan ini sudah diputuskan. Buka lagi halamannya untuk melihat hasilnya.")


@dataclass(frozen=True)
class Report:
    """What a reviewer ticked, and what they remarked on single claims (field → text)."""

    ticks: Sequence[str] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> dict[str, str]:
        """The remarks that say something, in the order of the claims."""
        return {code: self.remarks[code] for code in CLAIMS if self.remarks.get(code)}


def check_remarks(remarks: Mapping[str, str]) -> None:
    """Raise Invalid (`remark_<field>`) for remarks that cannot be sent."""
    faults = {
        f"remark_{code}": words for code, text in remarks.items() if (words := remark_fault(text))
    }
    if faults:
        raise Invalid(**faults)


def save_draft(
    session: Session,
    submission: Submission,
    report: Report,
    *,
    decision: str = "",
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Draft:
    """Keep an unfinished review for its writer; nobody else sees it."""
    access.review.check(by, submission.scope)
    if submission.state != "waiting":
        raise Conflict(DECIDED)
    check_remarks(report.written)
    if len(reason) > LONGEST_REASON:
        raise Invalid(reason=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REASON))
    db.lock(session, Submission, submission.id)  # a double click waits here, and finds the row
    kept = looks.draft(session, submission, by)
    if kept is None:
        kept = Draft(submission_id=submission.id, account_id=by.id, saved_at=now)
        session.add(kept)
    kept.ticks = tuple(code for code in ITEMS if code in report.ticks)
    kept.remarks = report.written
    kept.decision = decision if decision in OUTCOMES else ""
    kept.reason = reason
    kept.saved_at = now
    session.flush()
    return kept


def saved(session: Session, submission: Submission, by: Actor) -> Report:
    """What somebody has kept of their review so far."""
    kept = looks.draft(session, submission, by)
    return Report(kept.ticks, kept.remarks) if kept else Report()


def note_call(
    session: Session,
    submission: Submission,
    *,
    source: str,
    called_on: date,
    answered_by: str,
    result: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Note a call to a number found elsewhere; answers its key. The number itself is not kept.

    Raises Invalid by field, Conflict once the submission is decided.
    """
    access.review.check(by, submission.scope)
    db.lock(session, Submission, submission.id)

    def act() -> str:
        if submission.state != "waiting":
            raise Conflict(DECIDED)
        hours = timezone(session, submission.organisation.region_code)
        faults = call_faults(source, called_on, answered_by, result, local_date(now, hours))
        if faults:
            raise Invalid(**faults)
        call = CallBack(
            submission_id=submission.id,
            source=source,
            called_on=called_on,
            answered_by=answered_by,
            result=result,
            made_by=by.id,
            made_at=now,
        )
        session.add(call)
        session.flush()
        journal.record(
            session,
            "note_call",
            "organisation",
            submission.organisation.public_id,
            by=by,
            now=now,
            submission=submission.reference,
            source=source,
            result=result,
        )
        return str(call.id)

    body = {
        "submission": submission.reference,
        "call": (source, called_on, answered_by, result),
    }
    return idempotency.once(session, token, "note_call", body, act, by=by, now=now)
