"""What happens to a report of wrong data: it comes, is answered, and forgets who sent it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal, letters
from portal.access import Actor
from portal.accounts.queries import coordinators, members
from portal.db import Database
from portal.directory import edit, number_rules
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.directory.text_rules import note_fault
from portal.errors import N_, Conflict, Invalid, NotFound, Words
from portal.regions.rules import local_date
from portal.registration.rules import deadline
from portal.reports import queries
from portal.reports.models import Report
from portal.reports.rules import (
    CONTACT_LAST,
    CONTACT_STAYS,
    LONGEST,
    OUTCOMES,
    PARTS,
    WORKING_DAYS,
)

MOST_LETTERS = 20


def report(
    session: Session,
    organisation: Organisation,
    *,
    part: str,
    text: str,
    reply_to: str = "",
    token: str,
    by: Actor,
    now: datetime,
) -> Report:
    """Take in a report about a public entry; the same form again answers the same report.

    Raises Invalid at `part`, `text` or `reply_to`, and NotFound for an entry that is not public.
    """
    key = idempotency.tidy(token)
    reached = number_rules.email(reply_to) or number_rules.phone(reply_to) if reply_to else ""
    if faults := _faults(part, text, reached):
        raise Invalid(**faults)
    edit.lock(session, organisation)  # a double click waits here, and then finds the report
    if not is_listed(organisation.status):
        raise NotFound
    held = session.scalar(select(Report).where(Report.key == key))
    if held is not None:
        return held
    made = Report(
        organisation=organisation,
        key=key,
        part=part,
        text=text,
        reply_to=reached or "",
        made_at=now,
        answer_by=deadline(local_date(now, queries.WIB), WORKING_DAYS),
    )
    session.add(made)
    session.flush()
    journal.record(
        session, "report_entry", "organisation", organisation.public_id, by=by, now=now, part=part
    )
    own = set(members(session, organisation.id))
    for account in coordinators(session, organisation.region_code, now)[:MOST_LETTERS]:
        if account not in own:
            letters.write(session, account, "report_waiting", made.public_id, now=now)
    return made


def _faults(part: str, text: str, reached: str | None) -> Mapping[str, Words]:
    faults: dict[str, Words] = {}
    if part not in PARTS:
        faults["part"] = N_("Pilih bagian yang salah.")
    if not text:
        faults["text"] = N_("Tulis apa yang salah.")
    elif len(text) > LONGEST:
        faults["text"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST)
    elif words := note_fault(text):
        faults["text"] = words
    if reached is None:
        faults["reply_to"] = N_("Isi nomor telepon atau alamat email, atau kosongkan.")
    return faults


def answer(
    session: Session, held: Report, outcome: str, words: str, *, by: Actor, now: datetime
) -> Report:
    """A coordinator's answer: 'corrected', 'not_wrong' or 'passed_on', with a line if need be.

    Raises Conflict when somebody answered meanwhile; the same answer twice changes nothing.
    """
    access.review.check(by, held.scope)
    if outcome not in OUTCOMES:
        raise Invalid(outcome=N_("Pilih salah satu jawaban."))
    if len(words) > LONGEST:
        raise Invalid(answer=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST))
    if fault := note_fault(words):
        raise Invalid(answer=fault)
    edit.lock(session, held.organisation)
    db.lock(session, Report, held.id)
    session.refresh(held)
    if (held.outcome, held.answer, held.answered_by) == (outcome, words, by.id):
        return held
    if held.outcome:
        raise Conflict(N_("Laporan ini sudah dijawab. Buka lagi daftarnya untuk melihat hasilnya."))
    held.outcome, held.answer = outcome, words
    held.answered_by, held.answered_at = by.id, now
    journal.record(
        session,
        "answer_report",
        "organisation",
        held.organisation.public_id,
        by=by,
        now=now,
        outcome=outcome,
        part=held.part,
        region=held.organisation.region_code,
    )
    if outcome == "passed_on":
        for account in members(session, held.organisation_id):
            letters.write(session, account, "report_passed_on", held.public_id, now=now)
    session.flush()
    return held


def forget_reporters(database: Database, now: datetime) -> int:
    """Delete how reporters are reached once it is over; how many. Done twice it does no harm."""
    with database.writing() as session:
        ids = queries.to_forget(session, now - CONTACT_STAYS, now - CONTACT_LAST)
        session.execute(update(Report).where(Report.id.in_(ids)).values(reply_to=""))
        return len(ids)
