"""The question before the only provider of something leaves the search, and its answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, journal, letters
from portal.access import VISITOR, Actor
from portal.accounts.queries import coordinators, members
from portal.directory import edit
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid
from portal.freshness import queries
from portal.freshness.models import HidingQuestion
from portal.freshness.rules import ANSWERS, ASK_AGAIN, HOLDS
from portal.freshness.services.turning import become

MOST_LETTERS = 20
# A whole province can lose its only provider: the question names only so many places.
MOST_GAPS = 60


def unanswered(session: Session, organisation: Organisation) -> Sequence[tuple[str, str]]:
    """What nobody else would offer where, unless a coordinator agreed that the entry may go."""
    found = queries.question(session, organisation)
    if found is not None and found.answer == "hide":
        return ()
    return queries.gaps(session, organisation)


def ask(
    session: Session,
    organisation: Organisation,
    opens: Sequence[tuple[str, str]],
    *,
    now: datetime,
) -> bool:
    """Ask the coordinators of its region, again once an answer has run out; whether it was asked.

    Without a coordinator the question waits for one, and the entry stays.
    """
    gaps = tuple(f"{speciality}@{place}" for speciality, place in opens[:MOST_GAPS])
    found = queries.question(session, organisation)
    if found is None:
        session.add(HidingQuestion(organisation=organisation, gaps=gaps, asked_at=now))
    elif _holds(found, now):
        return False
    else:
        found.gaps, found.asked_at = gaps, now
        found.times_asked += 1
        found.answer, found.answered_by, found.answered_at = "", None, None
    journal.record(
        session,
        "ask_hiding",
        "organisation",
        organisation.public_id,
        by=VISITOR,
        now=now,
        gaps=len(opens),
    )
    own = set(members(session, organisation.id))
    for account in coordinators(session, organisation.region_code, now)[:MOST_LETTERS]:
        if account not in own:
            letters.write(session, account, "hiding_question", organisation.public_id, now=now)
    session.flush()
    return True


def _holds(found: HidingQuestion, now: datetime) -> bool:
    if found.answered_at is None:
        return now < found.asked_at + ASK_AGAIN
    return now < found.answered_at + HOLDS.get(found.answer, ASK_AGAIN)


def answer(
    session: Session, organisation: Organisation, said: str, *, by: Actor, now: datetime
) -> HidingQuestion:
    """A coordinator's answer: 'call', 'extend' or 'hide'; the last hides the entry at once.

    Raises Conflict when somebody else answered, or the organisation confirmed, meanwhile.
    """
    access.review.check(by, organisation.scope)
    if said not in ANSWERS:
        raise Invalid(answer=N_("Pilih salah satu jawaban."))
    edit.lock(session, organisation)
    found = queries.question(session, organisation)
    if found is not None and (found.answer, found.answered_by) == (said, by.id):
        return found
    if found is None or found.answer or organisation.status != "due":
        raise Conflict(
            N_("Pertanyaan ini sudah dijawab. Buka lagi daftarnya untuk melihat hasilnya.")
        )
    found.answer, found.answered_by, found.answered_at = said, by.id, now
    journal.record(
        session,
        "answer_hiding",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        answer=said,
        region=organisation.region_code,
    )
    if said == "hide":
        become(session, organisation, "stale", now=now)
    session.flush()
    return found
