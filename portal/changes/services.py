"""What happens to proposed changes: made and added to, withdrawn, agreed to, refused."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor
from portal.changes import rules
from portal.changes.models import Proposal
from portal.changes.queries import waiting_of
from portal.directory import critical, edit
from portal.directory.models import Organisation
from portal.directory.rules import CHECKED
from portal.errors import N_, Conflict, Invalid
from portal.regions.rules import local_date
from portal.registration.rules import running_number
from portal.verification.looks import others

CLOCK = 7  # references count months by the clock of Jakarta
MOST_LETTERS = 20
DECIDED = N_("Usulan ini sudah diputuskan atau ditarik. Buka lagi halamannya.")
OVERTAKEN = N_(
    "Data lembaga sudah berubah sejak usulan ini dibuat. Minta lembaga mengusulkan lagi."
)
SAME_PERSON = N_("Anda yang menyetujui pertama. Persetujuan kedua harus dari koordinator lain.")


def propose(
    session: Session,
    organisation: Organisation,
    wanted: critical.Values,
    *,
    new_address: bool = False,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Proposal:
    """Ask for critical fields of a verified entry to change; the old values stay public.

    What waits already is added to, and waits anew. Sent twice it is one proposal. Raises
    NotAllowed for others than members, Conflict for an entry that is not verified or a stale
    form, Invalid by field, or naming '' when nothing would change.
    """
    access.edit_organisation.check(by, organisation.scope)
    edit.lock(session, organisation)
    if organisation.status not in CHECKED:
        raise Conflict(N_("Usulan hanya untuk lembaga yang sudah terverifikasi."))
    made = critical.check(session, organisation, critical.changed(organisation, wanted))
    held = waiting_of(session, organisation)
    kept = {name: value for name, value in (held.new if held else {}).items() if name not in wanted}
    new = {**kept, **critical.changed(organisation, made)}
    move = (new_address and "name" in new) or bool(held and held.new_address and "name" in kept)
    if held and (held.new, held.new_address) == (new, move):
        return held
    edit.fresh(organisation, version)
    if not new:
        if held is None:
            raise Invalid(**{"": N_("Belum ada yang berubah.")})
        return _close(session, held, "withdrawn", by=by, now=now)
    present = critical.read(organisation)
    old = {name: present[name] for name in new}
    if held is None:
        held = _first(session, organisation, old, new, move, by=by, now=now)
    else:
        held.old, held.new, held.new_address = old, new, move
        held.version += 1
        held.proposed_by, held.proposed_at = by.id, now
        held.first_by = held.first_at = None
    _record(session, "propose_change", held, by=by, now=now)
    return held


def _first(
    session: Session,
    organisation: Organisation,
    old: dict[str, Any],
    new: dict[str, Any],
    move: bool,
    *,
    by: Actor,
    now: datetime,
) -> Proposal:
    """Take the month's next number, and tell the coordinators."""
    while True:
        made = Proposal(
            reference=_next(session, now),
            organisation=organisation,
            waiting_for=organisation.id,
            old=old,
            new=new,
            new_address=move,
            proposed_by=by.id,
            proposed_at=now,
        )
        try:
            with session.begin_nested():
                session.add(made)
                session.flush()
        except IntegrityError:
            continue
        break
    for account in others(session, organisation, but=by.id, now=now)[:MOST_LETTERS]:
        letters.write(session, account, "proposal_waiting", made.reference, now=now)
    return made


def _next(session: Session, now: datetime) -> str:
    prefix = rules.prefix(local_date(now, CLOCK))
    last = session.scalar(
        select(Proposal.reference)
        .where(Proposal.reference.startswith(prefix, autoescape=True))
        .order_by(func.length(Proposal.reference).desc(), Proposal.reference.desc())
        .limit(1)
    )
    return f"{prefix}{(running_number(last) if last else 0) + 1:04d}"


def withdraw(session: Session, proposal: Proposal, *, by: Actor, now: datetime) -> Proposal:
    """Take a proposal back; sent twice it does no harm. Raises Conflict once it is decided."""
    access.edit_organisation.check(by, proposal.scope)
    _hold(session, proposal)
    if proposal.state == "withdrawn":
        return proposal
    if proposal.state != "waiting":
        raise Conflict(DECIDED)
    return _close(session, proposal, "withdrawn", by=by, now=now)


