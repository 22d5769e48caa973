"""A pooled fund passes on what it received to a line of another programme."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.ledger import queries as rows
from portal.ledger import services as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import MOST_NOTE
from portal.pledges import rules
from portal.pledges.services.common import (
    able,
    check_day,
    check_text,
    hold_line,
    place_of_line,
    verified,
)
from portal.programmes.models import Requirement


def pass_on(
    session: Session,
    source: Requirement,
    target: Requirement,
    *,
    amount: int,
    passed_on: date,
    description: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Transfer:
    """Move `amount` rupiah from a fund's line to a line of cash of another programme.

    Raises NotAllowed for who does not belong to the fund's owner, Invalid(amount, passed_on,
    description, target), and Conflict when it is no fund, has less, or a side is not active.
    """
    access.pass_on.check(by, source.scope)
    for key in sorted({source.id, target.id}):  # by rising id, as everybody locks
        hold_line(session, key)
    session.expire_all()

    def act() -> str:
        fund, programme = source.programme, target.programme
        able(fund.organisation)
        verified(programme.organisation)
        if not fund.fund:
            raise Conflict(N_("Program ini bukan dana bersama, jadi tidak meneruskan uang."))
        if programme.status != "published" or target.kind != "cash":
            raise Invalid(target=N_("Pilih kebutuhan uang dari program yang diumumkan."))
        check_day("passed_on", passed_on, rules.today(now), now)
        check_text(MOST_NOTE, description=description)
        _enough(session, source, amount)
        row = ledger.post(
            session,
            "pass_on",
            amount,
            place_of_line(target),
            source=place_of_line(source),
            occurred_on=passed_on,
            idem_key=f"pass_on:{token}",
            note=description,
            by=by,
            now=now,
        )
        return row.public_id

    body: dict[str, object] = {"source": source.public_id, "target": target.public_id}
    body |= {"amount": amount, "passed_on": passed_on, "description": description}
    made = once(session, token, "pass_on", body, act, by=by, now=now)
    return session.scalars(select(Transfer).where(Transfer.public_id == made)).one()


def _enough(session: Session, source: Requirement, amount: int) -> None:
    """Raise Invalid(amount) for more than the line holds: the form says how much that is."""
    ledger.check_amount(amount)
    held = rows.of_line(session, source.programme.public_id, source.public_id).unspent
    if amount > held:
        most = money.show(held)
        raise Invalid(
            amount=N_(
                "Isi paling banyak %(most)s. Itu yang sudah diterima dan belum dipakai.", most=most
            )
        )
