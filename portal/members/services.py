"""What happens to members: they are invited, change roles, hand over, leave, are removed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, idempotency, journal, letters
from portal.access import OWNING, Actor
from portal.accounts import services as accounts
from portal.accounts.models import Membership, User
from portal.accounts.queries import by_email
from portal.accounts.rules import MEMBER_INVITATION_LASTS, MEMBER_ROLES
from portal.directory import edit, number_rules
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid
from portal.members.models import Invitation
from portal.members.queries import membership_of, owners

MOST_MEMBERS = 50
GONE = N_("Undangan ini sudah tidak berlaku. Minta undangan baru dari pengelola lembaga.")
LEFT = N_("Orang ini sudah bukan pengelola. Buka lagi halamannya.")
LAST = N_("Lembaga perlu paling sedikit satu pengelola utama. Serahkan dulu kepada orang lain.")
ROLE = N_("Pilih salah satu peran.")


def invite(
    session: Session,
    organisation: Organisation,
    *,
    email: str,
    role: str,
    language: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Invite somebody by e-mail, with or without an account; answers the invitation's public id.

    Invited again, the same invitation is renewed and its letter sent once more. Raises Invalid at
    `email` or `role`.
    """
    access.manage_members.check(by, organisation.scope)
    kept = number_rules.email(email)
    if kept is None:
        raise Invalid(email=number_rules.EMAIL_FAULT)
    if role not in MEMBER_ROLES:
        raise Invalid(role=ROLE)

    def act() -> str:
        return _invite(session, organisation, kept, role, language, by=by, now=now).public_id

    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    body = {"organisation": organisation.public_id, "email": kept, "role": role}
    return idempotency.once(session, token, "invite_member", body, act, by=by, now=now)


def _invite(
    session: Session,
    organisation: Organisation,
    email: str,
    role: str,
    language: str,
    *,
    by: Actor,
    now: datetime,
) -> Invitation:
    known = by_email(session, email)
    if known and membership_of(session, organisation.id, known.id):
        raise Invalid(email=N_("Orang ini sudah mengelola lembaga ini."))
    held = _open_one(session, organisation, known) if known else None
    made = held or Invitation(
        organisation_id=organisation.id,
        account_id=known.id if known else 0,
        role=role,
        invited_by=by.id,
        made_at=now,
        expires_at=now,
    )
    made.role, made.invited_by, made.expires_at = role, by.id, now + MEMBER_INVITATION_LASTS
    user = accounts.account_for(session, email, language=language, by=by, now=now)
    made.account_id = user.id
    session.add(made)
    letters.write(session, user.id, "member_invitation", made.public_id, now=now)
    _note(session, "invite_member", organisation, user, by=by, now=now, role=role)
    session.flush()
    return made


def _open_one(session: Session, organisation: Organisation, user: User) -> Invitation | None:
    return session.scalar(
        select(Invitation).where(
            Invitation.organisation_id == organisation.id,
            Invitation.account_id == user.id,
            Invitation.state == "waiting",
        )
    )


def accept(session: Session, invitation: Invitation, *, by: Actor, now: datetime) -> Organisation:
    """Become a member, as the account that was invited. Twice is once; raises Conflict when it
    was withdrawn or its time has passed.
    """
    access.answer_invitation.check(by, invitation.scope)
    organisation = invitation.organisation
    edit.lock(session, organisation)
    session.refresh(invitation)
    if invitation.state == "accepted" and membership_of(session, organisation.id, by.id):
        return organisation
    late = invitation.expires_at <= now or organisation.status == "closed"
    if invitation.state != "waiting" or late:
        raise Conflict(GONE)
    invitation.state = "accepted"
    role = invitation.role
    join(session, organisation, by.id, role, now=now)
    user = session.get_one(User, by.id)
    _note(session, "accept_invitation", organisation, user, by=by, now=now, role=role)
    return organisation


def join(
    session: Session, organisation: Organisation, account_id: int, role: str, *, now: datetime
) -> Membership:
    """Give somebody a place in a locked organisation; who has one already keeps the higher role."""
    held = membership_of(session, organisation.id, account_id)
    if held is None:
        return accounts.add_member(session, account_id, organisation.id, role, now=now)
    if role == "owner":
        held.role = role
    session.flush()
    return held


