"""What happens with slips: a group is registered by a helper, its code printed, used, ended."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal, letters
from portal.access import VISITOR, Actor, Role
from portal.accounts.models import Membership
from portal.accounts.queries import members
from portal.directory import edit, number_rules
from portal.directory.contacts import MOST, tidy
from portal.directory.models import Contact, Organisation
from portal.directory.queries import by_public_id
from portal.directory.rules import CAPACITIES, VISIBILITIES, may_edit
from portal.discovery.queries import recommenders
from portal.errors import N_, Conflict, Invalid, NotAllowed, NotFound
from portal.freshness.queries import here
from portal.freshness.services import confirming
from portal.members.models import Stewardship
from portal.members.queries import membership_of, stewardship
from portal.members.services import join
from portal.registration import services as registration
from portal.slips import queries, rules
from portal.slips.models import Slip
from portal.vocabulary import CONTACT_KINDS

KIND = "community_group"
SPENT = N_("Kode ini sudah tidak berlaku. Minta slip baru dari pendamping Anda.")

NO_GROUP = N_("Slip hanya untuk kelompok yang didaftarkan lewat pendamping.")
OWNED = N_("Lembaga ini punya pengelola utama. Ia yang mencetak slip; Anda dapat mencabut kodenya.")


def start(
    session: Session,
    *,
    name: str,
    short_name: str,
    region: str,
    through: int | None,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Begin the registration of a group, with the helper as its steward; answers its public id.

    `through` names the helper's organisation; a coordinator within the mandate needs none.
    Raises NotAllowed for who is neither, Invalid at a wrong field.
    """
    own = [one.id for one in recommenders(session, by)]
    if through is None and not by.holds(Role.COORDINATOR, region):
        through = own[0] if own else None
        if through is None:
            raise NotAllowed
    elif through is not None and through not in own:
        raise Invalid(organisation=N_("Pilih salah satu dari daftar."))
    key = registration.start(
        session,
        name=name,
        short_name=short_name,
        kind=KIND,
        region=region,
        token=token,
        by=by,
        now=now,
    )
    made = by_public_id(session, key)
    mine = membership_of(session, made.id, by.id)
    if stewardship(session, made.id) is None and mine is not None:
        mine.role = "steward"
        session.add(
            Stewardship(organisation_id=made.id, account_id=by.id, through_id=through, made_at=now)
        )
        _note(session, "start_for_group", made, by=by, now=now)
    session.flush()
    return key


