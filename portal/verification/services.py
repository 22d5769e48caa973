"""What happens when a coordinator decides, and when one opens what is closed to others."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.services import mark_verified, move
from portal.errors import N_, Conflict, Invalid, Words
from portal.evidence.services import check_all
from portal.registration import remarks
from portal.registration.models import Submission
from portal.verification import looks, reviewing
from portal.verification.check_rules import answered, open_items
from portal.verification.looks import Turn
from portal.verification.models import Decision, Look
from portal.verification.reviewing import DECIDED, Report
from portal.verification.rules import LETTERS, OUTCOMES, STATE_AFTER, reason_fault

MOST_LETTERS = 20
SEEN = N_("Koordinator lain baru saja memeriksa permohonan ini. Periksa keadaannya di bawah.")
SAME_PERSON = N_("Anda yang menyetujui pertama. Persetujuan kedua harus dari koordinator lain.")


def decide(
    session: Session,
    submission: Submission,
    outcome: str,
    reason: str,
    *,
    report: Report | None = None,
    seen: int | None = None,
    by: Actor,
    now: datetime,
) -> Look:
    """Say a coordinator's word on what waits; answers the look that it became.

    `outcome` is 'verified', 'changes_requested', 'rejected' or, for the second of two
    coordinators, 'sent_back'. Shelters and organisations that handle funds are verified by two:
    the first approval only waits. `report` is what was ticked and remarked (None: as saved);
    `seen` the number of looks that the form was made from (None: unchecked).

    Raises NotAllowed for anybody but a coordinator of that region who is no member, Conflict when
    somebody decided meanwhile, Invalid without a reason or with open items.
    """
    access.review.check(by, submission.scope)
    reason = reason.strip()
    if outcome not in OUTCOMES:
        raise Invalid(decision=N_("Pilih salah satu keputusan."))
    report = report or reviewing.saved(session, submission, by)
    reviewing.check_remarks(report.written)
    if fault := reason_fault(outcome, reason, len(report.written)):
        raise Invalid(reason=fault)
    organisation = _take(session, submission)
    turn = looks.turn(session, submission, by)
    if seen is not None and seen != turn.seen:
        raise Conflict(SEEN)
    _check_turn(turn, outcome)
    if outcome == "verified":
        _check_approval(session, submission, turn, report)
    if outcome == "verified" and turn.two and not turn.second:
        return _approve_first(session, submission, reason, report, by=by, now=now)
    look = _look(session, submission, outcome, reason, report, by=by, now=now)
    if outcome != "sent_back":
        _finish(session, submission, organisation, look, report, by=by, now=now)
    return look


def _take(session: Session, submission: Submission) -> Organisation:
    """Lock both rows, the parent first, and refuse what waits no longer."""
    organisation = submission.organisation
    edit.lock(session, organisation)
    db.lock(session, Submission, submission.id)
    session.refresh(submission)
    if submission.state != "waiting":
        raise Conflict(DECIDED)
    return organisation


def _check_turn(turn: Turn, outcome: str) -> None:
    if outcome == "sent_back" and not turn.second:
        raise Conflict(SEEN)
    if turn.mine and outcome != "sent_back":
        raise Invalid(decision=SAME_PERSON)


def _check_approval(session: Session, submission: Submission, turn: Turn, report: Report) -> None:
    faults: dict[str, Words] = {}
    if left := open_items(turn.items, report.ticks):
        faults["ticks"] = N_(
            "Masih ada %(n)s hal wajib yang belum dicentang. Periksa dulu, lalu centang.",
            n=len(left),
        )
    results = [call.result for call in looks.calls(session, submission)]
    if turn.needs_call and not answered(results):
        faults["decision"] = N_(
            "Telepon dulu nomor yang Anda cari sendiri, lalu catat di bagian Telepon balik."
        )
    if report.written:
        faults["reason"] = N_(
            "Anda menulis catatan pada isian. Pilih “Minta perbaikan”, atau hapus catatannya."
        )
    if faults:
        raise Invalid(**faults)


def _look(
    session: Session,
    submission: Submission,
    outcome: str,
    note: str,
    report: Report,
    *,
    by: Actor,
    now: datetime,
) -> Look:
    """Keep the look, clear what its maker had begun, and write the journal."""
    turn = looks.turn(session, submission, by)
    look = Look(
        submission_id=submission.id,
        times_sent=submission.times_sent,
        outcome=outcome,
        ticks=tuple(code for code in turn.items if code in report.ticks),
        note=note,
        made_by=by.id,
        made_at=now,
    )
    session.add(look)
    if kept := looks.draft(session, submission, by):
        kept.remarks, kept.reason, kept.decision = {}, "", ""
    action = {"approved": "approve_first", "sent_back": "send_back"}.get(outcome)
    journal.record(
        session,
        action or f"decide_{outcome}",
        "organisation",
        submission.organisation.public_id,
        by=by,
        now=now,
        reason=note,
        region=submission.organisation.region_code,
        submission=submission.reference,
        ticks=list(look.ticks),
        remarks=list(report.written),
    )
    session.flush()
    return look


def _approve_first(
    session: Session,
    submission: Submission,
    reason: str,
    report: Report,
    *,
    by: Actor,
    now: datetime,
) -> Look:
    """The first of two approvals: nothing is public yet; the other coordinators are told."""
    look = _look(session, submission, "approved", reason, report, by=by, now=now)
    told = looks.others(session, submission.organisation, but=by.id, now=now)
    for account in told[:MOST_LETTERS]:
        letters.write(session, account, "second_look_waiting", submission.reference, now=now)
    return look


def _finish(
    session: Session,
    submission: Submission,
    organisation: Organisation,
    look: Look,
    report: Report,
    *,
    by: Actor,
    now: datetime,
) -> None:
    outcome = look.outcome
    if outcome == "verified":
        mark_verified(session, organisation, by=by, now=now)
        check_all(session, organisation, by=by, now=now)
    else:
        move(session, organisation, outcome, now=now)
    if outcome == "changes_requested":
        remarks.keep(session, submission, report.written, by=by, now=now)
    submission.state = STATE_AFTER[outcome]
    submission.last_reason = look.note
    session.add(
        Decision(
            submission_id=submission.id,
            outcome=outcome,
            reason=look.note,
            decided_by=by.id,
            decided_at=now,
        )
    )
    letters.write(session, submission.submitted_by, LETTERS[outcome], submission.reference, now=now)
    session.flush()


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
