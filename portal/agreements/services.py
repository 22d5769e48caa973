"""Agreements are recorded, renewed, and their documents opened on record."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor, Role, office
from portal.agreements import queries, rules
from portal.agreements.models import Agreement
from portal.errors import N_, Conflict, Invalid, NotFound, Unavailable
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.rules import latest_day
from portal.pledges.services.common import able, check_text, once_on, record, tell
from portal.uploads.paper import Paper
from portal.uploads.rules import tidy_name
from portal.uploads.store import Store


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What was signed: its kind, number and parties, when, and until when it holds."""

    kind: str
    number: str
    parties: str
    signed_on: date
    expires_on: date


def add(
    session: Session,
    pledge: Pledge,
    told: Signed,
    paper: Paper | None = None,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """Record what both sides signed; a later one takes the place of the one before.

    Raises NotAllowed for all but the two sides, Invalid by field, Conflict before the offer is
    accepted. The same token again records nothing more.
    """
    access.add_agreement.check(by, pledge.scope)
    digest = paper.digest if paper else ""

    def act(course: Course) -> str:
        if not course.flows.commit:
            raise Conflict(rules.NOT_AGREED)
        owner = pledge.programme.organisation
        able(owner if owner.id in by.memberships else pledge.donor)
        _check(told, latest_day(now))
        if len(queries.of(session, pledge)) >= rules.MOST_AGREEMENTS:
            raise Conflict(rules.FULL)
        made = Agreement(**asdict(told), pledge=pledge, by=by.id, at=now)
        if paper:
            made.file = paper.store.put(paper.found.data)
            made.sha256, made.media = digest, paper.found.kind
            made.name = tidy_name(paper.name, paper.found.kind)
        session.add(made)
        session.flush()
        details = {"agreement": made.public_id, "sha256": digest}
        record(session, "add_agreement", pledge, by=by, now=now, **details)
        for side in {owner.id, pledge.donor_id} - set(by.memberships):
            tell(session, side, "agreement_recorded", pledge, by=by, now=now)
        return pledge.public_id

    body = {**asdict(told), "file": digest}
    once_on(session, pledge, "add_agreement", body, act, token=token, by=by, now=now)
    return pledge


def _check(told: Signed, latest: date) -> None:
    if told.kind not in rules.KINDS:
        raise Invalid(kind=N_("Pilih salah satu dari daftar."))
    for name, text, most in (
        ("number", told.number, rules.MOST_NUMBER),
        ("parties", told.parties, rules.MOST_PARTIES),
    ):
        if not text.strip():
            raise Invalid(**{name: N_("Bagian ini perlu diisi.")})
        if len(text) > most:
            raise Invalid(**{name: N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=most)})
    check_text(rules.MOST_PARTIES, parties=told.parties)
    if faults := rules.date_faults(told.signed_on, told.expires_on, latest):
        raise Invalid(**faults)


def open_file(session: Session, one: Agreement, *, store: Store, by: Actor, now: datetime) -> bytes:
    """The bytes of an agreement's document; who asked is noted.

    Raises NotAllowed for all but both sides, coordinators of the region and auditors, NotFound
    where there is no document, Unavailable when its bytes are no longer those that came.
    """
    access.see_agreement.check(by, one.scope)
    if one.file is None:
        raise NotFound
    data = store.get(one.file)
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise Unavailable(rules.CHANGED)
    told = {"reader": reader(one, by), "agreement": one.public_id}
    if told["reader"] == "coordinator":
        told |= office(by, str(one.scope.region))
    record(session, queries.OPENED, one.pledge, by=by, now=now, **told)
    return data


def reader(one: Agreement, by: Actor) -> str:
    """How somebody stands to an agreement: owner, donor, coordinator or auditor."""
    if one.scope.owner in by.memberships:
        return "owner"
    if one.scope.donor in by.memberships:
        return "donor"
    return "coordinator" if by.holds(Role.COORDINATOR, one.scope.region) else "auditor"
