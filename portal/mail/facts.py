"""What letters about submissions and pledges tell: read from the rows when a letter is worded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.changes import wording as changes
from portal.changes.models import Proposal
from portal.evidence import rules as rules_of_documents
from portal.evidence.models import Document
from portal.holds.models import Hold
from portal.holds.rules import KINDS as HELD
from portal.letters import Letter
from portal.pledges import rules
from portal.pledges.delivery_rules import Hearing
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course, course_of
from portal.programme_partners.models import ProgrammePartner
from portal.programme_partners.rules import ROLES
from portal.registration.queries import by_reference
from portal.registration.remarks import latest
from portal.verification import wording

Facts = Mapping[str, Any]
WAITING = ("submission_waiting", "second_look_waiting")


def about_submission(session: Session, letter: Letter, base: str) -> Facts | None:
    """The submission whose reference the letter has; None when it no longer waits for a reader."""
    submission = by_reference(session, letter.ref)
    if submission is None:
        return None
    if letter.kind in WAITING and submission.state != "waiting":
        return None
    told = {}
    if letter.kind == "decision_changes":
        told = {one.field: one.text for one in latest(session, submission)}
    return wording.facts(submission, letter.kind, submission.last_reason, told, base)


def about_document(session: Session, letter: Letter, base: str) -> Facts | None:
    """The document whose public id the letter has; None when it was replaced or removed."""
    document = session.scalar(select(Document).where(Document.public_id == letter.ref))
    if document is None or document.expires_on is None:
        return None
    organisation = document.organisation
    return {
        "organisation": organisation.name,
        "document": rules_of_documents.TYPES[document.kind],
        "last_day": document.expires_on,
        "link": f"{base}/my/organisations/{organisation.slug or organisation.public_id}/documents",
    }


def about_hold(session: Session, letter: Letter, base: str) -> Facts | None:
    """The hold whose public id the letter has; None when it says what no longer holds."""
    found = session.scalar(select(Hold).where(Hold.public_id == letter.ref))
    if found is None or (letter.kind == "text_held") != (found.lifted_at is None):
        return None
    return {
        "what": HELD[found.kind],
        "programme": found.programme.title,
        "reason": found.reason,
        "link": f"{base}/programmes/{found.programme.slug}",
    }


def about_partner(session: Session, letter: Letter, base: str) -> Facts | None:
    """The partner whose public id the letter has; None for a question that waits no longer."""
    found = session.scalar(select(ProgrammePartner).where(ProgrammePartner.public_id == letter.ref))
    if found is None or (letter.kind == "partner_asked") != (found.state == "waiting"):
        return None
    owners = letter.kind == "partner_answered"
    path = f"programmes/{found.programme.slug}/partners" if owners else f"partnerships/{letter.ref}"
    return {
        "organisation": found.organisation.name,
        "programme": found.programme.title,
        "owner": found.programme.organisation.name,
        "role": ROLES[found.role],
        "state": found.state,
        "link": f"{base}/{path}",
    }


def about_proposal(session: Session, letter: Letter, base: str) -> Facts | None:
    """The proposed change whose reference the letter has; None when it waits no longer."""
    proposal = session.scalar(select(Proposal).where(Proposal.reference == letter.ref))
    if proposal is None:
        return None
    waits = letter.kind in ("proposal_waiting", "proposal_second")
    if waits and proposal.state != "waiting":
        return None
    return changes.facts(proposal, letter.kind, proposal.reason, base)


def about_pledge(session: Session, letter: Letter, base: str, now: datetime) -> Facts | None:
    """The pledge whose public id the letter has, and the delivery that the letter is about."""
    pledge = session.scalar(select(Pledge).where(Pledge.public_id == letter.ref))
    if pledge is None:
        return None
    course = course_of(session, pledge, rules.today(now))
    return {
        "reference": pledge.reference,
        "donor": pledge.donor.name,
        "programme": pledge.programme.title,
        "amount": pledge.amount,
        "asset": pledge.asset,
        "valid_until": pledge.valid_until,
        "reason": next((step.reason for step in reversed(pledge.steps) if step.reason), ""),
        "open": course.open,
        "received": course.flows.received,
        "released": course.flows.release,
        "refunded": course.flows.refund,
        "going_back": course.going_back,
        "committed": course.flows.committed,
        "hearing": _delivery(course, letter.kind),
        "link": f"{base}/pledges/{pledge.reference}",
    }


def _delivery(course: Course, kind: str) -> Hearing | None:
    """The newest delivery that is in the state which the letter tells of; None when none is."""
    wanted = {
        "delivery_sent": "awaits_recipient",
        "delivery_counted": "counted",
        "delivery_differs": "differs",
    }.get(kind)
    newest_first = sorted(course.hearings.items(), reverse=True)
    return next((hearing for _, hearing in newest_first if hearing.status == wanted), None)
