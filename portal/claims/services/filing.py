"""Somebody files a claim with its proof, or asks the owners; a letter may follow as a file."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, idempotency, letters
from portal.access import Actor
from portal.accounts.queries import coordinators
from portal.claims import queries
from portal.claims.models import Claim
from portal.claims.rules import CLAIMABLE, PROOFS, TEXT_MOST, endings
from portal.claims.services import papers
from portal.claims.services.taking import record, take
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.text_rules import note_fault
from portal.errors import N_, Conflict, Invalid, NotFound, Words
from portal.uploads.paper import Paper

MOST_LETTERS = 20
GONE = N_("Lembaga ini baru digabung atau ditutup, jadi tidak dapat diklaim lagi.")
OWNED = N_("Lembaga ini baru saja punya pengelola. Buka lagi halamannya untuk bertanya kepadanya.")
FREE = N_("Lembaga ini tidak lagi punya pengelola. Buka lagi halamannya untuk mengklaimnya.")
LETTER = N_("Unggah suratnya, atau tulis nomor dan tanggalnya, dan siapa yang menandatangani.")


def file(
    session: Session,
    organisation: Organisation,
    kind: str,
    *,
    role: str,
    proof: str = "",
    letter: str = "",
    ending: str = "",
    paper: Paper | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """File a claim on an entry without members, or a request to those of one that has them.

    `kind` is what the page asked for: when the entry got or lost its members meanwhile, or was
    merged, that is a Conflict. `paper` is the letter itself; without it `letter` names one that is
    shown or sent. Answers the public id. Raises Invalid at the field that is wrong.
    """
    access.claim_organisation.check(by, access.Scope())

    def act() -> str:
        _still(session, organisation, kind, by)
        told = {"role": role, "proof": proof, "letter": letter, "ending": ending}
        if wrong := _faults(kind, organisation, **told, shown=paper is not None):
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
        record(session, "file_claim" if kind == "claim" else "file_request", made, by=by, now=now)
        if paper is not None and made.proof == "letter":
            papers.keep(session, made, paper, by=by, now=now)
        _tell_those_who_decide(session, made, by=by, now=now)
        return made.public_id

    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    body: dict[str, object] = {
        "organisation": organisation.public_id,
        "told": (kind, role, proof, letter, ending),
        "paper": paper.digest if paper else "",
    }
    return idempotency.once(session, token, "file_claim", body, act, by=by, now=now)


def add_letter(
    session: Session, claim: Claim, paper: Paper, *, token: str, by: Actor, now: datetime
) -> str:
    """Keep the letter of a claim that waits, in the place of the one before; answers its claim.

    Raises NotFound for what is proved otherwise, Conflict once somebody has decided.
    """
    access.see_claim.check(by, claim.scope)
    if claim.proof != "letter":
        raise NotFound

    def act() -> str:
        take(session, claim)
        papers.keep(session, claim, paper, by=by, now=now)
        return claim.public_id

    edit.lock(session, claim.organisation)  # a double click waits here, and finds its key used
    body = {"claim": claim.public_id, "paper": paper.digest}
    return idempotency.once(session, token, "add_claim_letter", body, act, by=by, now=now)


def _faults(
    kind: str,
    organisation: Organisation,
    *,
    role: str,
    proof: str,
    letter: str,
    ending: str,
    shown: bool,
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
    elif proof == "letter" and len(letter) > TEXT_MOST:
        wrong["letter"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=TEXT_MOST)
    elif proof == "letter" and len(letter) < 5 and not shown:
        wrong["letter"] = LETTER
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
