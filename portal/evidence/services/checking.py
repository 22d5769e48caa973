"""Coordinators: what they checked, what they saw with their own eyes, what follows from it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor, office
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.services import move
from portal.errors import N_, Invalid
from portal.evidence import queries, rules
from portal.regions.queries import timezone
from portal.regions.rules import local_date


def check(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> bool:
    """Note that a coordinator looked at every document of an entry; whether it is public in full.

    An entry that was due because of a document becomes verified again once nothing has run out
    and nothing is missing: that is a decision, so it carries its day. What was due because of its
    age stays so until its members say that it is still right. Raises NotAllowed for all but
    coordinators there who are no members.
    """
    access.review.check(by, organisation.scope)
    edit.lock(session, organisation)
    checked = check_all(session, organisation, by=by, now=now)
    journal.record(
        session,
        "check_documents",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        documents=checked,
        region=organisation.region_code,
    )
    found = queries.picture(session, organisation, now)
    whole = not found.old and not found.absent
    if whole and organisation.status == "due" and queries.due_by_document(session, organisation):
        move(session, organisation, "verified", saved=False, now=now)
        organisation.verified_on = local_date(now, timezone(session, organisation.region_code))
        organisation.verified_by = by.id
        session.flush()
    return organisation.status == "verified"


def check_all(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> int:
    """Mark every document of a locked entry as looked at; how many were new.

    A decision about the entry calls this too; the caller checked the right.
    """
    fresh = [one for one in queries.held(session, organisation.id) if one.checked_at is None]
    for one in fresh:
        one.checked_at, one.checked_by = now, by.user_id
    session.flush()
    return len(fresh)


def note_sighting(
    session: Session,
    organisation: Organisation,
    what: str,
    seen_on: date,
    *,
    by: Actor,
    now: datetime,
) -> bool:
    """Note that a coordinator saw something of which no copy is kept, such as an identity card.

    Raises NotAllowed, or Invalid for an unknown thing or a day that has not come. The same thing
    seen on the same day by the same person is noted once.
    """
    access.review.check(by, organisation.scope)
    edit.lock(session, organisation)
    if what not in rules.SIGHTINGS:
        raise Invalid(what=N_("Pilih salah satu dari daftar."))
    # One day of grace: midnight comes two hours earlier in the east than in the west.
    if (seen_on - queries.today(now)).days > 1:
        raise Invalid(seen_on=N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya."))
    known = queries.sightings(session, organisation)
    if any((one.what, one.on, one.by) == (what, seen_on, by.id) for one in known):
        return True
    journal.record(
        session,
        "record_sighting",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        what=what,
        on=seen_on.isoformat(),
        **office(by, organisation.region_code),
    )
    return True
