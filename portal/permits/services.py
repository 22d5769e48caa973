"""What happens to permits: put on file, and taken off it. No pledge that was made changes."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.permits import queries, rules
from portal.permits.models import CollectionPermit
from portal.permits.rules import Permit
from portal.regions.rules import local_date


def put_on_file(
    session: Session,
    organisation: Organisation,
    permit: Permit,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> CollectionPermit:
    """Record a permit of an organisation; the same token does it once.

    Raises NotAllowed for others than its members, Invalid by field, Conflict for too many.
    """
    access.edit_organisation.check(by, organisation.scope)
    db.lock(session, Organisation, organisation.id)

    def act() -> str:
        faults = rules.permit_faults(permit, today=local_date(now, queries.WIB))
        known = {one.public_id: one.id for one in queries.programmes_of(session, organisation)}
        if permit.programme and permit.programme not in known:
            faults["programme"] = N_("Pilih program lembaga Anda.")
        if faults:
            raise Invalid(**faults)
        count = select(func.count()).where(CollectionPermit.organisation_id == organisation.id)
        if (session.scalar(count) or 0) >= rules.MOST_PERMITS:
            raise Conflict(N_("Paling banyak %(n)s izin.", n=rules.MOST_PERMITS))
        facts = asdict(permit)
        programme = facts.pop("programme")
        made = CollectionPermit(
            organisation_id=organisation.id,
            programme_id=known.get(programme),
            by=by.id,
            at=now,
            **facts,
        )
        session.add(made)
        session.flush()
        _note(session, "record_permit", made, organisation, by=by, now=now)
        return made.public_id

    body = {"organisation": organisation.public_id, **asdict(permit)}
    return queries.need(session, once(session, token, "record_permit", body, act, by=by, now=now))


def take_off_file(
    session: Session, permit: CollectionPermit, *, by: Actor, now: datetime
) -> Organisation:
    """Take a permit off the file: from now on nothing is taken on its ground. Twice is once."""
    access.edit_organisation.check(by, permit.scope)
    organisation = permit.organisation
    db.lock(session, Organisation, organisation.id)
    session.refresh(permit)
    if permit.removed_at is None:
        permit.removed_by, permit.removed_at = by.id, now
        _note(session, "remove_permit", permit, organisation, by=by, now=now)
    return organisation


def _note(
    session: Session,
    action: str,
    permit: CollectionPermit,
    organisation: Organisation,
    *,
    by: Actor,
    now: datetime,
) -> None:
    journal.record(
        session,
        action,
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        permit=permit.public_id,
        what=permit.kind,
        region=organisation.region_code,
    )
    session.flush()
