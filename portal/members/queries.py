"""What is asked of members and invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.access import OWNING, Actor, Scope
from portal.accounts.models import Membership, User
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.errors import NotFound
from portal.members.models import Invitation, Stewardship

MOST = 100


@dataclass(frozen=True)
class Seat:
    """Somebody's place in an organisation."""

    organisation: Organisation
    membership: Membership
    user: User

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope


def seats(session: Session, organisation: Organisation) -> Sequence[Seat]:
    """Everybody who acts for an organisation, the longest first."""
    rows = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.account_id)
        .where(Membership.organisation_id == organisation.id)
        .order_by(Membership.id)
    )
    return [Seat(organisation, membership, user) for membership, user in rows]


def seat(session: Session, slug: str, key: int) -> Seat:
    """One of them, by the key of the membership; raises NotFound."""
    organisation = own(session, slug)
    row = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.account_id)
        .where(Membership.id == min(key, 2**62), Membership.organisation_id == organisation.id)
    ).first()
    if row is None:
        raise NotFound
    return Seat(organisation, row[0], row[1])


def membership_of(session: Session, organisation_id: int, account_id: int) -> Membership | None:
    """The membership of an account in an organisation."""
    return session.scalar(
        select(Membership).where(
            Membership.organisation_id == organisation_id, Membership.account_id == account_id
        )
    )


def owners(session: Session, organisation_id: int) -> int:
    """How many answer for an organisation."""
    found = session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_(OWNING))
    )
    return found or 0


def waiting(
    session: Session, organisation_id: int, now: datetime
) -> Sequence[tuple[Invitation, User]]:
    """Invitations of an organisation that can still be accepted, the newest first."""
    rows = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.account_id)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.state == "waiting",
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
        .limit(MOST)
    )
    return [(invitation, user) for invitation, user in rows]


def invited(session: Session, actor: Actor, now: datetime) -> Sequence[Invitation]:
    """What somebody was invited to and has not answered."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.account_id == actor.user_id,
            Invitation.state == "waiting",
            Invitation.expires_at > now,
        )
        .options(joinedload(Invitation.organisation))
        .order_by(Invitation.id)
    ).all()


def need(session: Session, public_id: str) -> Invitation:
    """The invitation of that public id; raises NotFound."""
    found = session.scalar(
        select(Invitation)
        .where(Invitation.public_id == public_id)
        .options(joinedload(Invitation.organisation))
    )
    if found is None:
        raise NotFound
    return found


def stewardship(session: Session, organisation_id: int) -> Stewardship | None:
    """Who registered a group on its behalf; None for an organisation that did so itself."""
    return session.scalar(
        select(Stewardship)
        .where(Stewardship.organisation_id == organisation_id)
        .options(joinedload(Stewardship.through))
    )
