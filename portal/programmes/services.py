"""What happens to programmes: written, published, closed, and taken down by an administrator."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, journal, outbox
from portal.access import Actor
from portal.directory.edit import STALE
from portal.directory.models import Organisation, Speciality
from portal.directory.rules import is_listed
from portal.errors import N_, Conflict, Invalid, Words
from portal.idempotency import once
from portal.programmes import rests, rules
from portal.programmes.models import Programme, ProgrammeCoverage
from portal.programmes.rules import Facts
from portal.regions.queries import names
from portal.revisions.services import keep

MOST_TRIES = 5


def create(
    session: Session,
    organisation: Organisation,
    facts: Facts,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Programme:
    """A draft of a verified organisation; the same token makes it once.

    Raises NotAllowed for others than its members, Conflict while the organisation is not
    verified, Invalid by field.
    """
    access.edit_programme.check(by, organisation.scope)
    db.lock(session, Organisation, organisation.id)
    if not is_listed(organisation.status):
        raise Conflict(N_("Program dapat dibuat setelah lembaga Anda terverifikasi."))

    def act() -> str:
        _check(session, facts)
        return _create(session, organisation, facts, by=by, now=now).public_id

    body = {"organisation": organisation.public_id, **asdict(facts)}
    made = once(session, token, "create_programme", body, act, by=by, now=now)
    return session.scalars(select(Programme).where(Programme.public_id == made)).one()


def _create(
    session: Session, organisation: Organisation, facts: Facts, *, by: Actor, now: datetime
) -> Programme:
    programme = _insert(session, organisation, facts, now)
    _record(session, "create_programme", programme, by=by, now=now)
    return programme


def _insert(session: Session, organisation: Organisation, facts: Facts, now: datetime) -> Programme:
    plain = rules.slug_of(facts.title)
    for _ in range(MOST_TRIES):
        taken = set(session.scalars(select(Programme.slug).where(Programme.slug.like(f"{plain}%"))))
        programme = Programme(
            slug=rules.free_slug(facts.title, taken),
            title=facts.title,
            stage=facts.stage,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            created_at=now,
            updated_at=now,
        )
        programme.organisation = organisation
        _write(programme, facts)
        try:
            # Somebody else may take the same address between the look and the insert.
            with session.begin_nested():
                session.add(programme)
        except IntegrityError:
            continue
        return programme
    raise Conflict(STALE)


def save(
    session: Session,
    programme: Programme,
    facts: Facts,
    *,
    version: int | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Programme:
    """Change what a programme says of itself; `version` is what the editor saw (None: unchecked).

    Once it was published, changed texts and days need a `reason` and leave a revision. Raises
    Conflict when somebody saved meanwhile or the programme is closed, Invalid by field.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme)
    if facts_of(programme) == facts:
        return programme
    check_version(programme, version)
    _check(session, facts)
    before = facts_of(programme)
    if programme.published_at is not None:
        keep(
            session,
            asdict(before),
            asdict(facts),
            programme_id=programme.id,
            reason=reason,
            by=by,
            now=now,
        )
    _write(programme, facts)
    touch(programme, now)
    changed = [name for name, value in asdict(before).items() if value != getattr(facts, name)]
    _record(session, "edit_programme", programme, by=by, now=now, fields=changed)
    return programme


def publish(session: Session, programme: Programme, *, by: Actor, now: datetime) -> Programme:
    """Show a draft to everybody; the lines' figures of this moment stay as the original ones."""
    access.edit_programme.check(by, programme.scope)
    hold(session, programme, editable=False)
    if programme.status == "published":
        return programme
    if not is_listed(programme.organisation.status):
        raise Conflict(N_("Program dapat diumumkan setelah lembaga Anda terverifikasi."))
    lines = len(programme.requirements)
    fault = rules.publish_fault(programme.status, lines, programme.ends_on, now.date())
    fault = fault or funds_fault(programme)
    if fault:
        raise Conflict(fault)
    for line in programme.requirements:
        line.original_quantity, line.original_unit_value = line.quantity, line.unit_value
    programme.status = "published"
    programme.published_at = now
    touch(programme, now)
    _record(session, "publish_programme", programme, by=by, now=now)
    return programme


def funds_fault(programme: Programme) -> Words | None:
    """Why this programme's lines of cash may not be public yet, or None."""
    asks = any(line.kind == "cash" for line in programme.requirements)
    return rules.funds_fault(asks, programme.organisation.handles_funds)


