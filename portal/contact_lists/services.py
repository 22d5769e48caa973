"""What happens to a request for closed contacts: asked, decided by somebody else, fetched."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal, letters
from portal.access import Actor, Role, Scope
from portal.accounts.models import User
from portal.contact_lists import queries
from portal.contact_lists.models import ContactList
from portal.contact_lists.queries import Line
from portal.contact_lists.rules import (
    MOST_WAITING,
    WAITS,
    answer_fault,
    reason_fault,
    state,
)
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.regions.queries import meant

KIND = "contact_list"
MOST_LETTERS = 20


def ask(
    session: Session, *, region: str, reason: str, token: str, by: Actor, now: datetime
) -> ContactList:
    """Ask for the closed contacts of a region (a name or a code) within one's own mandate.

    The same form again answers the same request. Raises Invalid at `region` or `reason`, and
    Conflict when too many of one's own wait already.
    """
    key = idempotency.tidy(token)
    access.see_queue.check(by, Scope())
    db.lock(session, User, by.id)  # a double click waits here, and then finds the request
    held = session.scalar(select(ContactList).where(ContactList.key == key))
    if held is not None and held.asked_by == by.id:
        return held
    found = meant(session, region)
    if not by.holds(Role.COORDINATOR, found.code):
        raise Invalid(region=N_("Wilayah ini di luar mandat Anda."))
    if fault := reason_fault(reason):
        raise Invalid(reason=fault)
    _not_too_many(session, by, now)
    made = ContactList(key=key, region_code=found.code, reason=reason, asked_by=by.id, asked_at=now)
    session.add(made)
    session.flush()
    _record(session, "ask_contact_list", made, by=by, now=now, reason=reason)
    for account in queries.others(session, found.code, by, now)[:MOST_LETTERS]:
        letters.write(session, account, "contact_list_waiting", made.public_id, now=now)
    return made


def _not_too_many(session: Session, by: Actor, now: datetime) -> None:
    waiting = session.scalar(
        select(func.count())
        .select_from(ContactList)
        .where(
            ContactList.asked_by == by.id,
            ContactList.outcome == "",
            ContactList.asked_at > now - WAITS,
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise Conflict(
            N_("%(n)s permintaan Anda masih menunggu. Tunggu jawabannya dahulu.", n=MOST_WAITING)
        )


def decide(
    session: Session, asked: ContactList, outcome: str, answer: str, *, by: Actor, now: datetime
) -> ContactList:
    """Allow or refuse what another coordinator asked for.

    Raises NotAllowed for whoever asked and for coordinators of other regions, Conflict when it
    waits no longer, Invalid without a reason for a refusal.
    """
    access.see_contact_list.check(by, asked.scope)
    if asked.asked_by == by.id:
        raise NotAllowed(N_("Anda yang meminta. Koordinator lain yang memutuskan."))
    if outcome not in ("approved", "refused"):
        raise Invalid(outcome=N_("Pilih salah satu keputusan."))
    fault = reason_fault(answer) if outcome == "refused" else answer_fault(answer)
    if fault:
        raise Invalid(answer=fault)
    _take(session, asked)
    if state(asked.outcome, asked.asked_at, asked.decided_at, now) != "waiting":
        raise Conflict(N_("Permintaan ini tidak lagi menunggu. Buka lagi halamannya."))
    asked.outcome, asked.answer = outcome, answer
    asked.decided_by, asked.decided_at = by.id, now
    letters.write(session, asked.asked_by, "contact_list_decided", asked.public_id, now=now)
    _record(session, f"{outcome}_contact_list", asked, by=by, now=now, reason=answer)
    session.flush()
    return asked


def fetch(session: Session, asked: ContactList, *, by: Actor, now: datetime) -> Sequence[Line]:
    """The lines of an allowed list, for whoever asked and for one day; each time recorded.

    Every organisation in it reads in its own list of looks that its contacts were taken, by whom
    and for what. Raises NotAllowed for anybody else, Conflict when it is not open.
    """
    access.see_contact_list.check(by, asked.scope)
    if asked.asked_by != by.id:
        raise NotAllowed(N_("Hanya peminta yang dapat mengunduhnya."))
    _take(session, asked)
    if state(asked.outcome, asked.asked_at, asked.decided_at, now) != "open":
        raise Conflict(N_("Daftar ini tidak dapat diunduh lagi. Ajukan permintaan baru."))
    lines = queries.lines(session, asked.region_code)
    asked.downloads += 1
    _record(session, "fetch_contact_list", asked, by=by, now=now, lines=len(lines))
    closed = Counter(
        (line.organisation.public_id, line.organisation.region_code)
        for line in lines
        if line.visibility != "public"
    )
    for (public_id, region), number in closed.items():
        journal.record(
            session,
            "export_contacts",
            "organisation",
            public_id,
            by=by,
            now=now,
            reason=asked.reason,
            region=region,
            purpose="export",
            contacts=number,
            standing="coordinator",
            mandate=asked.region_code,
            list=asked.public_id,
        )
    session.flush()
    return lines


def _take(session: Session, asked: ContactList) -> None:
    db.lock(session, ContactList, asked.id)
    session.refresh(asked)


def _record(
    session: Session,
    action: str,
    asked: ContactList,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **details: object,
) -> None:
    details |= {"region": asked.region_code}
    journal.record(session, action, KIND, asked.public_id, by=by, now=now, reason=reason, **details)
