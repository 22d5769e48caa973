"""Whoever holds a slip opens its entry, says that it is right, or takes it over."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, letters
from portal.access import VISITOR, Actor
from portal.accounts.models import Membership
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.rules import CAPACITIES
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.freshness.queries import here
from portal.freshness.services import confirming
from portal.members.queries import membership_of
from portal.members.services import join
from portal.slips import queries, rules
from portal.slips.models import Slip
from portal.slips.services.codes import begin, end, holder, lock, note


def enter(session: Session, text: str, *, now: datetime) -> Slip | None:
    """The slip of a code that somebody typed, noted as used; None for any wrong one."""
    code = rules.read(text)
    slip = queries.by_hash(session, rules.digest(code), now) if code else None
    if slip is not None:
        slip.used_at = now
        note(session, "enter_by_code", slip.organisation, by=VISITOR, now=now)
        session.flush()
    return slip


def confirm(session: Session, slip: Slip, *, now: datetime) -> Organisation:
    """The group says that its entry is still right."""
    return confirming.confirm_by_code(session, slip.organisation, by=holder(slip), now=now)


def set_capacity(
    session: Session, slip: Slip, service: str, capacity: str, *, now: datetime
) -> bool:
    """Say how much room a service has today. Raises NotFound for a service of somebody else."""
    organisation = begin(session, slip)
    if capacity not in CAPACITIES:
        raise Invalid(capacity=N_("Pilih salah satu dari daftar."))
    found = next((one for one in organisation.services if one.public_id == service), None)
    if found is None:
        raise NotFound
    today = here(session, organisation, now)
    if (found.capacity, found.capacity_as_of) == (capacity, today):
        return False
    found.capacity, found.capacity_as_of = capacity, today
    edit.finish(session, organisation, "change_service", by=VISITOR, now=now, through="code")
    return True


def take_over(session: Session, slip: Slip, *, by: Actor, now: datetime) -> Organisation:
    """Make whoever holds the slip and an account the owner; the helper stays as an editor.

    The code has then done its work and ends. Raises Conflict for the helper, for
    whoever printed the slip, and for a slip that
    ended meanwhile.
    """
    access.claim_organisation.check(by, access.Scope())
    organisation = lock(session, slip)
    held = membership_of(session, organisation.id, by.id)
    if slip.made_by == by.id or (held is not None and held.role == "steward"):
        raise Conflict(
            N_("Anda pendamping kelompok ini. Orang dari kelompok perlu masuk dengan akunnya.")
        )
    stewards = session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id, Membership.role == "steward"
        )
    ).all()
    for one in stewards:
        one.role = "editor"
        letters.write(session, one.account_id, "slip_taken_over", organisation.public_id, now=now)
    join(session, organisation, by.id, "owner", now=now)
    end(session, organisation, "taken_over", now=now)
    note(session, "take_over", organisation, by=by, now=now)
    session.flush()
    return organisation