def issue(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> str:
    """Make a new code, which ends the one before; answers it once, as it is printed.

    A coordinator does so when the helper of a group is gone; raises Conflict for any other entry
    and where the group has an owner, since whoever holds a code may become one.
    """
    access.manage_slip.check(by, organisation.scope)
    edit.lock(session, organisation)
    if not access.manage_members(by, organisation.scope):
        if stewardship(session, organisation.id) is None:
            raise Conflict(NO_GROUP)
        if queries.has_owner(session, organisation):
            raise Conflict(OWNED)
    _end(session, organisation, "replaced", now=now)
    code = rules.new_code()
    made = Slip(
        organisation_id=organisation.id,
        code_hash=rules.digest(code),
        made_by=by.id,
        made_at=now,
        expires_at=now + rules.LASTS,
    )
    session.add(made)
    _note(session, "print_slip", organisation, by=by, now=now)
    session.flush()
    return rules.shown(code)


def revoke(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> bool:
    """End the code of an entry; False when there was none."""
    access.manage_slip.check(by, organisation.scope)
    edit.lock(session, organisation)
    ended = _end(session, organisation, "revoked", now=now)
    if ended:
        _note(session, "revoke_slip", organisation, by=by, now=now)
    return ended


def _end(session: Session, organisation: Organisation, how: str, *, now: datetime) -> bool:
    rows = session.scalars(
        select(Slip).where(Slip.organisation_id == organisation.id, Slip.ended_at.is_(None))
    ).all()
    for one in rows:
        one.ended_at, one.ended_as = now, how
    session.flush()
    return bool(rows)


def enter(session: Session, text: str, *, now: datetime) -> Slip | None:
    """The slip of a code that somebody typed, noted as used; None for any wrong one."""
    code = rules.read(text)
    slip = queries.by_hash(session, rules.digest(code), now) if code else None
    if slip is not None:
        slip.used_at = now
        _note(session, "enter_by_code", slip.organisation, by=VISITOR, now=now)
        session.flush()
    return slip


def holder(slip: Slip) -> Actor:
    """Whoever holds a slip, as rules see them: nobody's account, good for one entry."""
    return Actor(code_for=slip.organisation_id)


def confirm(session: Session, slip: Slip, *, now: datetime) -> Organisation:
    """The group says that its entry is still right."""
    return confirming.confirm_by_code(session, slip.organisation, by=holder(slip), now=now)


def set_capacity(
    session: Session, slip: Slip, service: str, capacity: str, *, now: datetime
) -> bool:
    """Say how much room a service has today. Raises NotFound for a service of somebody else."""
    organisation = _begin(session, slip)
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


def add_contact(
    session: Session, slip: Slip, *, kind: str, value: str, visibility: str, now: datetime
) -> bool:
    """Add a number or address; one that is there already changes nothing. Helpers are told."""
    organisation = _begin(session, slip)
    if kind not in CONTACT_KINDS:
        raise Invalid(kind=N_("Pilih salah satu dari daftar."))
    kept = tidy(kind, value)
    if kept is None:
        email = kind == "email"
        raise Invalid(value=number_rules.EMAIL_FAULT if email else number_rules.PHONE_FAULT)
    if visibility not in VISIBILITIES:
        raise Invalid(visibility=N_("Pilih siapa yang boleh melihat."))
    if any((one.kind, one.value) == (kind, kept) for one in organisation.contacts):
        return False
    if len(organisation.contacts) >= MOST:
        raise Invalid(value=N_("Paling banyak %(n)s kontak.", n=MOST))
    organisation.contacts.append(Contact(kind=kind, value=kept, visibility=visibility))
    _changed(session, organisation, "add_contact", kind, now=now)
    return True


def remove_contact(session: Session, slip: Slip, key: int, *, now: datetime) -> bool:
    """Remove a contact; False when it was gone already. Helpers are told."""
    organisation = _begin(session, slip)
    found = [one for one in organisation.contacts if one.id == key]
    for one in found:
        organisation.contacts.remove(one)
        _changed(session, organisation, "remove_contact", one.kind, now=now)
    return bool(found)


def take_over(session: Session, slip: Slip, *, by: Actor, now: datetime) -> Organisation:
    """Make whoever holds the slip and an account the owner; the helper stays as an editor.

    The code has then done its work and ends. Raises Conflict for the helper, for
    whoever printed the slip, and for a slip that
    ended meanwhile.
    """
    access.claim_organisation.check(by, access.Scope())
    organisation = _lock(session, slip)
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
    _end(session, organisation, "taken_over", now=now)
    _note(session, "take_over", organisation, by=by, now=now)
    session.flush()
    return organisation


def _lock(session: Session, slip: Slip) -> Organisation:
    """Lock the entry of a slip that still opens it."""
    edit.lock(session, slip.organisation)
    session.refresh(slip)
    if slip.ended_at is not None or slip.organisation.status in rules.CLOSED:
        raise Conflict(SPENT)
    return slip.organisation


def _begin(session: Session, slip: Slip) -> Organisation:
    """The right, the lock and the state, before a change by the holder of a slip."""
    access.update_by_code.check(holder(slip), slip.organisation.scope)
    organisation = _lock(session, slip)
    if not may_edit(organisation.status, identity=False):
        raise Conflict(edit.LOCKED)
    return organisation


def _changed(
    session: Session, organisation: Organisation, action: str, kind: str, *, now: datetime
) -> None:
    edit.finish(session, organisation, action, by=VISITOR, now=now, of_kind=kind, through="code")
    for account in members(session, organisation.id):
        letters.write(session, account, "slip_contacts", organisation.public_id, now=now)


def _note(
    session: Session, action: str, organisation: Organisation, *, by: Actor, now: datetime
) -> None:
    journal.record(session, action, "organisation", organisation.public_id, by=by, now=now)
