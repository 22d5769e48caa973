"""What happens to accounts: sign-up, confirmation, sign-in, passwords, memberships, mandates."""

import secrets
from datetime import datetime

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import access, journal, letters
from portal.access import Actor, Role
from portal.accounts.models import Mandate, Membership, SignIn, User
from portal.accounts.queries import by_email, open_sign_ins
from portal.accounts.rules import (
    MANDATE_LASTS,
    SIGN_IN_LASTS,
    SIGN_IN_STAYS,
    fingerprint,
    tidy_email,
    weakness,
)
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.regions.queries import need

HASHER = PasswordHash((Argon2Hasher(),))  # argon2id (ASVS 11.4.2)
# Checked when there is no such account, so that both answers take as long.
NOBODY = HASHER.hash(secrets.token_urlsafe())


def sign_up(
    session: Session,
    *,
    email: str,
    password: str,
    language: str,
    onward: str = "",
    now: datetime,
) -> User:
    """Open an account that its owner must confirm by mail; a known address only gets a letter.

    `onward` is the page of this site that the person came for. The caller answers the same in both
    cases. Raises Invalid for a weak password.
    """
    email = tidy_email(email)
    if fault := weakness(password, email):
        raise Invalid(password=fault)
    user = by_email(session, email)
    if user and user.verified_at:
        HASHER.hash(password)
        letters.write(session, user.id, "already_registered", now=now, onward=onward)
        return user
    hashed = HASHER.hash(password)
    if user is None:
        user = User(email=email, password_hash=hashed, language=language, created_at=now)
        user.consented_at = now
        session.add(user)
    else:
        # Whoever typed this address before never proved it is theirs: the newest word holds,
        # and older links die because they are tied to the password they were made with.
        user.password_hash, user.consented_at = hashed, now
    session.flush()
    letters.write(session, user.id, "confirm", now=now, onward=onward)
    journal.record(
        session, "sign_up", "account", user.public_id, by=Actor(user_id=user.id), now=now
    )
    return user


def confirm(session: Session, user: User, *, now: datetime) -> User:
    """Note that the address is its owner's."""
    if user.verified_at is None:
        user.verified_at = now
        by = Actor(user_id=user.id)
        journal.record(session, "confirm_email", "account", user.public_id, by=by, now=now)
    return user


def check_password(session: Session, email: str, password: str) -> User | None:
    """The confirmed account that the two belong to, or None; takes as long either way."""
    user = by_email(session, email)
    if not HASHER.verify(password, user.password_hash if user else NOBODY):
        return None
    return user if user and user.verified_at and not user.disabled_at else None


def sign_in(session: Session, user: User, *, device: str, stay: bool, now: datetime) -> str:
    """Begin a sign-in; answers the token for the cookie, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    lasts = SIGN_IN_STAYS if stay else SIGN_IN_LASTS
    session.add(
        SignIn(
            token_hash=fingerprint(token),
            account_id=user.id,
            device=device,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    by = Actor(user_id=user.id)
    journal.record(session, "sign_in", "account", user.public_id, by=by, now=now)
    return token


def end(session: Session, token: str, *, now: datetime) -> bool:
    """End the sign-in of a token, on the server; whether there was one."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.token_hash == fingerprint(token), SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return ended.first() is not None


def end_all(session: Session, *, by: Actor, now: datetime) -> int:
    """End every sign-in of an account; how many there were."""
    open_ones = open_sign_ins(session, by.id, now)
    for row in open_ones:
        row.ended_at = now
    return len(open_ones)


def ask_reset(session: Session, email: str, *, onward: str = "", now: datetime) -> bool:
    """Send a link for a new password to a confirmed account; says nothing about the rest."""
    user = by_email(session, email)
    if user and user.verified_at and not user.disabled_at:
        letters.write(session, user.id, "reset", now=now, onward=onward)
    elif user and not user.disabled_at:
        letters.write(session, user.id, "confirm", now=now, onward=onward)
    return True


def set_password(session: Session, user: User, password: str, *, now: datetime) -> User:
    """Set a new password and end every sign-in. Raises Invalid for a weak one."""
    if fault := weakness(password, user.email):
        raise Invalid(password=fault)
    user.password_hash = HASHER.hash(password)
    by = Actor(user_id=user.id)
    end_all(session, by=by, now=now)
    journal.record(session, "set_password", "account", user.public_id, by=by, now=now)
    return user


