"""What happens to the lines of a programme's budget: added, revised, removed before publication."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal, outbox
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.programmes import rules
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Line
from portal.programmes.services import check_version, facts_of, hold, touch
from portal.revisions.services import keep


def add(
    session: Session, programme: Programme, line: Line, *, token: str, by: Actor, now: datetime
) -> Requirement:
    """A new line; the same token makes it once.

    Raises NotAllowed, Conflict for a closed programme, Invalid by field.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme)

    def act() -> str:
        if len(programme.requirements) >= rules.MOST_LINES:
            raise Conflict(N_("Satu program memuat paling banyak %(n)s baris.", n=rules.MOST_LINES))
        _check(programme, line, None)
        if programme.published_at is not None:
            handles = programme.organisation.handles_funds
            if fault := rules.funds_fault(line.kind == "cash", handles):
                raise Invalid(kind=fault)
        requirement = Requirement(**asdict(line), programme=programme)
        if programme.published_at is not None:
            _keep_original(requirement)
        session.add(requirement)
        touch(programme, now)
        session.flush()
        _record(session, "add_requirement", requirement, by=by, now=now, value=line.value)
        return requirement.public_id

    body = {"programme": programme.public_id, **asdict(line)}
    made = once(session, token, "add_requirement", body, act, by=by, now=now)
    return session.scalars(select(Requirement).where(Requirement.public_id == made)).one()


def change(
    session: Session,
    requirement: Requirement,
    line: Line,
    *,
    version: int | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Requirement:
    """Revise a line; what it was at publication stays beside it.

    `version` is the programme's that the editor saw. Once the programme was published, a change
    needs a `reason` and leaves a revision. Raises Conflict, Invalid by field.
    """
    access.edit_programme.check(by, requirement.scope)
    programme = requirement.programme
    hold(session, programme)
    session.refresh(requirement)
    if line_of(requirement) == line:
        return requirement
    check_version(programme, version)
    if programme.published_at is not None and line.kind != requirement.kind:
        # Money promised to a line must not turn into a promise of goods.
        raise Invalid(kind=N_("Jenis tidak dapat diubah setelah program diumumkan."))
    if programme.published_at is not None and line.kind != "cash" and line.unit != requirement.unit:
        # What was promised in hours cannot be read as days.
        raise Invalid(unit=N_("Satuan tidak dapat diubah setelah program diumumkan."))
    _check(programme, line, requirement)
    before = requirement.value
    if programme.published_at is not None:
        keep(
            session,
            asdict(line_of(requirement)),
            asdict(line),
            programme_id=programme.id,
            requirement_id=requirement.id,
            reason=reason,
            by=by,
            now=now,
        )
    for name, value in asdict(line).items():
        setattr(requirement, name, value)
    touch(programme, now)
    _record(
        session, "change_requirement", requirement, by=by, now=now, before=before, value=line.value
    )
    return requirement


def remove(session: Session, requirement: Requirement, *, by: Actor, now: datetime) -> Programme:
    """Take a line off a programme that was never published; answers the programme.

    Raises Conflict afterwards: a line that was public may be revised, never removed.
    """
    access.edit_programme.check(by, requirement.scope)
    programme = requirement.programme
    hold(session, programme)
    if programme.published_at is not None:
        raise Conflict(
            N_("Baris yang sudah diumumkan tidak dapat dihapus. Ubah jumlah atau nilainya.")
        )
    _record(session, "remove_requirement", requirement, by=by, now=now, value=requirement.value)
    programme.requirements.remove(requirement)
    session.delete(requirement)
    touch(programme, now)
    session.flush()
    return programme


def line_of(requirement: Requirement) -> Line:
    """What the line says now."""
    return Line(
        kind=requirement.kind,
        description=requirement.description,
        quantity=requirement.quantity,
        unit=requirement.unit,
        unit_value=requirement.unit_value,
        needed_by=requirement.needed_by,
        basis=requirement.basis,
    )


def _check(programme: Programme, line: Line, present: Requirement | None) -> None:
    others = (one.value for one in programme.requirements if one is not present)
    faults = rules.line_faults(line, facts_of(programme), others)
    if faults:
        raise Invalid(**faults)


def _keep_original(requirement: Requirement) -> None:
    requirement.original_quantity = requirement.quantity
    requirement.original_unit_value = requirement.unit_value


def _record(
    session: Session,
    action: str,
    requirement: Requirement,
    *,
    by: Actor,
    now: datetime,
    **details: Any,
) -> None:
    programme = requirement.programme
    outbox.mark(session, outbox.PROGRAMME, programme.id, now=now)
    journal.record(
        session,
        action,
        "programme",
        programme.public_id,
        by=by,
        now=now,
        line=requirement.public_id,
        region=programme.organisation.region_code,
        **details,
    )
