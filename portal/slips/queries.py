"""What is asked of slips."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor, Role
from portal.accounts.models import Membership
from portal.directory.models import Organisation
from portal.directory.queries import is_partner
from portal.errors import NotFound
from portal.paging import Paged, turn
from portal.regions.queries import below
from portal.slips.models import Slip, SlipChange
from portal.slips.rules import CLOSED, REFUSED_STAYS


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


def waiting_of(session: Session, organisation: Organisation) -> Sequence[SlipChange]:
    """The changes of an entry's contacts that wait for an answer, the oldest first."""
    return session.scalars(
        select(SlipChange)
        .where(SlipChange.organisation_id == organisation.id, SlipChange.state == "waiting")
        .order_by(SlipChange.id)
    ).all()


def refused_of(session: Session, organisation: Organisation, now: datetime) -> Sequence[SlipChange]:
    """The changes that were refused lately, the newest first."""
    return session.scalars(
        select(SlipChange)
        .where(
            SlipChange.organisation_id == organisation.id,
            SlipChange.state == "refused",
            SlipChange.decided_at > now - REFUSED_STAYS,
        )
        .order_by(SlipChange.id.desc())
    ).all()


def change(session: Session, public_id: str) -> SlipChange:
    """The proposed change with that public id, with its entry; raises NotFound."""
    found = session.scalar(
        select(SlipChange)
        .where(SlipChange.public_id == public_id)
        .options(joinedload(SlipChange.organisation))
    )
    if found is None:
        raise NotFound
    return found


def to_answer(session: Session, by: Actor, page: int) -> Paged[SlipChange]:
    """One page of what waits for somebody as a member or a coordinator, the oldest first."""
    found = select(SlipChange).join(SlipChange.organisation).where(_answerable(by))
    whole = found.options(joinedload(SlipChange.organisation)).order_by(SlipChange.id)
    return turn(session, whole, page)


def count(session: Session, by: Actor) -> int:
    """How many changes wait for somebody."""
    if not by.memberships and not by.regions(Role.COORDINATOR):
        return 0
    found = select(func.count()).select_from(SlipChange).join(SlipChange.organisation)
    return session.scalar(found.where(_answerable(by))) or 0


def _answerable(by: Actor) -> ColumnElement[bool]:
    regions = by.regions(Role.COORDINATOR)
    here = below(Organisation.region_code, regions) if regions else false()
    mine = Organisation.id.in_(list(by.memberships))
    open_ones = (SlipChange.state == "waiting") & Organisation.status.not_in(CLOSED)
    return open_ones & or_(here, mine)