def set_language(session: Session, language: str, *, by: Actor) -> str:
    """Remember the language of somebody's letters and pages."""
    user = session.get_one(User, by.id)
    user.language = language
    return language


def link_state(user: User, purpose: str) -> str:
    """What a link is tied to: it dies once it did its work, or when a newer password is set."""
    return fingerprint(f"{purpose}:{user.password_hash}:{user.verified_at is not None}")


def add_member(
    session: Session, user_id: int, organisation_id: int, role: str, *, now: datetime
) -> Membership:
    """Make somebody an owner or editor of an organisation; the caller has checked the right."""
    membership = Membership(
        account_id=user_id, organisation_id=organisation_id, role=role, since=now
    )
    session.add(membership)
    session.flush()
    return membership


def invite(session: Session, email: str, *, language: str, by: Actor, now: datetime) -> User:
    """An account for somebody who did not sign up: they set a password by the link they get."""
    user = account_for(session, email, language=language, by=by, now=now)
    letters.write(session, user.id, "invitation", now=now)
    return user


def account_for(session: Session, email: str, *, language: str, by: Actor, now: datetime) -> User:
    """The account of an address, made when there is none; the caller has its owner told."""
    user = by_email(session, email)
    if user is None:
        user = User(
            email=tidy_email(email),
            password_hash=HASHER.hash(secrets.token_urlsafe(32)),
            language=language,
            created_at=now,
        )
        session.add(user)
        session.flush()
        journal.record(session, "invite", "account", user.public_id, by=by, now=now)
    return user


def grant(
    session: Session,
    user: User,
    role: Role,
    region: str | None,
    *,
    until: datetime | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> Mandate:
    """Give a mandate over a region (None: the nation), for two years at most unless unlimited.

    Nobody gives more than they hold: raises NotAllowed beyond the giver's own region, Invalid
    for an unknown region or a date gone by.
    The command line acts as the system (`by.user_id` is None and it holds the role).
    """
    access.administer.check(by, access.Scope(region=region))
    return _grant(session, user, role, region, until=until, reason=reason, by=by, now=now)


def grant_by_command(
    session: Session,
    user: User,
    role: Role,
    region: str | None,
    *,
    until: datetime | None,
    now: datetime,
) -> Mandate:
    """The same from the command line, where whoever holds the machine decides."""
    by = access.VISITOR
    return _grant(session, user, role, region, until=until, reason="command line", by=by, now=now)


def _grant(
    session: Session,
    user: User,
    role: Role,
    region: str | None,
    *,
    until: datetime | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> Mandate:
    if region is not None:
        need(session, region)
    if until is not None and not now < until <= now + MANDATE_LASTS:
        raise Invalid(until=N_("Isi tanggal setelah hari ini, paling lama dua tahun lagi."))
    same = session.scalar(
        select(Mandate).where(
            Mandate.account_id == user.id,
            Mandate.role == role,
            Mandate.region_code.is_(None) if region is None else Mandate.region_code == region,
            Mandate.revoked_at.is_(None),
        )
    )
    if same and (same.until is None or same.until > now):
        raise Invalid(email=N_("Orang ini sudah memegang mandat itu."))
    mandate = Mandate(
        account_id=user.id,
        role=role,
        region_code=region,
        granted_by=by.user_id,
        granted_at=now,
        reason=reason,
        until=until,
    )
    session.add(mandate)
    session.flush()
    journal.record(
        session,
        "grant_mandate",
        "account",
        user.public_id,
        by=by,
        now=now,
        reason=reason,
        role=role.value,
        region=region,
    )
    return mandate


def revoke(session: Session, mandate: Mandate, *, reason: str, by: Actor, now: datetime) -> Mandate:
    """Take a mandate back. Nobody revokes their own: somebody must stay who can give it again."""
    access.administer.check(by, access.Scope(region=mandate.region_code))
    if mandate.account_id == by.user_id:
        raise Conflict(N_("Mandat sendiri tidak dapat dicabut. Minta administrator lain."))
    if mandate.revoked_at is not None:
        raise Conflict(N_("Mandat ini sudah dicabut."))
    mandate.revoked_at = now
    user = session.get(User, mandate.account_id)
    if user is None:
        raise NotFound
    journal.record(
        session,
        "revoke_mandate",
        "account",
        user.public_id,
        by=by,
        now=now,
        reason=reason,
        role=mandate.role,
        region=mandate.region_code,
    )
    return mandate
