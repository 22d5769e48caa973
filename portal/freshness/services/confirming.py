"""Somebody says that an entry is still right: a member, the holder of a link, or by telephone."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import access, journal, outbox
from portal.access import VISITOR, Actor
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.rules import CHECKED
from portal.directory.services import move
from portal.errors import N_, Conflict
from portal.evidence.queries import has_expired
from portal.freshness.links import Asked
from portal.freshness.models import HidingQuestion
from portal.freshness.queries import here


def confirm(
    session: Session, organisation: Organisation, *, by: Actor, now: datetime
) -> Organisation:
    """A member says it. `verified_on` and `updated_at` stay: nobody checked, nothing was saved."""
    access.edit_organisation.check(by, organisation.scope)
    return _confirm(session, organisation, "member", by=by, now=now)


def confirm_by_link(session: Session, asked: Asked, *, now: datetime) -> Organisation:
    """The holder of a link says it; a link that was answered meanwhile changes nothing more."""
    edit.lock(session, asked.organisation)
    if asked.answered:
        return asked.organisation
    return _confirm(session, asked.organisation, "link", by=VISITOR, now=now)


def confirm_by_code(
    session: Session, organisation: Organisation, *, by: Actor, now: datetime
) -> Organisation:
    """The holder of a slip says it, who needs no account."""
    access.update_by_code.check(by, organisation.scope)
    return _confirm(session, organisation, "code", by=by, now=now)


def confirm_by_phone(
    session: Session, organisation: Organisation, *, by: Actor, now: datetime
) -> Organisation:
    """A coordinator heard it on the telephone, which the journal tells."""
    access.review.check(by, organisation.scope)
    return _confirm(session, organisation, "phone", by=by, now=now)


def _confirm(
    session: Session, organisation: Organisation, how: str, *, by: Actor, now: datetime
) -> Organisation:
    """Note today's word; a second one on the same day changes nothing. Raises Conflict."""
    edit.lock(session, organisation)
    if organisation.status not in CHECKED:
        raise Conflict(N_("Lembaga ini sedang tidak tampil, jadi belum dapat dinyatakan benar."))
    today, before = here(session, organisation, now), organisation.status
    if before == "verified" and organisation.confirmed_on == today:
        return organisation
    organisation.confirmed_on = today
    # A document that has run out keeps the entry due, whatever its members say.
    held_up = before != "verified" and has_expired(session, organisation, now)
    if before == "verified" or (held_up and before == "due"):
        organisation.version += 1
        outbox.mark(session, outbox.ORGANISATION, organisation.id, now=now)
    else:
        move(session, organisation, "verified", saved=False, now=now)
        if held_up:
            move(session, organisation, "due", saved=False, now=now)
    session.execute(delete(HidingQuestion).where(HidingQuestion.organisation_id == organisation.id))
    journal.record(
        session,
        "confirm_entry",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        how=how,
        before=before,
    )
    session.flush()
    return organisation
