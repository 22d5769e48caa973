"""What happens to papers: they are made, with a number, once and for all."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor, Scope
from portal.agreements.queries import holding
from portal.assets import is_currency
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.ledger import queries as ledger
from portal.ledger.models import LedgerHead
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries import hearing_of
from portal.pledges.rules import today
from portal.printing import MOST_ROWS
from portal.statements import queries, rules
from portal.statements.models import Printed

NOT_COUNTED = N_("Penyaluran ini belum dihitung, jadi belum ada tanda terimanya.")
NOT_AGREED = N_("Surat kesediaan dibuat sesudah penawaran diterima.")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a paper is about, before it has its number."""

    kind: str
    organisation_id: int
    language: str
    scope: Scope
    pledge_id: int | None = None
    ref: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Made:
    """What came of drawing a paper: its file, and its main sums by asset."""

    content: bytes
    sums: Mapping[str, Mapping[str, int]]


Draw = Callable[[str], Made]


def print_statement(
    session: Session,
    donor: Organisation,
    period: tuple[date, date],
    draw: Callable[[str, queries.Statement], bytes],
    *,
    language: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Printed:
    """A numbered statement of a donor; `draw` makes the file from the number and the figures.

    Raises NotAllowed, and Invalid(since, until).
    """
    since, until = period
    if faults := rules.period_fault(since, until, today(now)):
        raise Invalid(**faults)

    def drawn(number: str) -> Made:
        found = queries.statement(session, donor, since, until, most=MOST_ROWS + 1)
        return Made(draw(number, found), found.sums)

    draft = Draft(
        kind="statement",
        organisation_id=donor.id,
        language=language,
        scope=queries.Donor(donor).scope,
        since=since,
        until=until,
    )
    return _print(session, draft, drawn, token=token, by=by, now=now)


def print_receipt(
    session: Session,
    delivery: Delivery,
    draw: Callable[[str, int], bytes],
    *,
    language: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Printed:
    """A receipt of a delivery that counts, or its hand-over note when it is in kind.

    `draw` makes the file from the number and the counted sum. The same delivery has one receipt
    in each language until a row of it is taken back. Raises NotAllowed, and Conflict when nothing
    of it counts.
    """
    pledge = delivery.pledge

    def drawn(number: str) -> Made:
        if delivery.kind != "receipt" or hearing_of(delivery).status != "counted":
            raise Conflict(NOT_COUNTED)
        rows = ledger.standing(session, pledge.public_id, delivery.public_id)
        amount = sum(row.amount for row in rows)
        return Made(draw(number, amount), {pledge.asset: {"received": amount}})

    draft = Draft(
        kind="receipt" if is_currency(pledge.asset) else "handover",
        organisation_id=pledge.donor_id,
        language=language,
        scope=pledge.scope,
        pledge_id=pledge.id,
        ref=delivery.public_id,
    )
    return _print(session, draft, drawn, token=token, by=by, now=now)


def print_intent(
    session: Session,
    pledge: Pledge,
    draw: Callable[[str], bytes],
    *,
    language: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Printed:
    """The letter of intent of an accepted pledge. Raises NotAllowed, and Conflict before that."""

    def drawn(number: str) -> Made:
        flows = ledger.of_pledge(session, pledge.public_id)
        if not flows.commit:
            raise Conflict(NOT_AGREED)
        return Made(draw(number), {pledge.asset: {"committed": flows.commit}})

    draft = Draft(
        kind="intent",
        organisation_id=pledge.donor_id,
        language=language,
        scope=pledge.scope,
        pledge_id=pledge.id,
        ref=_edition(session, pledge),
    )
    return _print(session, draft, drawn, token=token, by=by, now=now)


def _edition(session: Session, pledge: Pledge) -> str:
    """What a letter of intent says beside the commitment: another schedule is another letter."""
    agreement = holding(session, [pledge.id]).get(pledge.id)
    if not agreement and not pledge.schedule:
        return ""
    return f"{pledge.schedule}.{agreement.id if agreement else 0}"


def _print(
    session: Session, draft: Draft, draw: Draw, *, token: str, by: Actor, now: datetime
) -> Printed:
    """Hold the chain's head, so that numbers and figures are nobody else's, then make the paper."""
    access.see_pledge.check(by, draft.scope)
    db.lock(session, LedgerHead, 1)
    session.expire_all()

    def act() -> str:
        held = _standing(session, draft)
        return held.number if held else _made(session, draft, draw, by=by, now=now).number

    body: dict[str, Any] = {
        "organisation": draft.organisation_id,
        "pledge": draft.pledge_id,
        "ref": draft.ref,
        "since": draft.since,
        "until": draft.until,
        "language": draft.language,
    }
    number = once(session, token, f"print_{draft.kind}", body, act, by=by, now=now)
    return queries.by_number(session, number)


def _standing(session: Session, draft: Draft) -> Printed | None:
    """The paper of a pledge that says this already, unless a row of it was taken back since."""
    if draft.pledge_id is None:
        return None
    query = select(Printed).where(
        Printed.kind == draft.kind,
        Printed.pledge_id == draft.pledge_id,
        Printed.ref == draft.ref,
        Printed.language == draft.language,
    )
    held = session.scalar(query.order_by(Printed.id.desc()).limit(1))
    return None if held is None or queries.corrected(session, held) else held


def _made(session: Session, draft: Draft, draw: Draw, *, by: Actor, now: datetime) -> Printed:
    number = _number(session, draft.kind, today(now))
    made = draw(number)
    paper = Printed(
        number=number,
        kind=draft.kind,
        organisation_id=draft.organisation_id,
        pledge_id=draft.pledge_id,
        ref=draft.ref,
        since=draft.since,
        until=draft.until,
        language=draft.language,
        sums={asset: dict(sums) for asset, sums in made.sums.items()},
        seq=session.scalars(select(LedgerHead.seq)).one(),
        sha256=hashlib.sha256(made.content).hexdigest(),
        made_by=by.id,
        made_at=now,
        file=made.content,
    )
    session.add(paper)
    session.flush()
    journal.record(session, f"print_{draft.kind}", "printed", number, by=by, now=now)
    return paper


def _number(session: Session, kind: str, day: date) -> str:
    mark = "".join(secrets.choice(rules.SIGNS) for _ in range(rules.MARK))
    month = rules.number(kind, day, 0, "").removesuffix("0000-")
    taken = session.scalar(
        select(func.count()).select_from(Printed).where(Printed.number.startswith(month))
    )
    return rules.number(kind, day, (taken or 0) + 1, mark)