def close(
    session: Session,
    programme: Programme,
    *,
    rest: str = "",
    onward: Programme | None = None,
    by: Actor,
    now: datetime,
) -> Programme:
    """End a published programme: it leaves the list and takes no new offers; its page stays.

    While something is unspent, `rest` says where it goes ('refund', 'carry' to `onward`, 'keep');
    for a closed programme that is said anew. Raises Invalid at `rest` or `onward`.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme, editable=False)
    if programme.status not in rules.PUBLIC:
        raise Conflict(N_("Hanya program yang diumumkan dapat ditutup."))
    closed = programme.status == "closed"
    left = rests.unspent(session, programme) if rest or not closed else {}
    said = rests.say(session, programme, rest, onward, by=by, now=now) if left else False
    if closed and not said:
        return programme
    programme.status = "closed"
    touch(programme, now)
    told: dict[str, Any] = {"rest": rest, "left": dict(left)} if said else {}
    _record(session, "say_rest" if closed else "close_programme", programme, by=by, now=now, **told)
    return programme


def unpublish(
    session: Session, programme: Programme, *, reason: str, by: Actor, now: datetime
) -> Programme:
    """Take a programme off every public page, with a reason; an administrator's act."""
    access.administer.check(by, programme.scope)
    _need_reason(reason)
    hold(session, programme, editable=False)
    if programme.status not in rules.PUBLIC:
        raise Conflict(N_("Program ini sedang tidak diumumkan."))
    programme.status = "unpublished"
    touch(programme, now)
    _record(session, "unpublish_programme", programme, by=by, now=now, reason=reason)
    return programme


def republish(
    session: Session, programme: Programme, *, reason: str, by: Actor, now: datetime
) -> Programme:
    """Show again what an administrator had taken down."""
    access.administer.check(by, programme.scope)
    _need_reason(reason)
    hold(session, programme, editable=False)
    if programme.status != "unpublished":
        raise Conflict(N_("Program ini tidak sedang diturunkan."))
    programme.status = "published"
    touch(programme, now)
    _record(session, "republish_programme", programme, by=by, now=now, reason=reason)
    return programme


def facts_of(programme: Programme) -> Facts:
    """What the programme says of itself now."""
    return Facts(
        title=programme.title,
        stage=programme.stage,
        specialities=programme.specialities,
        coverage=tuple(sorted(row.region_code for row in programme.coverage)),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        summary=programme.summary,
        story=programme.story,
        expected=programme.expected,
    )


def hold(session: Session, programme: Programme, *, editable: bool = True) -> None:
    """Lock the programme and read it anew; raises Conflict when it may not be edited any more."""
    db.lock(session, Programme, programme.id)
    session.refresh(programme)
    if editable and programme.status not in rules.EDITABLE:
        raise Conflict(N_("Program ini sudah ditutup dan tidak dapat diubah."))


def check_version(programme: Programme, version: int | None) -> None:
    """Raise Conflict when the editor saw an older state; no version means no check."""
    if version is not None and version != programme.version:
        raise Conflict(STALE)


def touch(programme: Programme, now: datetime) -> None:
    """Count a save."""
    programme.updated_at = now
    programme.version += 1


def _check(session: Session, facts: Facts) -> None:
    faults = rules.facts_faults(facts)
    if "coverage" not in faults and len(names(session, facts.coverage)) != len(facts.coverage):
        faults["coverage"] = N_("Pilih wilayah dari daftar.")
    known = set(session.scalars(select(Speciality.code)))
    if not known.issuperset(facts.specialities):
        faults["specialities"] = N_("Pilih bidang keahlian dari daftar.")
    if faults:
        raise Invalid(**faults)


def _write(programme: Programme, facts: Facts) -> None:
    for name in ("title", "stage", "specialities", "starts_on", "ends_on"):
        setattr(programme, name, getattr(facts, name))
    for name in ("summary", "story", "expected"):
        setattr(programme, name, getattr(facts, name))
    held = {row.region_code: row for row in programme.coverage}
    programme.coverage = [
        held.get(code) or ProgrammeCoverage(region_code=code) for code in sorted(facts.coverage)
    ]


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(reason=N_("Tulis alasannya. Alasan tersimpan dalam jurnal."))


def _record(
    session: Session,
    action: str,
    programme: Programme,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **details: Any,
) -> None:
    outbox.mark(session, outbox.PROGRAMME, programme.id, now=now)
    journal.record(
        session,
        action,
        "programme",
        programme.public_id,
        by=by,
        now=now,
        reason=reason,
        region=programme.organisation.region_code,
        **details,
    )
