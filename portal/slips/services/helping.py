"""Helpers register a group, print its slip, and end it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor, Role
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.discovery.queries import recommenders
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.members.models import Stewardship
from portal.members.queries import membership_of, stewardship
from portal.registration import services as registration
from portal.slips import queries, rules
from portal.slips.models import Slip
from portal.slips.services.codes import end, note

KIND = "community_group"
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
        note(session, "start_for_group", made, by=by, now=now)
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
    end(session, organisation, "replaced", now=now)
    code = rules.new_code()
    made = Slip(
        organisation_id=organisation.id,
        code_hash=rules.digest(code),
        made_by=by.id,
        made_at=now,
        expires_at=now + rules.LASTS,
    )
    session.add(made)
    note(session, "print_slip", organisation, by=by, now=now)
    session.flush()
    return rules.shown(code)


def revoke(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> bool:
    """End the code of an entry; False when there was none."""
    access.manage_slip.check(by, organisation.scope)
    edit.lock(session, organisation)
    ended = end(session, organisation, "revoked", now=now)
    if ended:
        note(session, "revoke_slip", organisation, by=by, now=now)
    return ended
