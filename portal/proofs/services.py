"""Proofs are added, opened on record, and withdrawn by the side that brought them."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor, Role, office
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed, Unavailable
from portal.idempotency import once
from portal.ledger.models import LedgerHead, Transfer
from portal.pledges.models import Delivery
from portal.pledges.services.common import able, hold, hold_line
from portal.programmes.models import Requirement
from portal.proofs import queries, rules
from portal.proofs.models import Proof
from portal.proofs.queries import Subject
from portal.uploads.paper import Paper
from portal.uploads.rules import tidy_name
from portal.uploads.store import Store


def add(
    session: Session, subject: Subject, paper: Paper, *, token: str, by: Actor, now: datetime
) -> str:
    """Keep a proof; answers its public id. The same token again keeps nothing more.

    The donor and the owner prove a delivery, the owner alone a spending. Raises NotAllowed,
    Invalid(file) for a file that proves something else already, Conflict for a row taken back.
    """
    _may_add(subject, by)
    side = "owner" if subject.scope.owner in by.memberships else "donor"
    digest = paper.digest
    requirement = subject.requirement
    if subject.delivery:
        hold(session, subject.delivery.pledge, now=now)
    else:
        hold_line(session, requirement.id)

    def act() -> str:
        able(requirement.programme.organisation if side == "owner" else _donor(subject))
        _check(session, subject, digest)
        made = Proof(
            delivery_id=subject.delivery.id if subject.delivery else None,
            transfer=None if subject.delivery else subject.key,
            side=side,
            file=paper.store.put(paper.found.data),
            sha256=digest,
            media=paper.found.kind,
            name=tidy_name(paper.name, paper.found.kind),
            size=len(paper.found.data),
            pages=paper.found.pages,
            uploaded_by=by.id,
            uploaded_at=now,
        )
        session.add(made)
        session.flush()
        _note(session, "add_proof", subject, made, by=by, now=now, sha256=digest, side=side)
        return made.public_id

    body = {"of": subject.key, "file": digest}
    return once(session, token, "add_proof", body, act, by=by, now=now)


def _may_add(subject: Subject, by: Actor) -> None:
    rule = access.add_proof if subject.delivery else access.record_spending
    rule.check(by, subject.scope)


def _donor(subject: Subject) -> Organisation:
    if subject.delivery is None:
        raise NotAllowed
    return subject.delivery.pledge.donor


def _check(session: Session, subject: Subject, digest: str) -> None:
    """Raise for what cannot be a proof of this: full, taken back, or a proof of something else."""
    if subject.transfer:
        back = select(Transfer.id).where(Transfer.reverses == subject.transfer.public_id)
        if session.scalar(back) is not None:
            raise Conflict(rules.TAKEN_BACK)
    held = [one for one in queries.of(session, subject) if one.withdrawn_at is None]
    if any(one.sha256 == digest for one in held):
        raise Invalid(file=rules.TWICE)
    if len(held) >= rules.MOST_PROOFS:
        raise Invalid(file=rules.FULL)
    # One file for two pledges at once: the chain's head is the one lock that everybody shares.
    db.lock(session, LedgerHead, 1)
    if session.scalar(_elsewhere(subject, digest)) is not None:
        raise Invalid(file=rules.ELSEWHERE)


def _elsewhere(subject: Subject, digest: str) -> Select[int]:
    """A proof with the same bytes of another pledge, or of another programme's spending.

    One invoice may well prove the use of two lines of one programme.
    """
    query = (
        select(Proof.id)
        .outerjoin(Delivery, Delivery.id == Proof.delivery_id)
        .outerjoin(Transfer, Transfer.public_id == Proof.transfer)
        .where(Proof.sha256 == digest, Proof.withdrawn_at.is_(None))
    )
    if subject.delivery:
        other = or_(Proof.transfer.is_not(None), Delivery.pledge_id != subject.delivery.pledge_id)
    else:
        programme = subject.requirement.programme.public_id
        other = or_(Proof.delivery_id.is_not(None), Transfer.programme != programme)
    return query.where(other).limit(1)


def open_file(session: Session, proof: Proof, *, store: Store, by: Actor, now: datetime) -> bytes:
    """The bytes of a proof; who asked is noted.

    Raises NotAllowed for all but both sides, coordinators of the region and auditors, and
    Unavailable when the bytes are no longer those that were put in.
    """
    subject = queries.subject_of(session, proof, by)
    access.open_proof.check(by, subject.scope)
    data = store.get(proof.file)
    if hashlib.sha256(data).hexdigest() != proof.sha256:
        raise Unavailable(rules.CHANGED)
    told = {"reader": reader(subject, by), "of": subject.key}
    if told["reader"] == "coordinator":
        told |= office(by, str(subject.scope.region))
    _note(session, queries.OPENED, subject, proof, by=by, now=now, **told)
    return data


def reader(subject: Subject, by: Actor) -> str:
    """How somebody stands to what is proved: owner, donor, coordinator or auditor."""
    if subject.scope.owner in by.memberships:
        return "owner"
    if subject.scope.donor in by.memberships:
        return "donor"
    return "coordinator" if by.holds(Role.COORDINATOR, subject.scope.region) else "auditor"


def withdraw(session: Session, proof: Proof, *, by: Actor, now: datetime) -> bool:
    """Take a proof back; its file is swept, its row stays. False when it was withdrawn before.

    Raises NotAllowed for everybody but members of the side that brought it.
    """
    subject = queries.subject_of(session, proof, by)
    access.withdraw_proof.check(by, access.Scope(owner=bringer(subject, proof)))
    db.lock(session, Requirement, subject.requirement.id)
    db.lock(session, Proof, proof.id)
    session.refresh(proof)
    if proof.withdrawn_at is not None:
        return False
    proof.withdrawn_by, proof.withdrawn_at = by.id, now
    session.flush()
    _note(session, "withdraw_proof", subject, proof, by=by, now=now)
    return True


def bringer(subject: Subject, proof: Proof) -> int | None:
    """The organisation whose members brought a proof."""
    return subject.scope.owner if proof.side == "owner" else subject.scope.donor


def _note(
    session: Session,
    action: str,
    subject: Subject,
    proof: Proof,
    *,
    by: Actor,
    now: datetime,
    **details: object,
) -> None:
    kind, ref = subject.noted
    region = subject.scope.region
    told: dict[str, Any] = {"proof": proof.public_id, "region": region, **details}
    journal.record(session, action, kind, ref, by=by, now=now, **told)
