"""What happens to a registration: it begins as a draft, is sent, and sent again after changes."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal, letters
from portal.access import Actor
from portal.accounts.models import User
from portal.accounts.queries import coordinators
from portal.directory import edit
from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.directory.rules import OPEN
from portal.duplicates.services import notice
from portal.errors import N_, Conflict, Invalid
from portal.regions.rules import local_date
from portal.registration import rules
from portal.registration.models import Submission
from portal.registration.queries import filled, last_reference, of_organisation

MOST_LETTERS = 20
CLOCK = 7  # references count months by the clock of Jakarta, wherever the organisation sits


def start(
    session: Session,
    *,
    name: str,
    short_name: str,
    kind: str,
    region: str,
    about: str = "",
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Begin a draft with its maker as owner; answers its public id. Twice the same is one draft."""
    access.register_organisation.check(by, access.Scope())

    def act() -> str:
        made = directory.create(session, **body, by=by, now=now)
        return made.public_id

    body = {
        "name": name,
        "short_name": short_name,
        "kind": kind,
        "region": region,
        "about": about,
    }
    db.lock(session, User, by.id)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "start_registration", body, act, by=by, now=now)


def submit(session: Session, organisation: Organisation, *, by: Actor, now: datetime) -> Submission:
    """Send a complete draft to the coordinators; sent twice, it answers the same submission.

    The reference stays when it is sent again after changes. Raises Invalid naming nothing (the
    form as a whole) while tasks are open, Conflict when its state does not allow it.
    """
    access.edit_organisation.check(by, organisation.scope)
    edit.lock(session, organisation)
    earlier = of_organisation(session, organisation.id)
    if earlier and organisation.status == "submitted":
        return earlier
    if organisation.status not in OPEN:
        raise Conflict(N_("Pendaftaran ini sudah diputuskan."))
    if rules.missing(filled(organisation)):
        raise Invalid(**{"": N_("Lengkapi dulu langkah yang belum selesai.")})
    submission = _again(earlier, by, now) if earlier else _first(session, organisation, by, now)
    directory.move(session, organisation, "submitted", now=now)
    notice(session, organisation, now=now)
    journal.record(
        session,
        "submit",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        reference=submission.reference,
        times=submission.times_sent,
    )
    letters.write(session, by.id, "submission_received", submission.reference, now=now)
    for account in coordinators(session, organisation.region_code, now)[:MOST_LETTERS]:
        if account != by.id:
            letters.write(session, account, "submission_waiting", submission.reference, now=now)
    return submission


def _again(submission: Submission, by: Actor, now: datetime) -> Submission:
    submission.state = "waiting"
    submission.submitted_by = by.id
    submission.sent_at = now
    submission.times_sent += 1
    return submission


def _first(session: Session, organisation: Organisation, by: Actor, now: datetime) -> Submission:
    """Take the month's next number; whoever lost the race for one takes the next after it."""
    day = local_date(now, CLOCK)
    while True:
        last = last_reference(session, rules.prefix(day))
        number = rules.running_number(last) + 1 if last else 1
        submission = Submission(
            reference=rules.reference(day, number),
            organisation=organisation,
            submitted_by=by.id,
            first_sent_at=now,
            sent_at=now,
        )
        try:
            with session.begin_nested():
                session.add(submission)
                session.flush()
        except IntegrityError:
            continue
        return submission
