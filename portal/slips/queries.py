"""What is asked of slips."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor, Role
from portal.accounts.models import Membership
from portal.directory.models import Organisation
from portal.directory.queries import is_partner
from portal.slips.models import Slip
from portal.slips.rules import CLOSED


def may_help(session: Session, by: Actor) -> bool:
    """Whether somebody may register a group: a coordinator, or of a listed organisation."""
    return by.holds(Role.COORDINATOR) or is_partner(session, by)


def current(session: Session, organisation: Organisation, now: datetime) -> Slip | None:
    """The slip whose code opens an entry."""
    return session.scalar(
        select(Slip).where(
            Slip.organisation_id == organisation.id,
            Slip.ended_at.is_(None),
            Slip.expires_at > now,
        )
    )


def has_owner(session: Session, organisation: Organisation) -> bool:
    """Whether somebody owns an entry; a helper who stands in for a group does not."""
    found = select(Membership.id).where(
        Membership.organisation_id == organisation.id, Membership.role == "owner"
    )
    return session.scalar(found.limit(1)) is not None


def by_hash(session: Session, code_hash: str, now: datetime) -> Slip | None:
    """The slip of a code's hash, while it opens its entry."""
    return _opening(session.scalar(_whole().where(Slip.code_hash == code_hash)), now)


def by_public_id(session: Session, public_id: str, now: datetime) -> Slip | None:
    """The slip behind a visit, while it opens its entry."""
    return _opening(session.scalar(_whole().where(Slip.public_id == public_id)), now)


def _whole() -> Select[Slip]:
    return select(Slip).options(joinedload(Slip.organisation))


def _opening(slip: Slip | None, now: datetime) -> Slip | None:
    if slip is None or slip.ended_at is not None or slip.expires_at <= now:
        return None
    return None if slip.organisation.status in CLOSED else slip