def withdraw(session: Session, invitation: Invitation, *, by: Actor, now: datetime) -> Invitation:
    """Take an invitation back. Twice is once; raises Conflict when it was accepted meanwhile."""
    access.manage_members.check(by, invitation.organisation.scope)
    edit.lock(session, invitation.organisation)
    session.refresh(invitation)
    if invitation.state == "accepted":
        raise Conflict(N_("Undangan ini sudah diterima. Buka lagi daftar pengelola."))
    if invitation.state == "waiting":
        invitation.state = "withdrawn"
        user = session.get_one(User, invitation.account_id)
        _note(session, "withdraw_invitation", invitation.organisation, user, by=by, now=now)
    return invitation


def change_role(
    session: Session,
    organisation: Organisation,
    account_id: int,
    role: str,
    *,
    by: Actor,
    now: datetime,
) -> Membership:
    """Give a member another role. Raises Conflict when the last owner would go."""
    if role not in MEMBER_ROLES:
        raise Invalid(role=ROLE)
    held = _take(session, organisation, account_id, by=by)
    if held.role == role:
        return held
    _keep_an_owner(session, organisation, held, becomes=role)
    held.role = role
    user = session.get_one(User, account_id)
    _note(session, "change_role", organisation, user, by=by, now=now, role=role)
    return held


def hand_over(
    session: Session,
    organisation: Organisation,
    account_id: int,
    *,
    leave: bool,
    by: Actor,
    now: datetime,
) -> Membership:
    """Make another member owner in one's own place; one stays as editor, or leaves.

    Raises Invalid at `member` for oneself, Conflict when the other is no member any more.
    """
    if account_id == by.id:
        raise Invalid(member=N_("Pilih orang lain."))
    theirs = _take(session, organisation, account_id, by=by)
    mine = membership_of(session, organisation.id, by.id)
    if mine is None:
        raise Conflict(LEFT)
    theirs.role, mine.role = "owner", "editor"
    user = session.get_one(User, account_id)
    _note(session, "hand_over", organisation, user, by=by, now=now, left=leave)
    letters.write(session, account_id, "member_handed_over", organisation.public_id, now=now)
    if leave:
        session.delete(mine)
    session.flush()
    return theirs


def remove(
    session: Session, organisation: Organisation, account_id: int, *, by: Actor, now: datetime
) -> None:
    """Take somebody's place away: their next request finds it gone. They get a letter."""
    held = _take(session, organisation, account_id, by=by)
    _keep_an_owner(session, organisation, held)
    session.delete(held)
    user = session.get_one(User, account_id)
    _note(session, "remove_member", organisation, user, by=by, now=now)
    letters.write(session, account_id, "member_removed", organisation.public_id, now=now)
    session.flush()


def leave(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> None:
    """Give one's own place up. Raises Conflict for the last owner."""
    access.edit_organisation.check(by, organisation.scope)
    edit.lock(session, organisation)
    mine = membership_of(session, organisation.id, by.id)
    if mine is None:
        return
    _keep_an_owner(session, organisation, mine)
    session.delete(mine)
    user = session.get_one(User, by.id)
    _note(session, "leave", organisation, user, by=by, now=now)
    session.flush()


def _take(
    session: Session, organisation: Organisation, account_id: int, *, by: Actor
) -> Membership:
    """Check the right on the locked organisation; the membership, read anew."""
    access.manage_members.check(by, organisation.scope)
    edit.lock(session, organisation)
    mine = membership_of(session, organisation.id, by.id)
    held = membership_of(session, organisation.id, account_id)
    for one in (mine, held):
        if one is not None:
            session.refresh(one)
    if mine is None or mine.role not in OWNING or held is None:
        raise Conflict(LEFT)  # somebody else was quicker
    return held


def _keep_an_owner(
    session: Session, organisation: Organisation, held: Membership, becomes: str = ""
) -> None:
    last = held.role in OWNING and owners(session, organisation.id) == 1
    if last and becomes not in OWNING:
        raise Conflict(LAST)


def _note(
    session: Session,
    action: str,
    organisation: Organisation,
    user: User,
    *,
    by: Actor,
    now: datetime,
    **details: Any,
) -> None:
    journal.record(
        session,
        action,
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        member=user.public_id,
        **details,
    )
