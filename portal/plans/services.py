"""What happens to drafts of support: made, changed, thrown away. None of it counts anywhere."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.directory.edit import STALE
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.idempotency import once
from portal.plans import queries, rules
from portal.plans.models import SeasonTold, SupportPlan
from portal.plans.queries import Season
from portal.plans.rules import MOST_PLANS, Intention
from portal.pledges.rules import today
from portal.programmes.models import Requirement


def plan(
    session: Session,
    organisation: Organisation,
    told: Intention,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> SupportPlan:
    """A draft of a verified organisation; the same token makes it once.

    Raises NotAllowed, Conflict while it is not verified or has 200 already, Invalid by field.
    """
    access.edit_organisation.check(by, organisation.scope)
    db.lock(session, Organisation, organisation.id)
    if not is_listed(organisation.status):
        raise Conflict(N_("Isi ini setelah lembaga Anda terverifikasi."))

    def act() -> str:
        count = select(func.count()).where(SupportPlan.organisation_id == organisation.id)
        if (session.scalar(count) or 0) >= MOST_PLANS:
            raise Conflict(N_("Paling banyak %(n)s rencana. Hapus yang lama.", n=MOST_PLANS))
        line = _checked(session, organisation, told, now)
        made = SupportPlan(year=told.year, amount=told.amount, made_at=now)
        made.organisation, made.requirement = organisation, line
        session.add(made)
        session.flush()
        _note(session, "make_plan", made, by=by, now=now)
        return made.public_id

    body = {"organisation": organisation.public_id, **asdict(told)}
    return queries.need(session, once(session, token, "make_plan", body, act, by=by, now=now))


def change(
    session: Session,
    held: SupportPlan,
    told: Intention,
    *,
    version: int | None,
    by: Actor,
    now: datetime,
) -> SupportPlan:
    """Another year or sum; the line stays. Raises Conflict for a stale form, Invalid, NotFound."""
    access.edit_organisation.check(by, held.scope)
    _take(session, held)
    if (held.year, held.amount) == (told.year, told.amount):
        return held
    if version is not None and version != held.version:
        raise Conflict(STALE)
    if found := rules.faults(told, today(now)):
        raise Invalid(**found)
    held.year, held.amount = told.year, told.amount
    held.version += 1
    _note(session, "change_plan", held, by=by, now=now)
    return held


def remove(session: Session, held: SupportPlan, *, by: Actor, now: datetime) -> str:
    """Throw a draft away; its public id."""
    access.edit_organisation.check(by, held.scope)
    _take(session, held)
    _note(session, "remove_plan", held, by=by, now=now)
    session.delete(held)
    session.flush()
    return held.public_id


def _checked(
    session: Session, organisation: Organisation, told: Intention, now: datetime
) -> Requirement | None:
    found = rules.faults(told, today(now))
    line = queries.line_of(session, told.line) if told.line else None
    if told.line and line is None:
        found[""] = N_("Kebutuhan ini tidak menerima penawaran lagi.")
    elif line is not None and line.programme.organisation_id == organisation.id:
        found[""] = N_("Lembaga tidak dapat mendukung programnya sendiri.")
    if found:
        raise Invalid(**found)
    return line


def _take(session: Session, held: SupportPlan) -> None:
    """Lock the row and read it anew; raises NotFound when it was thrown away meanwhile."""
    db.lock(session, SupportPlan, held.id)
    if session.scalar(select(SupportPlan.id).where(SupportPlan.id == held.id)) is None:
        raise NotFound
    session.refresh(held, ["year", "amount", "version"])


def _note(session: Session, action: str, one: SupportPlan, *, by: Actor, now: datetime) -> None:
    ref = one.organisation.public_id
    journal.record(session, action, "organisation", ref, by=by, now=now, plan=one.public_id)
    session.flush()


def note_told(session: Session, account: int, seasons: Sequence[Season], *, now: datetime) -> None:
    """Keep of which seasons a person is told today, so that nobody is told twice."""
    for one in seasons:
        row = SeasonTold(
            account_id=account,
            organisation_id=one.organisation.id,
            closes_on=one.closes_on,
            stage=one.stage,
            told_on=today(now),
        )
        session.add(row)
    session.flush()
