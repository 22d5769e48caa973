"""How coordinators of the demo review: they call back, tick what they saw, and decide."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.idempotency import new_key
from portal.registration.models import Submission
from portal.verification import looks
from portal.verification.reviewing import Report, note_call
from portal.verification.services import decide


def review(
    session: Session, submission: Submission, outcome: str, reason: str, *, by: Actor, at: datetime
) -> None:
    """One coordinator's whole review of a submission that waits."""
    report = Report()
    if outcome == "verified":
        call_back(session, submission, by=by, at=at)
        report = Report(looks.turn(session, submission, by).items)
    elif outcome == "changes_requested":
        report = Report(remarks={"contacts": "Tambahkan satu nomor yang dapat dihubungi (contoh)."})
    decide(session, submission, outcome, reason, report=report, by=by, now=at)


def call_back(session: Session, submission: Submission, *, by: Actor, at: datetime) -> None:
    """Note a call, once for a submission."""
    if looks.calls(session, submission):
        return
    note_call(
        session,
        submission,
        source="local_office",
        called_on=submission.sent_at.date(),
        answered_by="ketua",
        result="confirmed",
        token=new_key(),
        by=by,
        now=at,
    )
