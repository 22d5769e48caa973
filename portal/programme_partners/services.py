"""What happens to partners of a programme: asked, agreed or declined, and ended by either side."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor
from portal.accounts.queries import members
from portal.directory.edit import STALE
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.errors import N_, Conflict, Invalid, Words
from portal.idempotency import once
from portal.programme_partners import queries, rules
from portal.programme_partners.models import ProgrammePartner
from portal.programme_partners.rules import Part
from portal.programmes.models import Programme
from portal.programmes.services import hold, touch


def ask(
    session: Session,
    programme: Programme,
    organisation: Organisation,
    part: Part,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> ProgrammePartner:
    """Ask an organisation to be named at a programme; its members get a letter.

    One that has not answered yet is asked anew in other words. The same token asks once. Raises
    NotAllowed, Conflict for a closed programme or an organisation that cannot be asked, Invalid
    by field.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme)

    def act() -> str:
        if faults := rules.part_faults(part):
            raise Invalid(**faults)
        before = queries.latest(session, programme, organisation)
        if fault := ask_fault(session, programme, organisation, before, now):
            raise Conflict(fault)
        made = before or ProgrammePartner(role=part.role, asked_by=by.id, asked_at=now)
        if before is None:
            made.programme, made.organisation = programme, organisation
            session.add(made)
        else:
            made.version += 1
        made.role, made.task, made.state = part.role, part.task, "waiting"
        made.asked_by, made.asked_at = by.id, now
        made.answered_by = made.answered_at = None
        session.flush()
        _record(session, "ask_partner", made, by=by, now=now, role=part.role)
        tell(session, organisation, "partner_asked", made, now=now)
        return made.public_id

    body = {"programme": programme.public_id, "organisation": organisation.public_id}
    made = once(session, token, "ask_partner", body | asdict(part), act, by=by, now=now)
    return queries.need(session, made)


def ask_fault(
    session: Session,
    programme: Programme,
    organisation: Organisation,
    before: ProgrammePartner | None,
    now: datetime,
) -> Words | None:
    """Why an organisation cannot be asked for this programme now, or None."""
    open_now = before is not None and before.state in rules.OPEN
    return rules.ask_fault(
        own=organisation.id == programme.organisation_id,
        listed=is_listed(organisation.status),
        managed=queries.managed(session, organisation),
        others=queries.count_open(session, programme) - open_now,
        state=before.state if before else "",
        since=(before.answered_at or before.asked_at) if before else now,
        now=now,
    )


def answer(
    session: Session,
    partner: ProgrammePartner,
    *,
    agree: bool,
    version: int | None,
    by: Actor,
    now: datetime,
) -> ProgrammePartner:
    """Agree to be named, or decline, as a member of the organisation that was asked.

    `version` is what the member has read. Twice is once. Raises NotAllowed, Conflict when it was
    asked in other words meanwhile, withdrawn, or answered otherwise.
    """
    access.answer_partnership.check(by, partner.scope)
    _take(session, partner)
    wanted = "agreed" if agree else "declined"
    if partner.state == wanted:
        return partner
    if version != partner.version:
        raise Conflict(STALE)
    if partner.state != "waiting":
        raise Conflict(N_("Permintaan ini sudah dijawab atau ditarik."))
    if agree and not is_listed(partner.organisation.status):
        raise Conflict(N_("Jawab setelah lembaga Anda tampil lagi dalam daftar."))
    _end_of(partner, wanted, by, now)
    _record(session, f"partner_{wanted}", partner, by=by, now=now, role=partner.role)
    tell(session, partner.programme.organisation, "partner_answered", partner, now=now)
    return partner


def leave(
    session: Session, partner: ProgrammePartner, *, by: Actor, now: datetime
) -> ProgrammePartner:
    """Be named no longer, as the partner. Twice is once; the programme's owner gets a letter."""
    access.answer_partnership.check(by, partner.scope)
    _take(session, partner)
    if partner.state != "agreed":
        return partner
    _end_of(partner, "ended", by, now)
    _record(session, "partner_left", partner, by=by, now=now, role=partner.role)
    tell(session, partner.programme.organisation, "partner_answered", partner, now=now)
    return partner


def end(
    session: Session, partner: ProgrammePartner, *, by: Actor, now: datetime
) -> ProgrammePartner:
    """Take a question back, or a partner's name off the page, as the programme's owner."""
    access.edit_programme.check(by, partner.programme.scope)
    _take(session, partner)
    if partner.state not in rules.OPEN:
        return partner
    agreed = partner.state == "agreed"
    _end_of(partner, "ended", by, now)
    _record(session, "end_partner", partner, by=by, now=now, role=partner.role)
    if agreed:
        tell(session, partner.organisation, "partner_ended", partner, now=now)
    return partner


def _take(session: Session, partner: ProgrammePartner) -> None:
    """Lock the programme and read the row anew."""
    db.lock(session, Programme, partner.programme_id)
    session.refresh(partner)


def _end_of(partner: ProgrammePartner, state: str, by: Actor, now: datetime) -> None:
    partner.state, partner.answered_by, partner.answered_at = state, by.id, now
    touch(partner.programme, now)


def tell(
    session: Session, readers: Organisation, kind: str, partner: ProgrammePartner, *, now: datetime
) -> None:
    """Write to every member of an organisation."""
    for account in members(session, readers.id):
        letters.write(session, account, kind, partner.public_id, now=now)


def _record(
    session: Session,
    action: str,
    partner: ProgrammePartner,
    *,
    by: Actor,
    now: datetime,
    role: str,
) -> None:
    programme = partner.programme
    journal.record(
        session,
        action,
        "programme",
        programme.public_id,
        by=by,
        now=now,
        partner=partner.organisation.public_id,
        role=role,
        region=programme.organisation.region_code,
    )
