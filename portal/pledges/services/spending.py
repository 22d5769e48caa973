"""What happens to money that arrived: it is used; and what was recorded wrongly is taken back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.assets import RUPIAH, asset_fits
from portal.errors import N_, Conflict, Invalid, NotFound
from portal.idempotency import once
from portal.ledger import queries as rows
from portal.ledger import services as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import MOST_NOTE, counts
from portal.pledges.models import Delivery, Pledge
from portal.pledges.services.common import (
    able,
    check_day,
    check_text,
    hold,
    hold_line,
    need_reason,
    place_of_line,
    record,
    tell,
)
from portal.programmes.models import Requirement

REVERSIBLE = ("receive", "receive_extra", "refund", "spend", "pass_on")


def record_spending(
    session: Session,
    requirement: Requirement,
    *,
    amount: int,
    spent_on: date,
    description: str,
    token: str,
    by: Actor,
    now: datetime,
    asset: str = "",
) -> Transfer:
    """The owner used `amount` of what a line of its programme received.

    `asset` is what was used: unless it is named, rupiah of a line of cash, else the line's unit.
    Raises NotAllowed, Invalid(amount, spent_on, description), Conflict for an inactive owner.
    """
    asset = asset or own_asset(requirement)
    access.record_spending.check(by, requirement.scope)
    hold_line(session, requirement.id)
    session.expire_all()

    def act() -> str:
        able(requirement.programme.organisation)
        _check(session, requirement, asset, amount, spent_on, description, now)
        row = ledger.post(
            session,
            "spend",
            amount,
            place_of_line(requirement),
            asset=asset,
            note=description,
            occurred_on=spent_on,
            idem_key=f"spend:{token}",
            by=by,
            now=now,
        )
        return row.public_id

    body = {"requirement": requirement.public_id, "amount": amount}
    body |= {"spent_on": spent_on.isoformat(), "description": description, "asset": asset}
    made = once(session, token, "record_spending", body, act, by=by, now=now)
    return session.scalars(select(Transfer).where(Transfer.public_id == made)).one()


def own_asset(requirement: Requirement) -> str:
    """What a line is counted in: rupiah for cash, else its unit."""
    return RUPIAH if requirement.kind == "cash" else requirement.unit


def _check(
    session: Session,
    requirement: Requirement,
    asset: str,
    amount: int,
    spent_on: date,
    description: str,
    now: datetime,
) -> None:
    if not asset_fits(asset, requirement.kind, requirement.unit):
        raise Invalid(amount=N_("Kebutuhan ini dihitung dalam satuan lain."))
    ledger.check_amount(amount, asset)
    flows = rows.of_line(session, requirement.programme.public_id, requirement.public_id, asset)
    if amount > flows.unspent:
        raise Invalid(
            amount=N_(
                "Isi paling banyak %(most)s. Itu yang sudah diterima dan belum dipakai.",
                most=money.show(flows.unspent, asset),
            )
        )
    check_day("spent_on", spent_on, requirement.programme.starts_on, now)
    if not description.strip():
        raise Invalid(description=N_("Tulis untuk apa uang ini dipakai."))
    check_text(MOST_NOTE, description=description)


def reverse(
    session: Session, transfer: Transfer, *, reason: str, token: str, by: Actor, now: datetime
) -> Transfer:
    """Take back what was recorded wrongly; answers the reversing row.

    A receipt or refund is taken back with all its rows; both sides may state it anew afterwards.
    Raises NotAllowed, NotFound for a line that is gone, Invalid(reason), Conflict for other kinds
    or once the money has moved on.
    """
    requirement = line_of(session, transfer)
    access.reverse_transfer.check(by, requirement.scope)
    reason = need_reason(reason)
    pledge = _pledge_of(session, transfer)
    if pledge is not None:
        hold(session, pledge, now=now)
    else:
        hold_line(session, requirement.id)
        session.expire_all()

    def act() -> str:
        able(requirement.programme.organisation)
        if transfer.kind not in REVERSIBLE:
            raise Conflict(N_("Catatan ini tidak dapat dibatalkan di sini."))
        told: dict[str, Any] = {"reason": reason, "by": by, "now": now}
        row = ledger.reverse(session, transfer, requirement.scope, **told)
        if pledge is not None:
            _reopen(session, pledge, transfer, **told)
        return row.public_id

    body = {"transfer": transfer.public_id, "reason": reason}
    made = once(session, token, "reverse_transfer", body, act, by=by, now=now)
    return session.scalars(select(Transfer).where(Transfer.public_id == made)).one()


def line_of(session: Session, transfer: Transfer) -> Requirement:
    """The requirement line that a row belongs to; raises NotFound."""
    query = select(Requirement).where(Requirement.public_id == transfer.line)
    requirement = session.scalar(query)
    if requirement is None:
        raise NotFound
    return requirement


def _pledge_of(session: Session, transfer: Transfer) -> Pledge | None:
    if transfer.pledge is None:
        return None
    return session.scalar(select(Pledge).where(Pledge.public_id == transfer.pledge))


def _reopen(
    session: Session, pledge: Pledge, transfer: Transfer, *, reason: str, by: Actor, now: datetime
) -> None:
    """The delivery does not count any more: its other rows are taken back as well."""
    named, _ = counts(transfer.idem_key)
    delivery = session.scalars(select(Delivery).where(Delivery.public_id == named)).one()
    told: dict[str, Any] = {"reason": reason, "by": by, "now": now}
    for row in reversed(rows.standing(session, pledge.public_id, named)):
        ledger.reverse(session, row, pledge.scope, **told)
    delivery.transfer = None  # `settled_by` stays: the recipient's earlier words are spent
    session.flush()
    action = "reverse_refund" if delivery.kind == "refund" else "reverse_receipt"
    record(session, action, pledge, delivery=delivery.public_id, **told)
    for organisation in {pledge.programme.organisation_id, pledge.donor_id}:
        tell(session, organisation, "receipt_reversed", pledge, by=by, now=now)
