"""What is asked of accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.accounts.models import Mandate, Membership, SignIn, User
from portal.accounts.rules import fingerprint, tidy_email


def by_email(session: Session, email: str) -> User | None:
    """The account of an address."""
    return session.scalar(select(User).where(User.email == tidy_email(email)))


def actor_of(session: Session, user: User, now: datetime) -> Actor:
    """The account as rules see it: memberships, and the mandates in force at `now`."""
    memberships = session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.account_id == user.id)
    ).all()
    mandates = session.execute(
        select(Mandate.role, Mandate.region_code).where(
            Mandate.account_id == user.id,
            Mandate.revoked_at.is_(None),
            or_(Mandate.until.is_(None), Mandate.until > now),
        )
    ).all()
    return Actor(
        user_id=user.id,
        email=user.email,
        verified=user.verified_at is not None,
        language=user.language,
        memberships=dict(memberships),
        mandates=tuple(Held(Role(role), region) for role, region in mandates),
    )


def by_token(session: Session, token: str, now: datetime) -> tuple[User, SignIn] | None:
    """Whose sign-in a cookie's token is, while it lasts and the account is not disabled."""
    row = session.execute(
        select(User, SignIn)
        .join(SignIn, SignIn.account_id == User.id)
        .where(
            SignIn.token_hash == fingerprint(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            User.disabled_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def open_sign_ins(session: Session, user_id: int, now: datetime) -> Sequence[SignIn]:
    """Where an account is signed in, the newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.account_id == user_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    ).all()


def members(session: Session, organisation_id: int) -> Sequence[int]:
    """The accounts that belong to an organisation."""
    return session.scalars(
        select(Membership.account_id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.id)
    ).all()


def mandates(session: Session) -> Sequence[tuple[Mandate, User]]:
    """Every mandate with its holder, the newest first."""
    rows = session.execute(
        select(Mandate, User).join(User, User.id == Mandate.account_id).order_by(Mandate.id.desc())
    )
    return [(mandate, user) for mandate, user in rows]


def administrators(session: Session, now: datetime) -> Sequence[int]:
    """The accounts with a mandate as administrator in force, the oldest first."""
    rows = session.scalars(
        select(Mandate.account_id)
        .where(
            Mandate.role == Role.ADMINISTRATOR,
            Mandate.revoked_at.is_(None),
            or_(Mandate.until.is_(None), Mandate.until > now),
        )
        .order_by(Mandate.id)
    )
    return list(dict.fromkeys(rows))


def coordinators(session: Session, region: str | None, now: datetime) -> Sequence[int]:
    """The accounts whose mandate as coordinator reaches the region, the nearest mandate first."""
    rows = session.execute(
        select(Mandate.account_id, Mandate.region_code).where(
            Mandate.role == Role.COORDINATOR,
            Mandate.revoked_at.is_(None),
            or_(Mandate.until.is_(None), Mandate.until > now),
        )
    ).all()
    reach = [(one, code) for one, code in rows if Held(Role.COORDINATOR, code).covers(region)]
    reach.sort(key=lambda row: -len(row[1] or ""))
    return list(dict.fromkeys(one for one, _ in reach))
