"""Remarks on single claims: kept when changes are asked for, shown until they are answered."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory.models import Organisation
from portal.registration.models import Remark, Submission
from portal.registration.remark_rules import CLAIMS


@dataclass(frozen=True)
class Answer:
    """A remark and what became of its claim; `was` and `now` are None where nothing is kept."""

    field: str
    text: str
    was: Any
    now: Any
    changed: bool


def claims(one: Organisation) -> dict[str, Any]:
    """What an organisation claims, by the fields of `CLAIMS`, as plain values."""
    return {
        "name": one.name,
        "short_name": one.short_name,
        "other_names": list(one.other_names),
        "kind": one.kind,
        "region": one.region_code,
        "about": one.about,
        "year_founded": one.year_founded,
        "website": one.website,
        "languages": list(one.languages),
        "handles_funds": bool(one.handles_funds),
        "specialities": list(one.specialities),
        "services": [row.name for row in one.services],
        "coverage": ["*"] if one.nationwide else [row.region_code for row in one.coverage],
        "runs_shelter": one.runs_shelter,
        "places": [[row.kind, row.region_code, row.address] for row in one.locations],
        "contacts": [[row.kind, row.value, row.visibility] for row in one.contacts],
        "people": [[row.name, row.role, row.contact, row.visibility] for row in one.people],
        "identifiers": [[row.scheme, row.value] for row in one.identifiers],
    }


def keep(
    session: Session,
    submission: Submission,
    remarks: Mapping[str, str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Keep remarks (field → text) with the claims as they stand; the caller checked the right."""
    held = claims(submission.organisation)
    session.add_all(
        Remark(
            submission_id=submission.id,
            times_sent=submission.times_sent,
            field=field,
            text=text,
            was=held[field] if CLAIMS[field].kept else None,
            mark=_mark(_whole(submission.organisation, field, held)),
            made_by=by.id,
            made_at=now,
        )
        for field, text in remarks.items()
    )


def latest(session: Session, submission: Submission) -> Sequence[Remark]:
    """The remarks of the last time that changes were asked for, in the order of the claims."""
    newest = (
        select(func.max(Remark.times_sent))
        .where(Remark.submission_id == submission.id)
        .scalar_subquery()
    )
    found = session.scalars(
        select(Remark).where(Remark.submission_id == submission.id, Remark.times_sent == newest)
    )
    order = list(CLAIMS)
    return sorted(found, key=lambda remark: order.index(remark.field))


def open_ones(session: Session, organisation: Organisation) -> dict[str, str]:
    """Field → remark, while the applicant is asked to change something; otherwise nothing."""
    if organisation.status != "changes_requested":
        return {}
    submission = session.scalar(
        select(Submission).where(Submission.organisation_id == organisation.id)
    )
    if submission is None:
        return {}
    found = latest(session, submission)
    return {one.field: one.text for one in found if one.times_sent == submission.times_sent}


def answers(session: Session, submission: Submission) -> list[Answer]:
    """What became of each remark of an earlier round, once the registration was sent again."""
    held = claims(submission.organisation)
    found = []
    for one in latest(session, submission):
        if one.times_sent == submission.times_sent:
            continue
        present = _mark(_whole(submission.organisation, one.field, held))
        now = held[one.field] if CLAIMS[one.field].kept else None
        found.append(Answer(one.field, one.text, one.was, now, present != one.mark))
    return found


def _whole(one: Organisation, field: str, held: Mapping[str, Any]) -> Any:
    """Everything that belongs to a claim: of services more than their names."""
    if field != "services":
        return held[field]
    names = ("name", "specialities", "sex", "age_from", "age_to", "disability", "case_types")
    more = ("cost", "schedule", "open_24h", "capacity", "takes_referrals", "note")
    return [[str(getattr(row, name)) for name in (*names, *more)] for row in one.services]


def _mark(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
