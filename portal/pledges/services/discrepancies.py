"""What happens when two sides say different sums: it is opened, talked over, and closes itself."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.pledges import rules
from portal.pledges.models import Delivery, Discrepancy, DiscrepancyNote, Pledge
from portal.pledges.services.common import check_text, record, tell

MOST_TEXT = 1000
LONGEST_ANSWER = timedelta(days=90)
ASKED = ("donor", "recipient", "both")


def follow(
    session: Session, delivery: Delivery, agreed: bool, status: str, *, by: Actor, now: datetime
) -> None:
    """Open a discrepancy when the words differ, and close it when they do no longer."""
    held = open_of(session, delivery)
    if status == "differs" and held is None:
        opened = Discrepancy(opened_at=now)
        opened.delivery = delivery
        session.add(opened)
        session.flush()
        _record(session, "open_discrepancy", opened, by=by, now=now)
    elif held is not None and (agreed or status == "nothing"):
        held.closed_at, held.outcome = now, "agreed" if agreed else "nothing"
        _record(session, "close_discrepancy", held, by=by, now=now, outcome=held.outcome)


def open_of(session: Session, delivery: Delivery) -> Discrepancy | None:
    """The discrepancy that is open on a delivery, or None."""
    query = select(Discrepancy).where(
        Discrepancy.delivery_id == delivery.id, Discrepancy.closed_at.is_(None)
    )
    return session.scalar(query)


def comment(
    session: Session, held: Discrepancy, text: str, *, token: str, by: Actor, now: datetime
) -> Discrepancy:
    """Say something that both sides and the coordinator read. Raises NotAllowed, Invalid(text)."""
    access.comment_discrepancy.check(by, held.scope)
    return _note(session, held, "comment_discrepancy", text, "", None, token=token, by=by, now=now)


def decide(
    session: Session,
    held: Discrepancy,
    *,
    asked: str,
    text: str,
    due_on: date,
    token: str,
    by: Actor,
    now: datetime,
) -> Discrepancy:
    """A coordinator decides who looks again (donor, recipient, both) until when, and says why.

    No coordinator sets a sum: it counts when both sides say the same. Raises NotAllowed,
    Invalid(asked, text, due_on), and Conflict when it is closed.
    """
    access.decide_discrepancy.check(by, held.scope)
    day = rules.today(now)
    if asked not in ASKED:
        raise Invalid(asked=N_("Pilih siapa yang diminta memeriksa lagi."))
    if not day <= due_on <= day + LONGEST_ANSWER:
        raise Invalid(due_on=N_("Isi tanggal dari hari ini sampai 90 hari lagi."))
    told = (asked, due_on)
    return _note(session, held, "decide_discrepancy", text, *told, token=token, by=by, now=now)


def _note(
    session: Session,
    held: Discrepancy,
    action: str,
    text: str,
    asked: str,
    due_on: date | None,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Discrepancy:
    text = text.strip()
    if not text:
        raise Invalid(text=N_("Tulis pesannya. Kedua pihak membacanya."))
    check_text(MOST_TEXT, text=text)
    db.lock(session, Pledge, held.delivery.pledge_id)
    session.refresh(held)

    def act() -> str:
        if held.closed_at is not None:
            raise Conflict(N_("Selisih ini sudah tertutup."))
        side = _side(held, by)
        note = DiscrepancyNote(side=side, by=by.id, at=now, text=text, asked=asked, due_on=due_on)
        held.notes.append(note)
        session.flush()
        _record(session, action, held, by=by, now=now)
        pledge = held.delivery.pledge
        owner = pledge.programme.organisation_id
        for organisation in {owner, pledge.donor_id}:
            tell(session, organisation, "discrepancy_note", pledge, by=by, now=now)
        return held.public_id

    body = {"discrepancy": held.public_id, "text": text, "asked": asked, "due_on": due_on}
    once(session, token, action, body, act, by=by, now=now)
    return held


def _side(held: Discrepancy, by: Actor) -> str:
    scope = held.scope
    if scope.owner in by.memberships:
        return "owner"
    return "donor" if scope.donor in by.memberships else "coordinator"


def _record(
    session: Session, action: str, held: Discrepancy, *, by: Actor, now: datetime, outcome: str = ""
) -> None:
    pledge = held.delivery.pledge
    ref = held.public_id
    record(session, action, pledge, by=by, now=now, discrepancy=ref, outcome=outcome)
