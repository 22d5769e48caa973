"""What happens to claims: filed, decided by a coordinator, or answered by an entry's owners."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal, letters
from portal.access import Actor
from portal.accounts.queries import coordinators
from portal.claims import queries
from portal.claims.models import Claim
from portal.claims.rules import CLAIMABLE, OUTCOMES, PROOFS, REASON_MOST, TEXT_MOST, endings
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.text_rules import note_fault
from portal.errors import N_, Conflict, Invalid, NotAllowed, Words
from portal.members.services import join

MOST_LETTERS = 20
GONE = N_("Lembaga ini baru digabung atau ditutup, jadi tidak dapat diklaim lagi.")
OWNED = N_("Lembaga ini baru saja punya pengelola. Buka lagi halamannya untuk bertanya kepadanya.")
FREE = N_("Lembaga ini tidak lagi punya pengelola. Buka lagi halamannya untuk mengklaimnya.")
DECIDED = N_("Klaim ini sudah dijawab. Buka lagi halamannya untuk melihat hasilnya.")
WHY = N_("Tulis alasannya. Orang itu membacanya.")


def file(
    session: Session,
    organisation: Organisation,
    kind: str,
    *,
    role: str,
    proof: str = "",
    letter: str = "",
    ending: str = "",
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """File a claim on an entry without members, or a request to those of one that has them.

    `kind` is what the page asked for: when the entry got or lost its members meanwhile, or was
    merged, that is a Conflict. Answers the public id. Raises Invalid at the field that is wrong.
    """
    access.claim_organisation.check(by, access.Scope())

    def act() -> str:
        _still(session, organisation, kind, by)
        told = {"role": role, "proof": proof, "letter": letter, "ending": ending}
        if wrong := _faults(kind, organisation, **told):
            raise Invalid(**wrong)
        made = Claim(
            organisation_id=organisation.id,
            account_id=by.id,
            kind=kind,
            role=role,
            proof=proof if kind == "claim" else "",
            letter=letter if proof == "letter" else "",
            ending=ending if proof == "call" else "",
            made_at=now,
        )
        session.add(made)
        session.flush()
        _note(session, "file_claim" if kind == "claim" else "file_request", made, by=by, now=now)
        _tell_those_who_decide(session, made, by=by, now=now)
        return made.public_id

    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    body = {"organisation": organisation.public_id, "told": (kind, role, proof, letter, ending)}
    return idempotency.once(session, token, "file_claim", body, act, by=by, now=now)


def _faults(
    kind: str, organisation: Organisation, *, role: str, proof: str, letter: str, ending: str
) -> Mapping[str, Words]:
    wrong: dict[str, Words] = {}
    if not 2 <= len(role) <= 200:
        wrong["role"] = N_("Tulis peran Anda di lembaga itu, misalnya “sekretaris”.")
    elif words := note_fault(role):
        wrong["role"] = words
    if kind != "claim":
        return wrong
    if proof not in PROOFS:
        wrong["proof"] = N_("Pilih cara membuktikannya.")
    elif proof == "letter" and not 5 <= len(letter) <= TEXT_MOST:
        wrong["letter"] = N_("Tulis nomor dan tanggal surat, dan siapa yang menandatangani.")
    elif proof == "letter" and (words := note_fault(letter)):
        wrong["letter"] = words
    elif proof == "call" and ending not in endings(one.value for one in organisation.contacts):
        wrong["ending"] = N_("Pilih nomor yang akan kami telepon.")
    return wrong


def _still(session: Session, organisation: Organisation, kind: str, by: Actor) -> None:
    """Raise Conflict unless the locked entry is as the page showed it."""
    if organisation.status not in CLAIMABLE:
        raise Conflict(GONE)
    owned = queries.has_members(session, organisation.id)
    if owned != (kind == "request"):
        raise Conflict(OWNED if owned else FREE)
    if organisation.id in by.memberships:
        raise Conflict(N_("Anda sudah mengelola lembaga ini."))
    if queries.waiting_of(session, organisation.id, by.id):
        raise Conflict(N_("Anda sudah bertanya, dan jawabannya belum ada."))


def _tell_those_who_decide(session: Session, claim: Claim, *, by: Actor, now: datetime) -> None:
    if claim.kind == "request":
        for account in queries.owners(session, claim.organisation_id):
            letters.write(session, account, "request_waiting", claim.public_id, now=now)
        return
    region = claim.organisation.region_code
    for account in coordinators(session, region, now)[:MOST_LETTERS]:
        if account != by.id:
            letters.write(session, account, "claim_waiting", claim.public_id, now=now)


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
    _take(session, claim)
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
    _take(session, claim)
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


def _take(session: Session, claim: Claim) -> None:
    """Lock the entry, then the claim; refuse one that somebody has answered."""
    edit.lock(session, claim.organisation)
    db.lock(session, Claim, claim.id)
    session.refresh(claim)
    if claim.state != "waiting":
        raise Conflict(DECIDED)


def _overtake(session: Session, claim: Claim, *, by: Actor, now: datetime) -> None:
    _end(session, claim, "overtaken", by=by, now=now)
    letters.write(session, claim.account_id, "claim_overtaken", claim.public_id, now=now)


def _end(session: Session, claim: Claim, state: str, *, by: Actor, now: datetime) -> None:
    claim.state = state
    claim.decided_by, claim.decided_at = by.id, now
    session.flush()
    _note(session, f"claim_{state}", claim, by=by, now=now)


def _note(session: Session, action: str, claim: Claim, *, by: Actor, now: datetime) -> None:
    journal.record(
        session,
        action,
        "organisation",
        claim.organisation.public_id,
        by=by,
        now=now,
        claim=claim.public_id,
        of_kind=claim.kind,
        proof=claim.proof,
    )
