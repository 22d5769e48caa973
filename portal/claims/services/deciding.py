"""A coordinator decides on a claim, owners answer a request, and what overtakes both."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, letters
from portal.access import Actor
from portal.claims import queries
from portal.claims.models import Claim
from portal.claims.rules import CLAIMABLE, OUTCOMES, REASON_MOST
from portal.claims.services import papers
from portal.claims.services.taking import record, take
from portal.directory.models import Organisation
from portal.directory.text_rules import note_fault
from portal.errors import N_, Invalid, NotAllowed, Words
from portal.members.services import join

WHY = N_("Tulis alasannya. Orang itu membacanya.")


def decide(
    session: Session,
    claim: Claim,
    outcome: str,
    *,
    reason: str,
    note: str,
    letter_seen: bool,
    by: Actor,
    now: datetime,
) -> Claim:
    """A coordinator's word on a claim: 'granted' makes the claimant owner, 'refused' says why.

    When the entry was merged or got an owner meanwhile, the claim ends as 'overtaken' and its
    claimant is told; so are all others once one is granted. Raises Conflict when somebody
    decided already, Invalid where a proof or a reason is missing.
    """
    access.review.check(by, claim.scope)
    if claim.account_id == by.id:
        raise NotAllowed  # nobody decides on a claim of their own
    if wrong := _decision_faults(claim, outcome, reason, note, letter_seen):
        raise Invalid(**wrong)
    take(session, claim)
    free = claim.organisation.status in CLAIMABLE and not queries.has_members(
        session, claim.organisation_id
    )
    if not free:
        _overtake(session, claim, by=by, now=now)
        return claim
    claim.reason, claim.note, claim.letter_seen = reason, note, letter_seen
    if outcome == "refused":
        _end(session, claim, "refused", by=by, now=now)
        letters.write(session, claim.account_id, "claim_refused", claim.public_id, now=now)
        return claim
    rest = queries.others(session, claim)
    _end(session, claim, "granted", by=by, now=now)
    join(session, claim.organisation, claim.account_id, "owner", now=now)
    letters.write(session, claim.account_id, "claim_granted", claim.public_id, now=now)
    for one in rest:
        _overtake(session, one, by=by, now=now)
    return claim


def _decision_faults(
    claim: Claim, outcome: str, reason: str, note: str, letter_seen: bool
) -> Mapping[str, Words]:
    if outcome not in OUTCOMES:
        return {"outcome": N_("Pilih salah satu keputusan.")}
    wrong: dict[str, Words] = {}
    if outcome == "refused" and not reason:
        wrong["reason"] = WHY
    for field, text in (("reason", reason), ("note", note)):
        if len(text) > REASON_MOST:
            wrong[field] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=REASON_MOST)
        elif words := note_fault(text):
            wrong[field] = words
    if outcome == "granted" and claim.proof == "letter" and not letter_seen:
        wrong["letter_seen"] = N_("Centang bila Anda sudah melihat suratnya.")
    if outcome == "granted" and claim.proof == "call" and not note:
        wrong["note"] = N_("Catat kapan Anda menelepon dan siapa yang membenarkan.")
    return wrong


def answer(
    session: Session, claim: Claim, outcome: str, *, reason: str, by: Actor, now: datetime
) -> Claim:
    """An owner's word on a request: 'granted' makes an editor of whoever asked.

    Raises Conflict when another owner answered already, Invalid without a reason to refuse.
    """
    access.manage_members.check(by, claim.scope)
    if outcome not in OUTCOMES:
        raise Invalid(outcome=N_("Pilih salah satu jawaban."))
    if outcome == "refused" and not reason:
        raise Invalid(reason=WHY)
    if words := note_fault(reason):
        raise Invalid(reason=words)
    take(session, claim)
    claim.reason = reason
    _end(session, claim, outcome, by=by, now=now)
    if outcome == "granted":
        join(session, claim.organisation, claim.account_id, "editor", now=now)
        letters.write(session, claim.account_id, "claim_granted", claim.public_id, now=now)
    else:
        letters.write(session, claim.account_id, "claim_refused", claim.public_id, now=now)
    return claim


def overtake_all(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> None:
    """End every claim and request on an entry that becomes part of another; all are told.

    The caller holds the entry's lock, as who decides does, so that one of both comes first.
    """
    for one in queries.all_waiting(session, organisation.id):
        _overtake(session, one, by=by, now=now)


def _overtake(session: Session, claim: Claim, *, by: Actor, now: datetime) -> None:
    _end(session, claim, "overtaken", by=by, now=now)
    letters.write(session, claim.account_id, "claim_overtaken", claim.public_id, now=now)


def _end(session: Session, claim: Claim, state: str, *, by: Actor, now: datetime) -> None:
    """Settle a claim. Its letter has done its work then, and nobody opens it any more."""
    claim.state = state
    claim.decided_by, claim.decided_at = by.id, now
    session.flush()
    papers.forget(session, claim)
    record(session, f"claim_{state}", claim, by=by, now=now)