def decide(
    session: Session,
    proposal: Proposal,
    outcome: str,
    reason: str,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Proposal:
    """Agree ('accepted': applied at once) or refuse; two must agree to a shelter or to funds.

    `version` is what the coordinator saw (None: unchecked). Raises NotAllowed for anybody but a
    coordinator of that region, and of the new one, who is no member; Conflict when it was decided,
    changed or overtaken meanwhile; Invalid by field.
    """
    access.review.check(by, proposal.scope)
    reason = reason.strip()
    if outcome not in rules.OUTCOMES:
        raise Invalid(decision=N_("Pilih salah satu keputusan."))
    if fault := rules.reason_fault(outcome, reason):
        raise Invalid(reason=fault)
    organisation = _hold(session, proposal)
    if proposal.state != "waiting":
        raise Conflict(DECIDED)
    if version is not None and version != proposal.version:
        raise Conflict(N_("Usulan ini baru saja berubah. Periksa lagi isinya di bawah."))
    if outcome == "refused":
        return _close(session, proposal, "refused", reason=reason, by=by, now=now)
    _check_acceptance(proposal, by)
    if rules.needs_two(proposal.new) and proposal.first_by is None:
        return _agree_first(session, proposal, by=by, now=now)
    critical.apply(
        session, organisation, proposal.new, new_address=proposal.new_address, by=by, now=now
    )
    return _close(session, proposal, "accepted", reason=reason, by=by, now=now)


def _check_acceptance(proposal: Proposal, by: Actor) -> None:
    """Refuse to apply what this coordinator may not, and what no longer fits the entry."""
    if region := proposal.new.get("region_code"):
        access.review.check(by, replace(proposal.scope, region=region))
    if proposal.organisation.status not in CHECKED:
        raise Conflict(N_("Lembaga ini sedang tidak terverifikasi, jadi datanya tetap dulu."))
    if rules.overtaken(proposal.old, critical.read(proposal.organisation)):
        raise Conflict(OVERTAKEN)
    if rules.needs_two(proposal.new) and proposal.first_by == by.id:
        raise Invalid(decision=SAME_PERSON)


def _agree_first(session: Session, proposal: Proposal, *, by: Actor, now: datetime) -> Proposal:
    proposal.first_by, proposal.first_at = by.id, now
    proposal.version += 1  # a form from before this is no second word
    for account in others(session, proposal.organisation, but=by.id, now=now)[:MOST_LETTERS]:
        letters.write(session, account, "proposal_second", proposal.reference, now=now)
    _record(session, "agree_change", proposal, by=by, now=now)
    return proposal


def _hold(session: Session, proposal: Proposal) -> Organisation:
    """Lock both rows, the parent first, and read them anew."""
    organisation = proposal.organisation
    edit.lock(session, organisation)
    db.lock(session, Proposal, proposal.id)
    session.refresh(proposal)
    return organisation


def _close(
    session: Session, proposal: Proposal, state: str, *, reason: str = "", by: Actor, now: datetime
) -> Proposal:
    proposal.state, proposal.waiting_for = state, None
    proposal.reason, proposal.decided_by, proposal.decided_at = reason, by.id, now
    if state == "accepted":
        letters.write(
            session, proposal.proposed_by, "proposal_accepted", proposal.reference, now=now
        )
    elif state == "refused":
        letters.write(
            session, proposal.proposed_by, "proposal_refused", proposal.reference, now=now
        )
    _record(session, f"change_{state}", proposal, by=by, now=now)
    return proposal


def _record(session: Session, action: str, proposal: Proposal, *, by: Actor, now: datetime) -> None:
    journal.record(
        session,
        action,
        "organisation",
        proposal.organisation.public_id,
        by=by,
        now=now,
        reason=proposal.reason,
        region=proposal.organisation.region_code,
        proposal=proposal.reference,
        fields=sorted(proposal.new),
    )
    session.flush()
